import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { BULK_ACTIONS, BULK_MOST, type BulkActionName } from '@thaw/cases';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

export class ChosenCasesBody {
  @ApiPropertyOptional({ type: [String], maxItems: BULK_MOST, description: 'Numbers of cases' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(BULK_MOST)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  readonly numbers?: string[];

  @ApiPropertyOptional({ format: 'uuid', description: 'The cases of this view, the first in its order' })
  @IsOptional()
  @IsUUID()
  readonly viewId?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'As a view says it, without being saved',
  })
  @IsOptional()
  @IsObject()
  readonly listing?: Record<string, unknown>;

  @ApiPropertyOptional({ format: 'uuid', description: 'All open cases of this person' })
  @IsOptional()
  @IsUUID()
  readonly ownerId?: string;
}

class WantedBody {
  @ApiProperty({ enum: BULK_ACTIONS })
  @IsIn(BULK_ACTIONS)
  readonly action: BulkActionName;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'What the action takes, as for one case, without the version',
  })
  @IsOptional()
  @IsObject()
  readonly payload?: Record<string, unknown>;
}

export class BulkPreviewBody extends WantedBody {
  @ApiProperty({ type: ChosenCasesBody, description: 'One of its members' })
  @IsObject()
  @ValidateNested()
  @Type(() => ChosenCasesBody)
  readonly cases: ChosenCasesBody;
}

class ShownCaseBody {
  @ApiProperty()
  @IsString()
  @MaxLength(40)
  readonly number: string;

  @ApiProperty({ type: 'integer', description: 'Of the case as the preview showed it' })
  @IsInt()
  @Min(1)
  readonly version: number;
}

export class BulkBody extends WantedBody {
  @ApiProperty({ type: [ShownCaseBody], minItems: 1, maxItems: BULK_MOST })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(BULK_MOST)
  @ValidateNested({ each: true })
  @Type(() => ShownCaseBody)
  readonly cases: ShownCaseBody[];
}
