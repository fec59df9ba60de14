import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SLIPS_MOST } from '@thaw/cases/domain';
import { CARD_ENTRIES, type CardEntry } from '@thaw/risk/rules';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Instant } from '../../validation/instant.decorator';
import { ActionBody, LIST, LONG_TEXT, type ActionBodies } from './action-body.dto';

class PickedTransaction {
  @ApiProperty({ type: 'integer', description: 'As the terminal’s history lists it' })
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly id: number;

  @ApiProperty({ type: String, format: 'date-time', description: 'Its time, by which it is found' })
  @Instant()
  readonly occurredAt: Date;
}

class SlipSampleBody {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: SLIPS_MOST })
  @IsInt()
  @Min(1)
  @Max(SLIPS_MOST)
  readonly size: number;

  @ApiPropertyOptional({
    maxLength: 64,
    description: 'Draws the same sales from the same scan; left out, one is made and kept',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(64)
  readonly seed?: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'Findings of the last scan to draw from; left out: all that weigh',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(LIST)
  @IsUUID(undefined, { each: true })
  readonly findingIds?: string[];
}

export class SlipsWantedBody {
  @ApiPropertyOptional({ type: [PickedTransaction], description: 'Picked by hand; or let a sample be drawn' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(SLIPS_MOST)
  @ValidateNested({ each: true })
  @Type(() => PickedTransaction)
  readonly transactions?: PickedTransaction[];

  @ApiPropertyOptional({ type: SlipSampleBody, description: 'Of the sales that the last scan flagged' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SlipSampleBody)
  readonly sample?: SlipSampleBody;
}

/** What stands on a slip; what is left out was not read. */
class SlipStatementBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly slipId: string;

  @ApiProperty({ type: 'integer', description: 'The revision that you saw: another since is a conflict' })
  @IsInt()
  @Min(0)
  readonly revision: number;

  @ApiPropertyOptional({ enum: ['original', 'reprint'], description: 'Needed with a file' })
  @IsOptional()
  @IsIn(['original', 'reprint'])
  readonly document?: 'original' | 'reprint';

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Whether it bears the cardholder’s signature; needed with a file',
  })
  @IsOptional()
  @IsBoolean()
  readonly signed?: boolean;

  @ApiPropertyOptional({ enum: CARD_ENTRIES, description: 'How the card was read' })
  @IsOptional()
  @IsIn(CARD_ENTRIES)
  readonly entry?: CardEntry;

  @ApiPropertyOptional({ type: 'integer', description: 'fen, as printed' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly amountFen?: number;

  @ApiPropertyOptional({ format: 'date', description: 'As printed' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  readonly day?: string;

  @ApiPropertyOptional({
    pattern: '^\\d{4}$',
    description: 'Last four digits of the card number, as printed',
  })
  @IsOptional()
  @Matches(/^\d{4}$/)
  readonly lastFour?: string;
}

class SlipAnswerBody extends SlipStatementBody {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'A file under the item for slips; or say why there is none',
  })
  @IsOptional()
  @IsUUID()
  readonly fileId?: string;

  @ApiPropertyOptional({ maxLength: LONG_TEXT, description: 'Why it cannot be supplied' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly absenceReason?: string;
}

class AnswerSlipsBody extends ActionBody {
  @ApiProperty({ type: [SlipAnswerBody] })
  @IsArray()
  @ArrayMaxSize(SLIPS_MOST)
  @ValidateNested({ each: true })
  @Type(() => SlipAnswerBody)
  readonly answers: SlipAnswerBody[];

  @ApiPropertyOptional({ description: 'How the merchant handed them in, when staff answer for the merchant' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly onBehalfChannel?: string;
}

class SlipVerdictBody extends SlipStatementBody {
  @ApiProperty({ enum: ['accept', 'reject'] })
  @IsIn(['accept', 'reject'])
  readonly verdict: 'accept' | 'reject';

  @ApiPropertyOptional({ maxLength: LONG_TEXT, description: 'Why it is rejected; the merchant reads it' })
  @IsOptional()
  @IsString()
  @MaxLength(LONG_TEXT)
  readonly text?: string;

  @ApiPropertyOptional({ pattern: '^\\d{4}$', description: 'Last four digits of the card as it was shown' })
  @IsOptional()
  @Matches(/^\d{4}$/)
  readonly cardLastFour?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Whether the cardholder’s name is that of the ID' })
  @IsOptional()
  @IsBoolean()
  readonly nameSame?: boolean;

  @ApiPropertyOptional({ type: Boolean, description: 'Whether the card has a chip' })
  @IsOptional()
  @IsBoolean()
  readonly chipCard?: boolean;
}

class AssessSlipsBody extends ActionBody {
  @ApiProperty({ type: [SlipVerdictBody] })
  @IsArray()
  @ArrayMaxSize(SLIPS_MOST)
  @ValidateNested({ each: true })
  @Type(() => SlipVerdictBody)
  readonly verdicts: SlipVerdictBody[];
}

export const SLIP_BODIES = {
  answer_slips: AnswerSlipsBody,
  assess_slips: AssessSlipsBody,
} satisfies ActionBodies;
