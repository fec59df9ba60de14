import { ApiProperty } from '@nestjs/swagger';
import { IMPORT_STATES, type ImportState } from '@thaw/transactions';
import { ImportFailureItem, ImportItem } from './imports.dto';

export class RoutedImportItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

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
    description: 'An earlier one of the very same file: this one will change nothing',
  })
  readonly duplicateOf: string | null;

  @ApiProperty({ type: Boolean, description: 'Refused whole with one bad line, whichever terminal’s' })
  readonly strict: boolean;

  @ApiProperty({
    enum: IMPORT_STATES,
    description:
      'What the states of its imports come to: `running` until all have ended, then `failed` with one that failed, else `cancelled` with one that was cancelled, else `finished`. `refused`: there are no imports',
  })
  readonly state: ImportState;

  @ApiProperty({
    type: Number,
    description: 'Terminals found in it; each has an import, unless it was refused',
  })
  readonly terminals: number;

  @ApiProperty({ type: Number, description: 'Lines after the header' })
  readonly linesTotal: number;

  @ApiProperty({ type: Number, description: 'Those without a terminal are done at once' })
  readonly linesDone: number;

  @ApiProperty({ type: Number, description: 'Of sizeBytes: how much of the file linesDone is' })
  readonly bytesDone: number;

  @ApiProperty({ type: Number, minimum: 0, maximum: 100 })
  readonly percent: number;

  @ApiProperty({ type: Number, description: 'Lines that became transactions' })
  readonly accepted: number;

  @ApiProperty({ type: Number, description: 'Lines whose transaction its history had already' })
  readonly duplicates: number;

  @ApiProperty({ type: Number, description: 'Bad lines; GET …/rejects lists them' })
  readonly rejected: number;

  @ApiProperty({
    type: Number,
    description:
      'Those of them that are no terminal’s: it is unknown, not yours, or not told. Of a refused file: all of them',
  })
  readonly unrouted: number;

  @ApiProperty({ type: ImportFailureItem, nullable: true })
  readonly failure: ImportFailureItem | null;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly startedAt: Date | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt: Date | null;
}

/** One terminal's import, and whose it is. */
export class RoutedPartItem extends ImportItem {
  @ApiProperty({ type: String, example: '100310054110001' })
  readonly merchantNo: string;

  @ApiProperty({ type: String, example: 'A0000001' })
  readonly terminalNo: string;
}

export class RoutedPartPage {
  @ApiProperty({ type: [RoutedPartItem] })
  readonly items: readonly RoutedPartItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
