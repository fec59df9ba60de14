import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  CARD_TYPES,
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
  type CardType,
  type TransactionStatus,
  type TransactionType,
} from '@thaw/transactions/records';
import { IsOptional } from 'class-validator';
import { Instant } from '../validation/instant.decorator';
import { PageQuery } from '../validation/page-query.dto';

export class TransactionsPageQuery extends PageQuery {
  @ApiPropertyOptional({ type: Date, description: 'From this time on' })
  @IsOptional()
  @Instant()
  readonly from?: Date;

  @ApiPropertyOptional({ type: Date, description: 'Before this time' })
  @IsOptional()
  @Instant()
  readonly to?: Date;
}

export class TransactionItem {
  @ApiProperty({ type: Number })
  readonly id: number;

  @ApiProperty({ type: Date, description: 'The acquirer’s receipt time' })
  readonly occurredAt: Date;

  @ApiProperty({ type: Date, description: 'When Thaw received it' })
  readonly receivedAt: Date;

  @ApiProperty({ type: Number, description: 'Minor units of the currency' })
  readonly amountFen: number;

  @ApiProperty({ type: String, example: 'CNY' })
  readonly currency: string;

  @ApiProperty({ enum: TRANSACTION_TYPES })
  readonly type: TransactionType;

  @ApiProperty({ enum: TRANSACTION_STATUSES })
  readonly status: TransactionStatus;

  @ApiProperty({ enum: CARD_TYPES })
  readonly cardType: CardType;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Stands for the card; the same card has the same',
  })
  readonly cardToken: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'First six digits' })
  readonly cardBin: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly cardLastFour: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly reference: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly traceNo: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly batchNo: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Of the import that brought it; null where it was appended',
  })
  readonly importId: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Of the call that appended it; null where an import brought it',
  })
  readonly appendId: string | null;

  @ApiProperty({
    type: Number,
    description:
      'Line of the file that brought it; the header is line 1. Of an appended one it only orders those of one time',
  })
  readonly line: number;
}

export class TransactionPage {
  @ApiProperty({ type: [TransactionItem] })
  readonly items: readonly TransactionItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
