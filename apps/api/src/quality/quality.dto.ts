import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MARK_MOST, QUALITY_CRITERIA, SAMPLE_STATES, type SampleState } from '@thaw/cases';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

export class QualityPlanBody {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 100,
    description: 'Of the cases that are closed in a month',
  })
  @IsInt()
  @Min(0)
  @Max(100)
  readonly ratePercent: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 10_000, description: 'In a month at most' })
  @IsInt()
  @Min(0)
  @Max(10_000)
  readonly monthlyCap: number;
}

export class SamplesQuery {
  @ApiPropertyOptional({ enum: SAMPLE_STATES, default: 'drawn' })
  @IsOptional()
  @IsIn(SAMPLE_STATES)
  readonly state?: SampleState;
}

export class QualityReviewBody {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 1, maximum: MARK_MOST, nullable: true },
    description: `Each of ${Object.keys(QUALITY_CRITERIA).join(', ')}: 1 to ${MARK_MOST}, or null where the case gave no occasion`,
  })
  @IsObject()
  readonly marks: Record<string, unknown>;

  @ApiProperty({ maxLength: 4_000 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(4_000)
  readonly comment: string;

  @ApiPropertyOptional({ default: false, description: 'Back to the owner, who is to put it right' })
  @IsOptional()
  @IsBoolean()
  readonly returned?: boolean;
}

export class QualityCorrectionBody {
  @ApiProperty({ maxLength: 4_000, description: 'What was put right' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(4_000)
  readonly text: string;
}

export class SatisfactionBody {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 5 })
  @IsInt()
  @Min(1)
  @Max(5)
  readonly mark: number;

  @ApiPropertyOptional({ maxLength: 2_000 })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  readonly words?: string;
}
