import { Module } from '@nestjs/common';
import { InboxReadingQuery } from './inbox-reading.query';
import { InboxReadingService } from './inbox-reading.service';
import { NotificationsService } from './notifications.service';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.service';
import { WebhookEndpoints } from './webhooks/webhook-endpoints.service';
import { WebhookSender } from './webhooks/webhook-sender.service';

const SERVICES = [
  NotificationsService,
  InboxReadingService,
  InboxReadingQuery,
  WebhookDeliveries,
  WebhookEndpoints,
  WebhookSender,
];

@Module({ providers: SERVICES, exports: SERVICES })
export class NotificationsModule {}
