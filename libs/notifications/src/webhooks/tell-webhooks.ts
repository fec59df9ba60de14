import { randomUUID } from 'node:crypto';
import { requestJob, type Tx } from '@thaw/platform';
import { orderedId } from '../ordered-id';
import { PAYLOAD_VERSION, toldAs } from './event-types';
import { WebhookDelivery } from './webhook-delivery.entity';

/** A job takes up what was just made within this time; after it, the sweep asks again. */
export const CLAIM_MS = 60_000;

/** An event of a case as it stands in its timeline. */
export interface ToldEvent {
  readonly caseId: string;
  readonly seq: number;
  readonly at: Date;
  readonly type: string;
  readonly from: string | null;
  readonly to: string;
}

/** Makes a delivery for every endpoint that wants the event, in the transaction that appends it. */
export async function tellWebhooks(tx: Tx, event: ToldEvent): Promise<void> {
  const type = toldAs(event);
  if (type === undefined) return;
  const wanting = await tx.query<{ id: string; number: string }[]>(
    `SELECT e.id, c.number FROM webhook_endpoint e, freeze_case c
     WHERE c.id = $1 AND e.state = 'active' AND (e.event_types = '{}' OR $2 = ANY (e.event_types)) ORDER BY e.id`,
    [event.caseId, type],
  );
  const eventId = newEventId();
  for (const { id, number } of wanting) {
    const data = { caseNumber: number, seq: event.seq, state: event.to, from: event.from };
    await enqueue(tx, { endpointId: id, eventId, type, data }, event.at);
  }
}

export const newEventId = (): string => `msg_${randomUUID().replaceAll('-', '')}`;

/** @returns the delivery, made and its job asked for. */
export async function enqueue(
  tx: Tx,
  message: {
    readonly endpointId: string;
    readonly eventId: string;
    readonly type: string;
    readonly data: Readonly<Record<string, unknown>>;
  },
  now: Date,
): Promise<WebhookDelivery> {
  const { data, ...addressed } = message;
  const delivery: WebhookDelivery = {
    ...addressed,
    id: orderedId(now),
    payload: { type: message.type, version: PAYLOAD_VERSION, timestamp: now.toISOString(), data },
    state: 'waiting',
    attempts: 0,
    nextAt: now,
    claimedUntil: new Date(now.getTime() + CLAIM_MS),
    lastStatus: null,
    lastError: null,
    createdAt: now,
  };
  await tx.insert(WebhookDelivery, delivery);
  await requestJob(tx, 'webhook.send', { deliveryId: delivery.id });
  return delivery;
}
