import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HELD_GROUNDS, type HeldGround } from '@thaw/registry/measures';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Instant } from '../../validation/instant.decorator';
import { OptionalTextBody, TextBody, type ActionBodies } from './action-body.dto';

class FundsAfterBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly measureId: string;

  @ApiProperty({ enum: ['release', 'hold'] })
  @IsIn(['release', 'hold'])
  readonly change: 'release' | 'hold';

  @ApiPropertyOptional({ enum: HELD_GROUNDS, description: 'When held' })
  @IsOptional()
  @IsIn(HELD_GROUNDS)
  readonly ground?: HeldGround;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'When held: until when' })
  @IsOptional()
  @Instant()
  readonly until?: Date;
}

class ConfirmTerminationBody extends OptionalTextBody {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Countersigns this statement; leave the rest out then',
  })
  @IsOptional()
  @IsUUID()
  readonly statementId?: string;

  @ApiPropertyOptional({ description: 'The device was taken back' })
  @IsOptional()
  @IsBoolean()
  readonly deviceRecovered?: boolean;

  @ApiPropertyOptional({ description: 'Its last batch is settled' })
  @IsOptional()
  @IsBoolean()
  readonly batchSettled?: boolean;

  @ApiPropertyOptional({ maxLength: 100, description: 'Of the listing that was filed; for outcome B' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  readonly listingReference?: string;

  @ApiPropertyOptional({ format: 'date' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  readonly listedOn?: string;

  @ApiPropertyOptional({ type: [FundsAfterBody], description: 'For held money without a ground and an end' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => FundsAfterBody)
  readonly funds?: FundsAfterBody[];
}

export const ENDING_BODIES = {
  confirm_termination_manually: ConfirmTerminationBody,
  reconsider: TextBody,
  reopen: TextBody,
} satisfies ActionBodies;
