import type { Schema } from '../../client/client';

export type Webhook = Schema<'WebhookItem'>;

/** Of everything that is read of webhooks. */
export const WEBHOOKS = ['webhooks'];
