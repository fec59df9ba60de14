import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FEE_PROFILES, type FeeProfile } from '@thaw/kernel';
import {
  HELD_GROUNDS,
  MEASURE_LEVELS,
  MEASURE_SCOPES,
  MERCHANT_TIERS,
  type HeldGround,
  type MeasureLevel,
  type MeasureScope,
  type MerchantTier,
} from '@thaw/registry';

export class BilingualText {
  @ApiProperty({ type: String })
  readonly zh: string;

  @ApiProperty({ type: String })
  readonly en: string;
}

export class HoursItem {
  @ApiProperty({ type: String, example: '09:00:00' })
  readonly from: string;

  @ApiProperty({ type: String, example: '20:30:00' })
  readonly to: string;
}

export class MerchantItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly merchantNo: string;

  @ApiProperty({ type: String })
  readonly name: string;

  @ApiProperty({ type: String })
  readonly socialCreditCode: string;

  @ApiProperty({ type: String })
  readonly mcc: string;

  @ApiProperty({ type: String })
  readonly address: string;

  @ApiProperty({ type: HoursItem, nullable: true })
  readonly hours: HoursItem | null;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiPropertyOptional({
    enum: MERCHANT_TIERS,
    description: 'How the acquirer ranks it; for all but merchants',
  })
  readonly tier?: MerchantTier;
}

export class MerchantTermsItem {
  @ApiProperty({ type: String })
  readonly mcc: string;

  @ApiProperty({ enum: MERCHANT_TIERS })
  readonly tier: MerchantTier;
}

export class MerchantChangeItem {
  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: String, description: 'user:<id> or machine:<key id>' })
  readonly changedBy: string;

  @ApiProperty({ type: MerchantTermsItem })
  readonly before: MerchantTermsItem;

  @ApiProperty({ type: MerchantTermsItem })
  readonly after: MerchantTermsItem;
}

export class MerchantChangePage {
  @ApiProperty({ type: [MerchantChangeItem] })
  readonly items: readonly MerchantChangeItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class MerchantPage {
  @ApiProperty({ type: [MerchantItem] })
  readonly items: readonly MerchantItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class DeviceItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly serialNo: string;

  @ApiProperty({ type: String })
  readonly model: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;
}

export class BindingItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly deviceId: string;

  @ApiProperty({ type: String })
  readonly serialNo: string;

  @ApiProperty({ type: String })
  readonly model: string;

  @ApiProperty({ type: String })
  readonly acquirerCode: string;

  @ApiProperty({ type: String })
  readonly merchantNo: string;

  @ApiProperty({ type: String })
  readonly socialCreditCode: string;

  @ApiProperty({
    type: String,
    example: '********0018',
    description: 'Masked but for its last four characters',
  })
  readonly settlementAccount: string;

  @ApiProperty({ type: String })
  readonly installationAddress: string;

  @ApiProperty({ type: Date })
  readonly boundAt: Date;
}

export class SiteItem {
  @ApiProperty({ type: 'integer', description: 'Micro-degrees' })
  readonly latE6: number;

  @ApiProperty({ type: 'integer', description: 'Micro-degrees' })
  readonly lonE6: number;
}

export class TerminalTermsItem {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Fen; what a sale was expected to come to when the merchant signed',
  })
  readonly expectedTicketFen: number | null;

  @ApiProperty({ type: SiteItem, nullable: true, description: 'Where it is registered to stand' })
  readonly site: SiteItem | null;
}

/** What rules measure a terminal by: not for its merchant to read. */
export class TerminalDeskPart extends TerminalTermsItem {
  @ApiProperty({ type: Date, nullable: true, description: 'When its first device was bound' })
  readonly installedAt: Date | null;
}

export class TerminalItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly terminalNo: string;

  @ApiProperty({ enum: FEE_PROFILES })
  readonly feeProfile: FeeProfile;

  @ApiProperty({ type: String })
  readonly currency: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: MerchantItem })
  readonly merchant: MerchantItem;

  @ApiProperty({ type: BindingItem, nullable: true, description: 'The device at work; null: none is bound' })
  readonly binding: BindingItem | null;

  @ApiPropertyOptional({ type: TerminalDeskPart, description: 'For all but merchants' })
  readonly desk?: TerminalDeskPart;
}

export class TerminalChangeItem {
  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: String, description: 'user:<id> or machine:<key id>' })
  readonly changedBy: string;

  @ApiProperty({ type: TerminalTermsItem })
  readonly before: TerminalTermsItem;

  @ApiProperty({ type: TerminalTermsItem })
  readonly after: TerminalTermsItem;
}

export class TerminalChangePage {
  @ApiProperty({ type: [TerminalChangeItem] })
  readonly items: readonly TerminalChangeItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class TerminalPage {
  @ApiProperty({ type: [TerminalItem] })
  readonly items: readonly TerminalItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

/** What staff read of a measure beside what the merchant may. */
export class MeasureDeskPart {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The case that set it and alone may lift it' })
  readonly caseId: string;

  @ApiProperty({ enum: MEASURE_LEVELS })
  readonly level: MeasureLevel;

  @ApiProperty({ enum: MEASURE_SCOPES })
  readonly scope: MeasureScope;

  @ApiProperty({ enum: HELD_GROUNDS, nullable: true })
  readonly heldGround: HeldGround | null;
}

export class MeasureItem {
  @ApiProperty({ type: BilingualText })
  readonly title: BilingualText;

  @ApiProperty({ type: BilingualText })
  readonly scope: BilingualText;

  @ApiProperty({ type: Number, nullable: true, description: 'Fen' })
  readonly limitSingleFen: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Fen' })
  readonly limitDailyFen: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Fen' })
  readonly heldAmountFen: number | null;

  @ApiProperty({ type: BilingualText, nullable: true })
  readonly heldGround: BilingualText | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly releaseAt: Date | null;

  @ApiProperty({ type: Date })
  readonly beganAt: Date;

  @ApiPropertyOptional({ type: Date, nullable: true, description: 'Only for those who work on cases' })
  readonly expiresAt?: Date | null;

  @ApiPropertyOptional({ type: MeasureDeskPart, description: 'Only for those who work on cases' })
  readonly desk?: MeasureDeskPart;
}

export class TerminalDetail extends TerminalItem {
  @ApiProperty({
    type: [MeasureItem],
    description:
      'In force now, those on the whole merchant included; an observation is shown to those who work on cases only',
  })
  readonly measures: readonly MeasureItem[];
}
