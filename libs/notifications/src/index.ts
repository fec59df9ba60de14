/** Notifications: what Thaw tells people and machine clients, and the proof that it reached them. */
export * from './dispatches/dispatch.entity';
export * from './dispatches/dispatch-router.service';
export * from './dispatches/dispatch-sender.service';
export * from './dispatches/dispatches.service';
export type { People } from './dispatches/people';
export * from './inbox-reading.query';
export * from './inbox-reading.service';
export { accountNotice } from './mail/account-mail-text';
export * from './mail/account-mailer.service';
export * from './notification.entity';
export * from './notification-read.entity';
export * from './notifications.module';
export * from './notifications.service';
export {
  PERSONAL_CHANNELS,
  TELLING_MODES,
  type PersonalChannel,
  type TellingMode,
} from './preferences/channels';
export * from './preferences/contact-change.entity';
export * from './preferences/contacts.service';
export { NOTIFICATION_KINDS, type NotificationKind } from './preferences/notification-kinds';
export * from './preferences/preference.entity';
export * from './preferences/preferences.service';
export type { TellingHours } from './preferences/telling-time';
export { ROBOT_KINDS } from './robots/robot';
export * from './sms/code-texts.service';
export { TOLD_CASE_EVENTS, WEBHOOK_EVENT_TYPES, toldAs, type WebhookCaseEvent } from './webhooks/event-types';
export type { WebhookFailure } from './webhooks/post-signed';
export { tellWebhooks } from './webhooks/tell-webhooks';
export * from './webhooks/webhook-deliveries.service';
export * from './webhooks/webhook-delivery.entity';
export * from './webhooks/webhook-endpoint.entity';
export * from './webhooks/webhook-endpoints.service';
export * from './webhooks/webhook-retention.service';
export * from './webhooks/webhook-sender.service';
