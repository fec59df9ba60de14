import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, ValidateNested } from 'class-validator';
import { LIST, SaidByMerchantBody, TextBody, type ActionBodies } from './action-body.dto';
import { DecisionBody } from './decision.dto';
import { AnswerToFinding, ReasonOfFinding } from './decision-parts.dto';

class OverturnBody extends DecisionBody {
  @ApiProperty({ enum: ['full', 'partial'] })
  @IsIn(['full', 'partial'])
  readonly extent: 'full' | 'partial';
}

class UpholdBody extends TextBody {
  @ApiProperty({ type: [ReasonOfFinding] })
  @IsArray()
  @ArrayMaxSize(LIST)
  @ValidateNested({ each: true })
  @Type(() => ReasonOfFinding)
  readonly reasons: ReasonOfFinding[];
}

class AppealBody extends SaidByMerchantBody {
  @ApiProperty({ type: [AnswerToFinding] })
  @IsArray()
  @ArrayMaxSize(LIST)
  @ValidateNested({ each: true })
  @Type(() => AnswerToFinding)
  readonly answers: AnswerToFinding[];
}

export const APPEAL_BODIES = {
  appeal: AppealBody,
  uphold_appeal: UpholdBody,
  overturn: OverturnBody,
} satisfies ActionBodies;
