import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PREVENTION_KINDS, type PreventionKind } from '@thaw/registry';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';
import { PageQuery } from '../validation/page-query.dto';

const DAY = { type: String, format: 'date', nullable: true, maxLength: 40, example: '2026-11-20' } as const;

/** Null takes away what was told; what is left out stays as it is. */
export class TellPreventionBody {
  @ApiPropertyOptional(DAY)
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly inspectedOn?: string | null;

  @ApiPropertyOptional({
    ...DAY,
    description: 'Left out with an inspection that is new: so many days after it as the policy says',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly inspectionDueOn?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 40, example: '5.3.1' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly softwareVersion?: string | null;

  @ApiPropertyOptional({ ...DAY, description: 'The date of the database itself' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly virusDatabaseOn?: string | null;

  @ApiPropertyOptional({
    ...DAY,
    description: 'All patches that were published up to this day are installed',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly patchedUntil?: string | null;

  @ApiPropertyOptional(DAY)
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly passwordRotatedOn?: string | null;
}

export class DueCountsQuery {
  @ApiPropertyOptional({ enum: PREVENTION_KINDS })
  @MayBeLeftOut()
  @IsIn(PREVENTION_KINDS)
  readonly kind?: PreventionKind;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @MayBeLeftOut()
  @IsUUID()
  readonly merchantId?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 366,
    description: 'What is due within so many days, too; left out: only what is overdue',
  })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(366)
  readonly withinDays?: number;
}

export class DueThingsPageQuery extends PageQuery {
  @ApiPropertyOptional({ enum: PREVENTION_KINDS })
  @MayBeLeftOut()
  @IsIn(PREVENTION_KINDS)
  readonly kind?: PreventionKind;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @MayBeLeftOut()
  @IsUUID()
  readonly merchantId?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 366,
    description: 'What is due within so many days, too; left out: only what is overdue',
  })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(366)
  readonly withinDays?: number;
}

export class AnnounceSoftwareBody {
  @ApiProperty({ type: String, maxLength: 200, description: 'As devices are registered with' })
  @IsString()
  @MaxLength(200)
  readonly model: string;

  @ApiProperty({ type: String, maxLength: 40, example: '5.3.1' })
  @IsString()
  @MaxLength(40)
  readonly version: string;

  @ApiProperty({ ...DAY, description: 'The first day on which it is current; null takes it back' })
  @ValidateIf((_body: unknown, value: unknown) => value !== null)
  @IsString()
  @MaxLength(40)
  readonly currentFrom: string | null;
}

export class SoftwareReleasesQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, maxLength: 200 })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  readonly model?: string;
}

export class PreventionFileForm {
  @ApiProperty({
    type: String,
    format: 'binary',
    description:
      'CSV (UTF-8 or GB18030, perhaps gzipped). Columns merchant_no, terminal_no, and at least one of inspected_on, ' +
      'inspection_due_on, software_version, virus_database_on, patched_until, password_rotated_on; an empty cell tells nothing',
  })
  readonly file: unknown;
}
