import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DISMISSALS, REASON_CODES, type Dismissal, type ReasonCode } from '@thaw/cases/domain';
import { Type } from 'class-transformer';
import {
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Instant } from '../../validation/instant.decorator';
import { ActionBody, LONG_TEXT, TextBody, type ActionBodies } from './action-body.dto';

class TriageBody extends ActionBody {
  @ApiProperty({ enum: REASON_CODES })
  @IsIn(REASON_CODES)
  readonly reasonCode: ReasonCode;
}

class ReclassifyBody extends TextBody {
  @ApiProperty({ enum: REASON_CODES })
  @IsIn(REASON_CODES)
  readonly reasonCode: ReasonCode;
}

class WordByHandBody {
  @ApiProperty({ description: 'Who said so', maxLength: 100 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  readonly name: string;

  @ApiProperty({ description: 'How, e.g. phone or visit', maxLength: 50 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  readonly channel: string;

  @ApiProperty({ format: 'date-time', description: 'When; within the last 24 hours' })
  @Instant()
  readonly at: Date;

  @ApiPropertyOptional({ format: 'uuid', description: 'A file of the case that shows it' })
  @IsOptional()
  @IsUUID()
  readonly fileId?: string;
}

class DismissBody extends TextBody {
  @ApiProperty({ enum: DISMISSALS })
  @IsIn(DISMISSALS)
  readonly as: Dismissal;

  @ApiPropertyOptional({ description: 'Of a duplicate: the number of the open case on the same machine' })
  @IsOptional()
  @IsString()
  @MaxLength(30)
  readonly duplicateOf?: string;

  @ApiPropertyOptional({
    description: 'Answer to the open objection, where there is one; the merchant reads it',
    maxLength: LONG_TEXT,
  })
  @IsOptional()
  @IsString()
  @MaxLength(LONG_TEXT)
  readonly objectionReply?: string;

  @ApiPropertyOptional({
    type: WordByHandBody,
    description: 'Only where no terminal system is connected: who confirmed that no measure is in force',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => WordByHandBody)
  readonly confirmedBy?: WordByHandBody;
}

export const INTAKE_BODIES = {
  triage: TriageBody,
  reclassify: ReclassifyBody,
  dismiss: DismissBody,
} satisfies ActionBodies;
