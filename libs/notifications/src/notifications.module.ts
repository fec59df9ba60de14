import { Module } from '@nestjs/common';
import { DispatchRouter } from './dispatches/dispatch-router.service';
import { DispatchSender } from './dispatches/dispatch-sender.service';
import { Dispatches } from './dispatches/dispatches.service';
import { InboxReadingQuery } from './inbox-reading.query';
import { InboxReadingService } from './inbox-reading.service';
import { AccountMailer } from './mail/account-mailer.service';
import { Mailer } from './mail/mailer';
import { NotificationsService } from './notifications.service';
import { Contacts } from './preferences/contacts.service';
import { Preferences } from './preferences/preferences.service';
import { RobotSender } from './robots/robot-sender';
import { CodeTexts } from './sms/code-texts.service';
import { SmsSender } from './sms/sms-sender';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.service';
import { WebhookEndpoints } from './webhooks/webhook-endpoints.service';
import { WebhookRetention } from './webhooks/webhook-retention.service';
import { WebhookSender } from './webhooks/webhook-sender.service';

const SERVICES = [
  NotificationsService,
  InboxReadingService,
  InboxReadingQuery,
  Contacts,
  Preferences,
  DispatchRouter,
  DispatchSender,
  Dispatches,
  Mailer,
  AccountMailer,
  SmsSender,
  RobotSender,
  CodeTexts,
  WebhookDeliveries,
  WebhookEndpoints,
  WebhookRetention,
  WebhookSender,
];

@Module({ providers: SERVICES, exports: SERVICES })
export class NotificationsModule {}
