/** Notifications: what Thaw tells people and machine clients, and the proof that it reached them. */
export * from './inbox-reading.query';
export * from './inbox-reading.service';
export * from './notification.entity';
export * from './notification-read.entity';
export * from './notifications.module';
export * from './notifications.service';
export { TOLD_CASE_EVENTS, WEBHOOK_EVENT_TYPES, type WebhookCaseEvent } from './webhooks/event-types';
export type { WebhookFailure } from './webhooks/post-signed';
export { tellWebhooks } from './webhooks/tell-webhooks';
export * from './webhooks/webhook-deliveries.service';
export * from './webhooks/webhook-delivery.entity';
export * from './webhooks/webhook-endpoint.entity';
export * from './webhooks/webhook-endpoints.service';
export * from './webhooks/webhook-sender.service';
