import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DISMISSALS, REASON_CODES, type Dismissal, type ReasonCode } from '@thaw/cases/domain';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { ActionBody, LONG_TEXT, TextBody, type ActionBodies } from './action-body.dto';

class TriageBody extends ActionBody {
  @ApiProperty({ enum: REASON_CODES })
  @IsIn(REASON_CODES)
  readonly reasonCode: ReasonCode;
}

class ReclassifyBody extends TextBody {
  @ApiProperty({ enum: REASON_CODES })
  @IsIn(REASON_CODES)
  readonly reasonCode: ReasonCode;
}

class DismissBody extends TextBody {
  @ApiProperty({ enum: DISMISSALS })
  @IsIn(DISMISSALS)
  readonly as: Dismissal;

  @ApiPropertyOptional({ description: 'Of a duplicate: the number of the open case on the same machine' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  readonly duplicateOf?: string;

  @ApiPropertyOptional({
    description: 'Answer to the open objection, where there is one; the merchant reads it',
    maxLength: LONG_TEXT,
  })
  @IsOptional()
  @IsString()
  @MaxLength(LONG_TEXT)
  readonly objectionReply?: string;
}

export const INTAKE_BODIES = {
  triage: TriageBody,
  reclassify: ReclassifyBody,
  dismiss: DismissBody,
} satisfies ActionBodies;
