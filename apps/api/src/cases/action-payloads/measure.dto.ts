import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MEASURE_SCOPES, type MeasureScope } from '@thaw/registry/measures';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, MaxLength, Min } from 'class-validator';
import { Instant } from '../../validation/instant.decorator';
import { ActionBody, OptionalTextBody, TextBody, type ActionBodies } from './action-body.dto';

const CHANNEL_LENGTH = 50;

class ImposeMeasureBody extends TextBody {
  @ApiProperty({
    pattern: '^F[0-7]$',
    description: 'One above the reason’s usual levels is warned of in the answer',
  })
  @Matches(/^F[0-7]$/)
  readonly level: string;

  @ApiProperty({ enum: MEASURE_SCOPES })
  @IsIn(MEASURE_SCOPES)
  readonly scope: MeasureScope;

  @ApiPropertyOptional({ type: 'integer', description: 'F1 only; fen a transaction' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitSingleFen?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'F1 only; fen a day' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitDailyFen?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'F2 and F5 only; fen' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly heldAmountFen?: number;

  @ApiPropertyOptional({ description: 'review, disputes, breach or authority' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  readonly heldGround?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'In the future' })
  @IsOptional()
  @Instant()
  readonly releaseAt?: Date;

  @ApiPropertyOptional({ format: 'date-time', description: 'In the future' })
  @IsOptional()
  @Instant()
  readonly expiresAt?: Date;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The measure whose place it takes: it must be less than this one',
  })
  @IsOptional()
  @IsUUID()
  readonly raises?: string;
}

class MeasureBody extends ActionBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly measureId: string;
}

class EaseMeasureBody extends TextBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly measureId: string;

  @ApiProperty({
    enum: ['lift', 'narrow', 'release'],
    description: 'release: held money goes to the merchant',
  })
  @IsIn(['lift', 'narrow', 'release'])
  readonly change: 'lift' | 'narrow' | 'release';

  @ApiPropertyOptional({ pattern: '^F[0-7]$', description: 'When narrowed' })
  @IsOptional()
  @Matches(/^F[0-7]$/)
  readonly level?: string;

  @ApiPropertyOptional({ enum: MEASURE_SCOPES, description: 'When narrowed; left out, it stays' })
  @IsOptional()
  @IsIn(MEASURE_SCOPES)
  readonly scope?: MeasureScope;

  @ApiPropertyOptional({ type: 'integer', description: 'When narrowed to F1; fen' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitSingleFen?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'When narrowed to F1; fen' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitDailyFen?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'When released; fen; left out, all of it' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly amountFen?: number;
}

/** The first of two persons brings proof: a channel, and a file of the case or words. The second needs none. */
class ProofBody extends OptionalTextBody {
  @ApiPropertyOptional({
    description: 'How the first signer knows, e.g. phone or visit',
    maxLength: CHANNEL_LENGTH,
  })
  @IsOptional()
  @IsString()
  @MaxLength(CHANNEL_LENGTH)
  readonly channel?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'A file of the case' })
  @IsOptional()
  @IsUUID()
  readonly fileId?: string;
}

class ConfirmCommandBody extends ProofBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly commandId: string;
}

class CommandBody extends ActionBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly commandId: string;
}

class HoldBody extends TextBody {
  @ApiProperty({
    format: 'uuid',
    description: 'The authority’s document, as put in by uploadAuthorityDocument',
  })
  @IsUUID()
  readonly fileId: string;
}

class ReleaseHoldBody extends TextBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly holdId: string;

  @ApiProperty({ format: 'uuid', description: 'The authority’s release: another document than the hold’s' })
  @IsUUID()
  readonly fileId: string;
}

/** Measures, commands to the terminal system and authorities’ holds. */
export const MEASURE_BODIES = {
  impose_measure: ImposeMeasureBody,
  confirm_measure: MeasureBody,
  ease_measure: EaseMeasureBody,
  measure_expired: MeasureBody,
  retry_command: CommandBody,
  confirm_command: ConfirmCommandBody,
  confirm_restore_manually: ProofBody,
  stop_restore: TextBody,
  authority_hold: HoldBody,
  authority_release: ReleaseHoldBody,
} satisfies ActionBodies;
