import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEBHOOK_EVENT_TYPES, type WebhookCaseEvent } from '@thaw/notifications';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Instant } from '../validation/instant.decorator';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';
import { PageQuery } from '../validation/page-query.dto';

const URL_WORDS =
  'https on port 443 or 8443, at an address of the public net unless THAW_WEBHOOK_ALLOW names its host and port';
const DELIVERY_STATES = ['waiting', 'sent', 'dead'] as const;

export class CreateWebhookBody {
  @ApiProperty({ type: String, description: URL_WORDS, example: 'https://events.example.com/thaw' })
  @IsString()
  @MaxLength(2_000)
  readonly url: string;

  @ApiPropertyOptional({ type: String, description: 'What it is for' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  readonly description?: string;

  @ApiPropertyOptional({ enum: WEBHOOK_EVENT_TYPES, isArray: true, description: 'Empty or absent: all' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(WEBHOOK_EVENT_TYPES.length)
  @IsIn(WEBHOOK_EVENT_TYPES, { each: true })
  readonly eventTypes?: WebhookCaseEvent[];
}

export class ChangeWebhookBody {
  @ApiPropertyOptional({ type: String, description: URL_WORDS })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(2_000)
  readonly url?: string;

  @ApiPropertyOptional({ type: String })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  readonly description?: string;

  @ApiPropertyOptional({ enum: WEBHOOK_EVENT_TYPES, isArray: true, description: 'Empty: all' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(WEBHOOK_EVENT_TYPES.length)
  @IsIn(WEBHOOK_EVENT_TYPES, { each: true })
  readonly eventTypes?: WebhookCaseEvent[];

  @ApiPropertyOptional({
    enum: ['active', 'disabled'],
    description:
      'Made active again, it gets what waited meanwhile; of events while it was disabled it hears nothing',
  })
  @MayBeLeftOut()
  @IsIn(['active', 'disabled'])
  readonly state?: 'active' | 'disabled';
}

export class DeliveriesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: DELIVERY_STATES, description: '`dead`: the dead letters' })
  @IsOptional()
  @IsIn(DELIVERY_STATES)
  readonly state?: 'waiting' | 'sent' | 'dead';
}

export class ReplaySinceBody {
  @ApiProperty({
    type: Date,
    description: 'What was made at or after it is sent again, under the same ids',
  })
  @Instant()
  readonly since: Date;
}
