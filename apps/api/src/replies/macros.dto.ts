import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MACRO_ACTIONS, SHARED_WITH, STEPS_MOST, type SharedWith } from '@thaw/cases';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ViewName } from '../cases/views.dto';

export class MacroBody {
  @ApiProperty({ type: ViewName })
  @IsObject()
  @ValidateNested()
  @Type(() => ViewName)
  readonly name: ViewName;

  @ApiProperty({
    type: 'array',
    maxItems: STEPS_MOST,
    items: { type: 'object', additionalProperties: true },
    description:
      `Each has do, one of ${MACRO_ACTIONS.join(', ')}: request_evidence {items, text}; message {templateId, language}; ` +
      'note {text, mentionIds}; assign {userId, or me}; set_follow_up {workingDays}',
    example: [
      { do: 'assign', userId: 'me' },
      { do: 'request_evidence', items: [{ code: 'E02', required: true }], text: '请提供合同或发票。' },
      { do: 'set_follow_up', workingDays: 3 },
    ],
  })
  @IsArray()
  @ArrayMaxSize(STEPS_MOST)
  readonly steps: unknown[];

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

export class PlayMacroBody {
  @ApiProperty({ type: 'integer', description: 'Version of the case you acted upon' })
  @IsInt()
  @Min(1)
  readonly version: number;
}
