import { ApiProperty } from '@nestjs/swagger';
import { WEBHOOK_EVENT_TYPES, type WebhookCaseEvent, type WebhookFailure } from '@thaw/notifications';

export class WebhookItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly url: string;

  @ApiProperty({ type: String })
  readonly description: string;

  @ApiProperty({ enum: WEBHOOK_EVENT_TYPES, isArray: true, description: 'Empty: all' })
  readonly eventTypes: readonly WebhookCaseEvent[];

  @ApiProperty({ enum: ['active', 'disabled'] })
  readonly state: 'active' | 'disabled';

  @ApiProperty({
    enum: ['by_admin', 'gone', 'failing'],
    nullable: true,
    description: 'Why it is disabled. `gone`: it answered 410; `failing`: for five days',
  })
  readonly reason: 'by_admin' | 'gone' | 'failing' | null;

  @ApiProperty({ type: String })
  readonly createdBy: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, nullable: true, description: 'The first failure since the last success' })
  readonly failingSince: Date | null;
}

export class WebhookList {
  @ApiProperty({ type: [WebhookItem] })
  readonly items: readonly WebhookItem[];
}

export class IssuedSecretView {
  @ApiProperty({
    type: String,
    description: 'The signing secret of Standard Webhooks, `whsec_…`. It is told only now.',
  })
  readonly secret: string;

  @ApiProperty({
    type: Date,
    nullable: true,
    description: 'Until then messages carry a second signature, by the secret before',
  })
  readonly previousUntil: Date | null;
}

export class CreatedWebhookView extends WebhookItem {
  @ApiProperty({
    type: String,
    description: 'The signing secret of Standard Webhooks, `whsec_…`. It is told only now.',
  })
  readonly secret: string;
}

export class WebhookDeliveryItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String, description: 'The header `webhook-id`, the same at every try' })
  readonly eventId: string;

  @ApiProperty({ type: String, example: 'case.opened' })
  readonly type: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The body that is sent: type, version, timestamp and data (caseNumber, seq, state, from)',
  })
  readonly payload: object;

  @ApiProperty({ enum: ['waiting', 'sent', 'dead'] })
  readonly state: 'waiting' | 'sent' | 'dead';

  @ApiProperty({ type: 'integer' })
  readonly attempts: number;

  @ApiProperty({ type: Date, nullable: true, description: 'When it is tried next, where it waits' })
  readonly nextAt: Date | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'HTTP status of the last answer' })
  readonly lastStatus: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Code of the last failure', example: 'timeout' })
  readonly lastError: WebhookFailure | null;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;
}

export class WebhookDeliveryPage {
  @ApiProperty({ type: [WebhookDeliveryItem] })
  readonly items: readonly WebhookDeliveryItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class ReplayedView {
  @ApiProperty({ type: 'integer', description: 'How many are sent again' })
  readonly count: number;

  @ApiProperty({
    type: Date,
    nullable: true,
    description:
      'Where there was more than one call sends again, 10,000, the oldest first: ask again with it as `since`',
  })
  readonly next: Date | null;
}
