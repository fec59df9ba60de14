import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IMPORT_FAILURES, IMPORT_STATES, type ImportFailure, type ImportState } from '@thaw/transactions';
import { AMOUNT_UNITS, CARD_TYPES, type AmountUnit, type CardType } from '@thaw/transactions/records';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** The text fields that go before the file: how it is to be read. All may be left out. */
export class ImportFields {
  @ApiPropertyOptional({
    type: String,
    example: 'occurred_at=datetime\namount=money',
    description:
      'Which column holds which field, as field=column, one a line; `type=` says that no column does',
  })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  readonly map?: string;

  @ApiPropertyOptional({
    type: String,
    example: '{"occurred_at":"datetime","amount":"money","amountUnit":"fen"}',
    description:
      'The same as JSON, instead of `map`; it may also hold timeZone, currency, amountUnit, cardType and sheet, before which the fields of this form go',
  })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  readonly mapping?: string;

  @ApiPropertyOptional({
    type: String,
    example: 'Asia/Shanghai',
    description: 'IANA name; the desk’s own when left out',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly timeZone?: string;

  @ApiPropertyOptional({
    type: String,
    example: 'CNY',
    description: 'Of lines that name none; the terminal’s own when left out',
  })
  @IsOptional()
  @IsString()
  @MaxLength(16)
  readonly currency?: string;

  @ApiPropertyOptional({ enum: AMOUNT_UNITS, default: 'yuan' })
  @IsOptional()
  @IsIn(AMOUNT_UNITS)
  readonly amountUnit?: AmountUnit;

  @ApiPropertyOptional({ enum: CARD_TYPES, default: 'unknown', description: 'Of lines that name none' })
  @IsOptional()
  @IsIn(CARD_TYPES)
  readonly cardType?: CardType;

  @ApiPropertyOptional({
    type: String,
    example: '三月',
    description: 'Of an Excel workbook, which sheet; the first that is not hidden when left out',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly sheet?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    default: 'false',
    description:
      'With one bad line the import is `refused`, and no line becomes a transaction. Without one it is written to its end; should that fail for good (`failed`), what was written stays, the counts say how much, and the same file sent again adds only what is missing',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly strict?: 'true' | 'false';

  @ApiPropertyOptional({
    type: String,
    pattern: '^[0-9a-fA-F]{64}$',
    description:
      'SHA-256 of the file as it is sent, in hex. A file that was imported before is then known before its first byte; one with another digest is refused',
  })
  @IsOptional()
  @Matches(/^[0-9a-fA-F]{64}$/)
  readonly sha256?: string;
}

/** For a sender that knows its terminal by the numbers printed on a slip. */
export class NumberedImportFields extends ImportFields {
  @ApiProperty({ type: String, example: '100310054110001' })
  @IsString()
  @MaxLength(15)
  readonly merchantNo: string;

  @ApiProperty({ type: String, example: 'A0000001' })
  @IsString()
  @MaxLength(8)
  readonly terminalNo: string;
}

export class ImportFailureItem {
  @ApiProperty({ enum: IMPORT_FAILURES })
  readonly code: ImportFailure;

  @ApiProperty({ type: String, description: 'In Chinese' })
  readonly zh: string;

  @ApiProperty({ type: String, description: 'In English' })
  readonly en: string;
}

export class ImportItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly terminalId: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly caseId: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'The file of several terminals that it is a part of; contentHash and sizeBytes are of its lines then, and lines are numbered as in that file',
  })
  readonly routedImportId: string | null;

  @ApiProperty({ type: String, description: 'Without folders; card numbers masked' })
  readonly fileName: string;

  @ApiProperty({ type: String, description: 'SHA-256 of the file as it was sent, in hex' })
  readonly contentHash: string;

  @ApiProperty({ type: Number })
  readonly sizeBytes: number;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'An earlier import of the very same file: this one will change nothing',
  })
  readonly duplicateOf: string | null;

  @ApiProperty({ type: Boolean, description: 'Refused whole with one bad line; see the upload' })
  readonly strict: boolean;

  @ApiProperty({ enum: IMPORT_STATES })
  readonly state: ImportState;

  @ApiProperty({ type: Number, description: 'Lines after the header' })
  readonly linesTotal: number;

  @ApiProperty({ type: Number })
  readonly linesDone: number;

  @ApiProperty({ type: Number, description: 'Of sizeBytes: how far linesDone is in the file' })
  readonly bytesDone: number;

  @ApiProperty({ type: Number, minimum: 0, maximum: 100 })
  readonly percent: number;

  @ApiProperty({ type: Number, description: 'Lines that became transactions' })
  readonly accepted: number;

  @ApiProperty({ type: Number, description: 'Lines whose transaction the history had already' })
  readonly duplicates: number;

  @ApiProperty({ type: Number, description: 'Bad lines; GET …/rejects lists them' })
  readonly rejected: number;

  @ApiProperty({ type: ImportFailureItem, nullable: true })
  readonly failure: ImportFailureItem | null;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly startedAt: Date | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt: Date | null;
}

export class ImportPage {
  @ApiProperty({ type: [ImportItem] })
  readonly items: readonly ImportItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
