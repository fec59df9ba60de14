import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OUTCOMES, type Outcome } from '@thaw/cases/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import {
  LIST,
  LONG_TEXT,
  OptionalTextBody,
  SaidByMerchantBody,
  TextBody,
  type ActionBodies,
} from './action-body.dto';
import { MeasureAfterBody, ReasonOfFinding } from './decision-parts.dto';

export class DecisionBody extends TextBody {
  @ApiProperty({ enum: OUTCOMES })
  @IsIn(OUTCOMES)
  readonly outcome: Outcome;

  @ApiProperty({ type: [MeasureAfterBody] })
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => MeasureAfterBody)
  readonly measuresAfter: MeasureAfterBody[];

  @ApiProperty({ type: [ReasonOfFinding] })
  @IsArray()
  @ArrayMaxSize(LIST)
  @ValidateNested({ each: true })
  @Type(() => ReasonOfFinding)
  readonly reasons: ReasonOfFinding[];
}

class ProposeBody extends DecisionBody {
  @ApiPropertyOptional({
    description: 'Answer to the open objection; the merchant reads it once the proposal is approved',
    maxLength: LONG_TEXT,
  })
  @IsOptional()
  @IsString()
  @MaxLength(LONG_TEXT)
  readonly objectionReply?: string;
}

export const DECISION_BODIES = {
  propose: ProposeBody,
  return: TextBody,
  withdraw_proposal: TextBody,
  approve: OptionalTextBody,
  object: SaidByMerchantBody,
} satisfies ActionBodies;
