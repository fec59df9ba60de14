import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MEASURE_SCOPES, type MeasureScope } from '@thaw/registry/measures';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { Instant } from '../../validation/instant.decorator';
import { LONG_TEXT } from './action-body.dto';

export class MeasureAfterBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly measureId: string;

  @ApiProperty({ enum: ['lift', 'keep', 'narrow'] })
  @IsIn(['lift', 'keep', 'narrow'])
  readonly change: 'lift' | 'keep' | 'narrow';

  @ApiPropertyOptional({
    description: 'When narrowed: a lower level, or the same with a raised limit or a smaller scope',
    pattern: '^F[0-7]$',
  })
  @IsOptional()
  @Matches(/^F[0-7]$/)
  readonly level?: string;

  @ApiPropertyOptional({ description: 'When narrowed; left out, it stays as it is', enum: MEASURE_SCOPES })
  @IsOptional()
  @IsIn(MEASURE_SCOPES)
  readonly scope?: MeasureScope;

  @ApiPropertyOptional({ type: 'integer', description: 'fen; left out, an F1 keeps its limit' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitSingleFen?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'fen; left out, an F1 keeps its limit' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limitDailyFen?: number;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'When narrowed: when it ends by itself, in the future and no later than it would anyway',
  })
  @IsOptional()
  @Instant()
  readonly expiresAt?: Date;
}

export class ReasonOfFinding {
  @ApiPropertyOptional({ format: 'uuid', description: 'One finding; or name a rule instead' })
  @IsOptional()
  @IsUUID()
  readonly findingId?: string;

  @ApiPropertyOptional({ description: 'All findings of this rule at once, e.g. R6b', maxLength: 10 })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly rule?: string;

  @ApiProperty({ maxLength: LONG_TEXT })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly reason: string;
}

export class AnswerToFinding {
  @ApiPropertyOptional({ format: 'uuid', description: 'One finding; or name a rule instead' })
  @IsOptional()
  @IsUUID()
  readonly findingId?: string;

  @ApiPropertyOptional({ description: 'All findings of this rule at once, e.g. R6b', maxLength: 10 })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly rule?: string;

  @ApiProperty({ maxLength: LONG_TEXT })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly answer: string;
}
