import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LAT_E6_MAX, LON_E6_MAX, FEE_PROFILES, type FeeProfile } from '@thaw/kernel';
import { EXPECTED_TICKET_MAX_FEN, MERCHANT_TIERS, type MerchantTier } from '@thaw/registry';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
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
import { says } from '../validation/constraint-text';
import { Instant } from '../validation/instant.decorator';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';
import { PageQuery } from '../validation/page-query.dto';

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
const NO_TIME = says('请写作 HH:MM 或 HH:MM:SS，如 09:00。', 'Write HH:MM or HH:MM:SS, e.g. 09:00.');

export class HoursBody {
  @ApiProperty({ type: String, example: '09:00', description: 'In the desk’s time zone, inside' })
  @Matches(TIME_OF_DAY, NO_TIME)
  readonly from: string;

  @ApiProperty({
    type: String,
    example: '20:30',
    description: 'Inside; past midnight where it is before `from`',
  })
  @Matches(TIME_OF_DAY, NO_TIME)
  readonly to: string;
}

export class RegisterMerchantBody {
  @ApiProperty({
    type: String,
    pattern: '^\\d{15}$',
    example: '100310054110001',
    description: 'Acquirer 3 + area 4 + MCC 4 + sequence 4',
  })
  @IsString()
  @MaxLength(15)
  readonly merchantNo: string;

  @ApiProperty({ type: String, example: '晨光超市' })
  @IsString()
  @MaxLength(200)
  readonly name: string;

  @ApiProperty({
    type: String,
    example: '91310000MA1FL0000X',
    description: 'Unified social credit code (GB 32100)',
  })
  @IsString()
  @MaxLength(18)
  readonly socialCreditCode: string;

  @ApiProperty({
    type: String,
    pattern: '^\\d{4}$',
    example: '5411',
    description: 'The same as in the merchant number',
  })
  @IsString()
  @MaxLength(4)
  readonly mcc: string;

  @ApiProperty({ type: String })
  @IsString()
  @MaxLength(200)
  readonly address: string;

  @ApiPropertyOptional({
    type: HoursBody,
    description:
      'Trading hours, both ends inside; an end before the beginning is past midnight. Where left out, those usual for ' +
      'the MCC count',
  })
  @MayBeLeftOut()
  @ValidateNested()
  @Type(() => HoursBody)
  readonly hours?: HoursBody;

  @ApiPropertyOptional({
    enum: MERCHANT_TIERS,
    default: 'standard',
    description: 'How the acquirer ranks it: queues may take the one or the other',
  })
  @MayBeLeftOut()
  @IsIn(MERCHANT_TIERS)
  readonly tier?: MerchantTier;
}

/** What is left out stays as it is. */
export class ChangeMerchantBody {
  @ApiPropertyOptional({
    type: String,
    pattern: '^\\d{4}$',
    example: '5812',
    description: 'What is sold in fact',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(4)
  readonly mcc?: string;

  @ApiPropertyOptional({
    enum: MERCHANT_TIERS,
    description: 'How the acquirer ranks it: cases go by it from when they are next put in a queue',
  })
  @MayBeLeftOut()
  @IsIn(MERCHANT_TIERS)
  readonly tier?: MerchantTier;
}

export class SiteBody {
  @ApiProperty({ type: 'integer', minimum: -LAT_E6_MAX, maximum: LAT_E6_MAX, example: 31_230_416 })
  @IsInt()
  @Min(-LAT_E6_MAX)
  @Max(LAT_E6_MAX)
  readonly latE6: number;

  @ApiProperty({ type: 'integer', minimum: -LON_E6_MAX, maximum: LON_E6_MAX, example: 121_473_701 })
  @IsInt()
  @Min(-LON_E6_MAX)
  @Max(LON_E6_MAX)
  readonly lonE6: number;
}

/** Null takes away what was told; what is left out stays as it is. */
export class ChangeTerminalBody {
  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    maximum: EXPECTED_TICKET_MAX_FEN,
    description: 'Fen; what a sale was expected to come to when the merchant signed',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(EXPECTED_TICKET_MAX_FEN)
  readonly expectedTicketFen?: number | null;

  @ApiPropertyOptional({
    type: SiteBody,
    nullable: true,
    description: 'Where it is registered to stand, in micro-degrees',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SiteBody)
  readonly site?: SiteBody | null;
}

export class RegisterTerminalBody extends ChangeTerminalBody {
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  readonly merchantId: string;

  @ApiProperty({ type: String, pattern: '^[0-9A-Z]{8}$', example: 'A0000001' })
  @IsString()
  @MaxLength(8)
  readonly terminalNo: string;

  @ApiProperty({ enum: FEE_PROFILES })
  @IsIn(FEE_PROFILES)
  readonly feeProfile: FeeProfile;

  @ApiPropertyOptional({ type: String, pattern: '^[A-Z]{3}$', default: 'CNY' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(3)
  readonly currency?: string;
}

export class RegisterDeviceBody {
  @ApiProperty({
    type: String,
    example: 'PX-7A10-0001',
    description: '4–40 digits, capital letters or hyphens',
  })
  @IsString()
  @MaxLength(40)
  readonly serialNo: string;

  @ApiProperty({ type: String, example: 'A920' })
  @IsString()
  @MaxLength(200)
  readonly model: string;
}

export class BindDeviceBody {
  @ApiProperty({ type: String, description: 'Of a registered device' })
  @IsString()
  @MaxLength(40)
  readonly serialNo: string;

  @ApiProperty({
    type: String,
    description: 'Only its last four characters are kept, as it may be a card number',
  })
  @IsString()
  @MaxLength(64)
  readonly settlementAccount: string;

  @ApiProperty({ type: String })
  @IsString()
  @MaxLength(200)
  readonly installationAddress: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Must agree with the merchant number; taken from it if left out',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(20)
  readonly acquirerCode?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Must agree with the terminal; taken from it if left out',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(15)
  readonly merchantNo?: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Must agree with the merchant; taken from it if left out',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(18)
  readonly socialCreditCode?: string;

  @ApiPropertyOptional({ type: Date, description: 'When it was put to work, if not now' })
  @MayBeLeftOut()
  @Instant()
  readonly boundAt?: Date;
}

export class TerminalsQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @MayBeLeftOut()
  @IsUUID()
  readonly merchantId?: string;

  @ApiPropertyOptional({ type: String })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(15)
  readonly merchantNo?: string;

  @ApiPropertyOptional({ type: String })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(8)
  readonly terminalNo?: string;

  @ApiPropertyOptional({ type: String, description: 'Of the device that is bound now' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(40)
  readonly serialNo?: string;
}
