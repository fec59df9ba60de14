import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SHARED_WITH, type SharedWith } from '@thaw/cases';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ViewName } from '../cases/views.dto';

/** Characters of a template in one language: both together can be sent as one message. */
const BODY_MOST = 1_800;

class TemplateBody {
  @ApiProperty({ maxLength: BODY_MOST, example: '您好，{{merchant.name}}：请提交{{documents.wanted}}。' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(BODY_MOST)
  readonly zh: string;

  @ApiProperty({ maxLength: BODY_MOST, example: 'Please send us: {{documents.wanted}}.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(BODY_MOST)
  readonly en: string;
}

export class ReplyTemplateBody {
  @ApiProperty({ type: ViewName })
  @IsObject()
  @ValidateNested()
  @Type(() => ViewName)
  readonly name: ViewName;

  @ApiProperty({ type: TemplateBody, description: 'Variables: GET /v1/reply-templates/variables' })
  @IsObject()
  @ValidateNested()
  @Type(() => TemplateBody)
  readonly body: TemplateBody;

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

const FACES = ['merchant', 'staff'] as const;

export class NewReplyTemplateBody extends ReplyTemplateBody {
  @ApiProperty({ enum: FACES, description: 'merchant: for messages, and notes; staff: for notes alone' })
  @IsIn(FACES)
  readonly face: (typeof FACES)[number];
}

const FORMS = ['text', 'html'] as const;

export class PreviewTemplateBody {
  @ApiProperty({ example: 'FZ-20261128-0001' })
  @IsString()
  @MaxLength(40)
  readonly number: string;

  @ApiPropertyOptional({ default: false, description: 'As it is being written, not as it was published' })
  @IsOptional()
  @IsBoolean()
  readonly draft?: boolean;

  @ApiPropertyOptional({
    enum: FORMS,
    default: 'text',
    description: 'html: everything that could be markup is escaped',
  })
  @IsOptional()
  @IsIn(FORMS)
  readonly form?: (typeof FORMS)[number];
}
