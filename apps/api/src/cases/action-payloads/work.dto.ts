import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { TEXT_LANGUAGES, type TextLanguage } from '@thaw/cases';
import { DELIVERY_CHANNELS, FILES_MOST, MENTIONS_MOST, type DeliveryChannel } from '@thaw/cases/domain';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { CLOCK_KINDS, type ClockKind } from '@thaw/sla/arithmetic';
import { Instant } from '../../validation/instant.decorator';
import { ActionBody, OptionalTextBody, TextBody, type ActionBodies } from './action-body.dto';

class AssignBody extends ActionBody {
  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'A member of the queue; null: nobody, so that the case waits in its queue',
  })
  @IsOptional()
  @IsUUID()
  readonly userId?: string | null;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Instead of userId: to the member of the queue with the smallest share of their cap',
  })
  @IsOptional()
  @IsBoolean()
  readonly byLoad?: boolean | null;

  @ApiPropertyOptional({ type: String, description: 'The queue that the case moves to; left out, it stays' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  readonly queue?: string | null;

  @ApiPropertyOptional({ type: String, description: 'Why they get more open cases than their cap' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  readonly overCap?: string | null;

  @ApiPropertyOptional({ type: String, description: 'What whoever gets it needs to know; they are told' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  readonly text?: string | null;
}

class HandOverBody extends TextBody {
  @ApiProperty({ format: 'uuid', description: 'An active agent or supervisor' })
  @IsUUID()
  readonly userId: string;
}

class SetPriorityBody extends TextBody {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: 4,
    description:
      '1 presses most. The clocks of triage and decision get the time that goes with it, from their beginning',
  })
  @IsInt()
  @Min(1)
  @Max(4)
  readonly priority: number;
}

class ExtendDeadlineBody extends TextBody {
  @ApiProperty({ enum: CLOCK_KINDS, description: 'Never one that a law sets' })
  @IsIn(CLOCK_KINDS)
  readonly clock: ClockKind;

  @ApiProperty({ type: String, format: 'date-time', description: 'Later than the deadline that stands' })
  @Instant()
  readonly dueAt: Date;
}

class RecordDeliveryBody extends TextBody {
  @ApiProperty({ format: 'uuid', description: 'A letter of the case that has not reached the merchant yet' })
  @IsUUID()
  readonly letterId: string;

  @ApiProperty({ enum: DELIVERY_CHANNELS, description: 'How it came; by phone it was read out' })
  @IsIn(DELIVERY_CHANNELS)
  readonly channel: DeliveryChannel;

  @ApiProperty({ format: 'date', description: 'When, in the time zone of the desk' })
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  readonly receivedOn: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description:
      'A file of the case that proves it; needed where fewer than three days to appeal would be left. The time to appeal runs three days from now at least',
  })
  @IsOptional()
  @IsUUID()
  readonly proofId?: string;
}

class WrittenBody extends OptionalTextBody {
  @ApiPropertyOptional({
    format: 'uuid',
    description:
      'A published reply template that it comes of: without text it is written out on the case; with text, that is sent and said to be edited',
  })
  @IsOptional()
  @IsUUID()
  readonly templateId?: string;

  @ApiPropertyOptional({
    enum: TEXT_LANGUAGES,
    default: 'both',
    description: 'Of a template that is written out',
  })
  @IsOptional()
  @IsIn(TEXT_LANGUAGES)
  readonly language?: TextLanguage;
}

class MessageBody extends WrittenBody {
  @ApiPropertyOptional({
    type: [String],
    maxItems: FILES_MOST,
    description: 'Files that you have uploaded for messages',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(FILES_MOST)
  @IsUUID(undefined, { each: true })
  readonly fileIds?: string[];
}

class NoteBody extends WrittenBody {
  @ApiPropertyOptional({
    type: [String],
    maxItems: FILES_MOST,
    description: 'Files that you have uploaded for notes',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(FILES_MOST)
  @IsUUID(undefined, { each: true })
  readonly fileIds?: string[];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MENTIONS_MOST,
    description: 'Active colleagues who may read it: each is told of it',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MENTIONS_MOST)
  @IsUUID(undefined, { each: true })
  readonly mentionIds?: string[];
}

class FollowUpBody extends OptionalTextBody {
  @ApiPropertyOptional({ format: 'date', description: 'A day ahead, in the time zone of the desk' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  readonly on?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'In its place: so many working days from now',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly workingDays?: number;
}

class MajorEventBody extends TextBody {
  @ApiPropertyOptional({
    description: 'Of the report that was filed; left out, the event is named and its 3 working days begin',
    maxLength: 100,
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  readonly receiptNo?: string;
}

export const WORK_BODIES = {
  assign: AssignBody,
  hand_over: HandOverBody,
  set_priority: SetPriorityBody,
  extend_deadline: ExtendDeadlineBody,
  set_follow_up: FollowUpBody,
  record_delivery: RecordDeliveryBody,
  message: MessageBody,
  note: NoteBody,
  report_major_event: MajorEventBody,
} satisfies ActionBodies;
