import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  EVIDENCE_CODES,
  OUTCOMES,
  REASON_CODES,
  type ActionName,
  type EvidenceCode,
  type Outcome,
  type ReasonCode,
} from '@thaw/cases/domain';
import { MEASURE_SCOPES, type MeasureScope } from '@thaw/registry/measures';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const LONG_TEXT = 4_000;
const LIST = 5_000;

/** What every action may carry: the version of the case that the actor acted upon. */
export class ActionBody {
  @ApiPropertyOptional({
    type: 'integer',
    description: 'Version of the case you acted upon; needed for actions that move the case',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly version?: number;
}

class TextBody extends ActionBody {
  @ApiProperty({ description: 'Why; or the words themselves', maxLength: LONG_TEXT })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly text: string;
}

class OptionalTextBody extends ActionBody {
  @ApiPropertyOptional({ maxLength: LONG_TEXT })
  @IsOptional()
  @IsString()
  @MaxLength(LONG_TEXT)
  readonly text?: string;
}

class TriageBody extends ActionBody {
  @ApiProperty({ enum: REASON_CODES })
  @IsIn(REASON_CODES)
  readonly reasonCode: ReasonCode;
}

class WantedItem {
  @ApiProperty({ enum: EVIDENCE_CODES })
  @IsIn(EVIDENCE_CODES)
  readonly code: EvidenceCode;

  @ApiProperty()
  @IsBoolean()
  readonly required: boolean;
}

class RequestEvidenceBody extends OptionalTextBody {
  @ApiProperty({ type: [WantedItem] })
  @IsArray()
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => WantedItem)
  readonly items: WantedItem[];
}

class Absence {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly itemId: string;

  @ApiProperty({ description: 'Why it cannot be supplied' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly reason: string;
}

class SubmitEvidenceBody extends ActionBody {
  @ApiPropertyOptional({ type: [Absence] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => Absence)
  readonly absences?: Absence[];

  @ApiPropertyOptional({ description: 'How the merchant handed it in, when staff submit for the merchant' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly onBehalfChannel?: string;
}

class MeasureAfterBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly measureId: string;

  @ApiProperty({ enum: ['lift', 'keep', 'narrow'] })
  @IsIn(['lift', 'keep', 'narrow'])
  readonly change: 'lift' | 'keep' | 'narrow';

  @ApiPropertyOptional({
    description: 'When narrowed: a lower level, or the same with a raised limit or a smaller scope',
    pattern: '^F[0-7]$',
  })
  @IsOptional()
  @Matches(/^F[0-7]$/)
  readonly level?: string;

  @ApiPropertyOptional({ description: 'When narrowed; left out, it stays as it is', enum: MEASURE_SCOPES })
  @IsOptional()
  @IsIn(MEASURE_SCOPES)
  readonly scope?: MeasureScope;

  @ApiPropertyOptional({ type: 'integer', description: 'fen; left out, an F1 keeps its limit' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitSingleFen?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'fen; left out, an F1 keeps its limit' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitDailyFen?: number;
}

class ReasonOfFinding {
  @ApiPropertyOptional({ format: 'uuid', description: 'One finding; or name a rule instead' })
  @IsOptional()
  @IsUUID()
  readonly findingId?: string;

  @ApiPropertyOptional({ description: 'All findings of this rule at once, e.g. R6b', maxLength: 10 })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly rule?: string;

  @ApiProperty({ maxLength: LONG_TEXT })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly reason: string;
}

class DecisionBody extends TextBody {
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

class AnswerToFinding {
  @ApiPropertyOptional({ format: 'uuid', description: 'One finding; or name a rule instead' })
  @IsOptional()
  @IsUUID()
  readonly findingId?: string;

  @ApiPropertyOptional({ description: 'All findings of this rule at once, e.g. R6b', maxLength: 10 })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly rule?: string;

  @ApiProperty({ maxLength: LONG_TEXT })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly answer: string;
}

class AppealBody extends TextBody {
  @ApiProperty({ type: [AnswerToFinding] })
  @IsArray()
  @ArrayMaxSize(LIST)
  @ValidateNested({ each: true })
  @Type(() => AnswerToFinding)
  readonly answers: AnswerToFinding[];
}

class AssignBody extends ActionBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly userId: string;
}

class ItemBody extends ActionBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly itemId: string;
}

class RejectItemBody extends TextBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly itemId: string;
}

/** The body of each action; one that is not named takes the version alone. */
export const ACTION_BODIES: { readonly [action in ActionName]?: new () => ActionBody } = {
  triage: TriageBody,
  request_evidence: RequestEvidenceBody,
  submit_evidence: SubmitEvidenceBody,
  recall_request: TextBody,
  propose: ProposeBody,
  return: TextBody,
  withdraw_proposal: TextBody,
  approve: OptionalTextBody,
  object: TextBody,
  appeal: AppealBody,
  uphold_appeal: UpholdBody,
  overturn: OverturnBody,
  give_up: TextBody,
  assign: AssignBody,
  assess: ItemBody,
  reject: RejectItemBody,
  message: TextBody,
  note: TextBody,
};
