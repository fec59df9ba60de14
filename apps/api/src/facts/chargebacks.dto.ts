import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray } from 'class-validator';

/** As it is told to the other side; each item is judged by itself. */
export class NewChargeback {
  @ApiProperty({
    type: String,
    maxLength: 64,
    description: 'The chargeback’s own number: told again it is a duplicate',
  })
  readonly reference: string;

  @ApiProperty({ type: Date, description: 'When the acquirer received it; at most five minutes ahead' })
  readonly receivedAt: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Fen' })
  readonly amountFen: number;

  @ApiProperty({ type: String, example: '10.4', description: 'The scheme’s reason code' })
  readonly reason: string;

  @ApiPropertyOptional({ type: String, maxLength: 64, description: 'Reference of the sale' })
  readonly saleReference?: string;
}

/** As many as fit into a body, with references of full length. */
const CHARGEBACKS_MOST = 3_000;

export class ReportChargebacksBody {
  @ApiProperty({ type: [NewChargeback], maxItems: CHARGEBACKS_MOST })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(CHARGEBACKS_MOST)
  readonly items: readonly unknown[];
}

export class ChargebackItem {
  @ApiProperty({ type: String })
  readonly reference: string;

  @ApiProperty({ type: Date, description: 'When the acquirer received it' })
  readonly receivedAt: Date;

  @ApiProperty({ type: 'integer', description: 'Fen' })
  readonly amountFen: number;

  @ApiProperty({ type: String })
  readonly reason: string;

  @ApiProperty({ type: String, nullable: true })
  readonly saleReference: string | null;

  @ApiProperty({ type: Date, description: 'When Thaw received it' })
  readonly recordedAt: Date;

  @ApiProperty({ type: String, description: 'user:<id> or machine:<key id>' })
  readonly reportedBy: string;
}

export class ChargebackPage {
  @ApiProperty({ type: [ChargebackItem] })
  readonly items: readonly ChargebackItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
