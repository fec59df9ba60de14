import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SHARED_WITH, SORTS, VIEW_COLUMNS, type SharedWith } from '@thaw/cases';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';

const LISTING = {
  type: 'object',
  additionalProperties: true,
  description:
    'scope: open (left out), closed or all. conditions: at most 20, all of which hold, each {field, op, values} of ' +
    `GET /v1/views/fields; values stand beside each other with "or". sort: {by: ${SORTS.join(' | ')}, descending}`,
  example: {
    scope: 'open',
    conditions: [{ field: 'decisionDueAt', op: 'within_next', values: ['24h'] }],
    sort: { by: 'decision_due' },
  },
} as const;

export class ViewName {
  @ApiProperty({ maxLength: 60 })
  @IsString()
  @MaxLength(60)
  readonly zh: string;

  @ApiPropertyOptional({ maxLength: 60, description: 'Left out: as in Chinese' })
  @IsOptional()
  @IsString()
  @MaxLength(60)
  readonly en?: string;
}

export class ViewBody {
  @ApiProperty({ type: ViewName })
  @IsObject()
  @ValidateNested()
  @Type(() => ViewName)
  readonly name: ViewName;

  @ApiProperty(LISTING)
  @IsObject()
  readonly listing: Record<string, unknown>;

  @ApiPropertyOptional({ enum: VIEW_COLUMNS, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(VIEW_COLUMNS.length)
  @IsIn(VIEW_COLUMNS, { each: true })
  readonly columns?: string[];

  @ApiPropertyOptional({ enum: SHARED_WITH, default: 'nobody' })
  @IsOptional()
  @IsIn(SHARED_WITH)
  readonly sharedWith?: SharedWith;

  @ApiPropertyOptional({ description: 'Wanted where it is shared with a queue' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly queue?: string;
}

export class PreviewBody {
  @ApiProperty(LISTING)
  @IsObject()
  readonly listing: Record<string, unknown>;
}

export class ViewOrderBody {
  @ApiProperty({ type: [String], format: 'uuid' })
  @IsArray()
  @ArrayMaxSize(500)
  @IsUUID(undefined, { each: true })
  readonly ids: string[];
}
