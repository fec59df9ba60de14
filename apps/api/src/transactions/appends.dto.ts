import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { REFRESH_REASONS, type RefreshReason } from '@thaw/risk';
import { APPEND_MAX } from '@thaw/transactions';
import { CARD_TYPES, TRANSACTION_STATUSES, TRANSACTION_TYPES } from '@thaw/transactions/records';

/** Of the request, for its description alone: a thousand records are not validated one by one by decorators. */
class GivenTransaction {
  @ApiProperty({
    type: String,
    example: '2026-11-27T10:15:00+08:00',
    description: 'ISO 8601; without offset it is local to the desk',
  })
  readonly occurredAt: string;

  @ApiProperty({ type: Number, description: 'Whole and positive, in minor units of the currency' })
  readonly amountFen: number;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'The card’s number, or what stands for it; kept as a token',
  })
  readonly card?: string | null;

  @ApiPropertyOptional({ enum: CARD_TYPES, default: 'unknown' })
  readonly cardType?: string;

  @ApiPropertyOptional({ enum: TRANSACTION_TYPES, default: 'purchase' })
  readonly type?: string;

  @ApiPropertyOptional({ enum: TRANSACTION_STATUSES, default: 'approved' })
  readonly status?: string;

  @ApiPropertyOptional({ type: String, description: 'ISO 4217; the terminal’s own when left out' })
  readonly currency?: string;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'The acquirer’s; tells duplicates' })
  readonly reference?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  readonly traceNo?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  readonly batchNo?: string | null;
}

export class AppendBody {
  @ApiProperty({ type: [GivenTransaction], minItems: 1, maxItems: APPEND_MAX })
  readonly records: readonly GivenTransaction[];
}

export const VERDICTS = ['accepted', 'duplicate', 'rejected'] as const;

export class RecordVerdictItem {
  @ApiProperty({ enum: VERDICTS })
  readonly verdict: (typeof VERDICTS)[number];

  @ApiPropertyOptional({ type: Number, description: 'Of an accepted one: the transaction’s id' })
  readonly id?: number;

  @ApiPropertyOptional({ type: String, description: 'Of a rejected one: a stable code' })
  readonly reason?: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Null where the record as a whole is wrong',
  })
  readonly field?: string | null;

  @ApiPropertyOptional({ type: String, description: 'What is wrong, in Chinese' })
  readonly zh?: string;

  @ApiPropertyOptional({ type: String, description: 'What is wrong, in English' })
  readonly en?: string;
}

/** How findings stand to the history. */
export class StandingItem {
  @ApiProperty({
    type: Boolean,
    description: 'Whether the findings are those of the whole history as it is, under the rules in force',
  })
  readonly upToDate: boolean;

  @ApiProperty({
    enum: REFRESH_REASONS,
    nullable: true,
    description:
      'Why they are being made anew by a rescan that is queued: the first, a late transaction, other rules or facts, ' +
      'or an import; null where none is',
  })
  readonly rescanQueued: RefreshReason | null;

  @ApiProperty({
    type: Number,
    description:
      'How often that rescan was given up since; it is tried again after twice as long each time, at least daily',
  })
  readonly rescanFailures: number;

  @ApiProperty({ type: Date, nullable: true, description: 'When they were last up to date' })
  readonly asOf: Date | null;
}

export class TouchedFindingItem {
  @ApiProperty({ type: String, example: 'R6a' })
  readonly rule: string;

  @ApiProperty({ type: String, description: 'With the rule, tells the finding apart' })
  readonly key: string;

  @ApiProperty({ type: Number, description: 'Transactions in it' })
  readonly count: number;

  @ApiProperty({ type: Number })
  readonly measured: number;

  @ApiProperty({ type: Number })
  readonly threshold: number;

  @ApiProperty({ type: String })
  readonly unit: string;
}

export class AppendResult {
  @ApiProperty({ type: String, format: 'uuid', description: 'The appendId of the accepted transactions' })
  readonly id: string;

  @ApiProperty({ type: Number })
  readonly accepted: number;

  @ApiProperty({
    type: Number,
    description: 'The history, or an earlier record of this call, has it already',
  })
  readonly duplicates: number;

  @ApiProperty({ type: Number })
  readonly rejected: number;

  @ApiProperty({ type: [RecordVerdictItem], description: 'In the order of the records' })
  readonly items: readonly RecordVerdictItem[];

  @ApiProperty({ type: StandingItem })
  readonly standing: StandingItem;

  @ApiProperty({ type: Number, description: 'Findings in which the accepted transactions take part' })
  readonly findingsTouched: number;

  @ApiProperty({
    type: [TouchedFindingItem],
    nullable: true,
    description: 'Those findings, for persons who may read findings; null for machines',
  })
  readonly findings: readonly TouchedFindingItem[] | null;
}

/** The receipt of a call that appended transactions. */
export class AppendItem {
  @ApiProperty({ type: String, format: 'uuid', description: 'The appendId of its transactions' })
  readonly id: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly terminalId: string;

  @ApiProperty({ type: Date })
  readonly receivedAt: Date;

  @ApiProperty({ type: String, example: 'machine:0b0f7a5c-…', description: 'Who sent it' })
  readonly createdBy: string;

  @ApiProperty({ type: Number })
  readonly accepted: number;

  @ApiProperty({ type: Number })
  readonly duplicates: number;

  @ApiProperty({ type: Number })
  readonly rejected: number;
}
