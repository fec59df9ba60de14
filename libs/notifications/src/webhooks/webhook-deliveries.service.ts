import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock, type Page } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import { newestPage, type NewestRequest } from '../newest-page';
import { TEST_EVENT } from './event-types';
import type { WebhookFailure } from './post-signed';
import { CLAIM_MS, enqueue, newEventId } from './tell-webhooks';
import { WebhookDelivery } from './webhook-delivery.entity';
import { lockEndpoint } from './webhook-endpoints.query';

/** `lastError`: a code; `nextAt`: when it is tried again, null where it is not. */
export interface WebhookDeliveryView {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly payload: object;
  readonly state: 'waiting' | 'sent' | 'dead';
  readonly attempts: number;
  readonly nextAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: WebhookFailure | null;
  readonly createdAt: Date;
}

export type DeliveriesRequest = NewestRequest<WebhookDeliveryView['state']>;

/** `next`: the instant to ask from again for what was too much at once; null: there is nothing more. */
export interface Replayed {
  readonly count: number;
  readonly next: Date | null;
}

/** What is sent again at once. */
const MOST_REPLAYED = 10_000;

/** What was sent to an endpoint, and what is sent again because somebody asks for it. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first; those that are dead are its dead letters. @throws DomainError NOT_FOUND, INVALID_REQUEST */
  async list(actor: Actor, endpointId: string, asked: DeliveriesRequest): Promise<Page<WebhookDeliveryView>> {
    return this.database.asActor(actor, async (tx) => {
      await lockEndpoint(tx, endpointId);
      const query = tx
        .createQueryBuilder(WebhookDelivery, 'd')
        .where('d.endpointId = :endpointId', { endpointId });
      return newestPage(query, asked, view);
    });
  }

  /** Sends a message that tells nothing. @throws DomainError NOT_FOUND, GUARD_REFUSED where it is disabled. */
  async test(actor: Actor, endpointId: string): Promise<WebhookDeliveryView> {
    return this.database.asActor(actor, async (tx) => {
      await lockActive(tx, endpointId);
      const message = { endpointId, eventId: newEventId(), type: TEST_EVENT, data: {} };
      return view(await enqueue(tx, message, this.clock.now()));
    });
  }

  /** Sends one again under its own id, with fresh tries. @throws DomainError NOT_FOUND, GUARD_REFUSED */
  async replay(actor: Actor, endpointId: string, deliveryId: string): Promise<WebhookDeliveryView> {
    const now = this.clock.now();
    return this.database.asActor(actor, async (tx) => {
      await lockActive(tx, endpointId);
      const delivery = await tx.findOne(WebhookDelivery, {
        where: { id: deliveryId, endpointId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!delivery) throw new DomainError('NOT_FOUND');
      // A try that is under way keeps its place, and this one comes once its time is over.
      const isTried = delivery.state === 'waiting' && delivery.nextAt > now && isClaimed(delivery, now);
      const times = isTried ? {} : { nextAt: now, claimedUntil: new Date(now.getTime() + CLAIM_MS) };
      Object.assign(delivery, { state: 'waiting', attempts: 0, ...times });
      await tx.save(WebhookDelivery, delivery);
      await requestJob(tx, 'webhook.send', { deliveryId });
      return view(delivery);
    });
  }

  /**
   * Sends again what was made since then and does not wait, oldest first and at most {@link MOST_REPLAYED}; the sweep takes
   * them up one after the other. @throws DomainError NOT_FOUND, GUARD_REFUSED
   */
  async replaySince(actor: Actor, endpointId: string, since: Date): Promise<Replayed> {
    return this.database.asActor(actor, async (tx) => {
      await lockActive(tx, endpointId);
      const [replayed] = await tx.query<[{ created_at: Date }[], number]>(REPLAY, [
        endpointId,
        since,
        this.clock.now(),
        MOST_REPLAYED,
      ]);
      const count = replayed.length;
      if (count < MOST_REPLAYED) return { count, next: null };
      const upTo = new Date(Math.max(...replayed.map((each) => each.created_at.getTime())));
      const [left] = await tx.query<{ created_at: Date }[]>(LEFT_TO_REPLAY, [endpointId, upTo]);
      return { count, next: left?.created_at ?? null };
    });
  }
}

const REPLAY = `
UPDATE webhook_delivery SET state = 'waiting', attempts = 0, next_at = $3, claimed_until = NULL
WHERE id IN (
  SELECT id FROM webhook_delivery WHERE endpoint_id = $1 AND created_at >= $2 AND state <> 'waiting'
  ORDER BY created_at, id LIMIT $4)
RETURNING created_at`;

const LEFT_TO_REPLAY = `
SELECT created_at FROM webhook_delivery WHERE endpoint_id = $1 AND created_at >= $2 AND state <> 'waiting'
ORDER BY created_at, id LIMIT 1`;

const isClaimed = ({ claimedUntil }: WebhookDelivery, now: Date): boolean =>
  claimedUntil !== null && claimedUntil > now;

async function lockActive(tx: Tx, endpointId: string): Promise<void> {
  const { state } = await lockEndpoint(tx, endpointId);
  if (state === 'active') return;
  throw new DomainError('GUARD_REFUSED', {
    detail: {
      zh: '这个接收地址已停用，请先启用它。',
      en: 'This endpoint is disabled: enable it first.',
    },
  });
}

function view(row: WebhookDelivery): WebhookDeliveryView {
  const { id, eventId, type, payload, state, attempts, lastStatus, lastError, createdAt } = row;
  const nextAt = state === 'waiting' ? row.nextAt : null;
  return { id, eventId, type, payload, state, attempts, nextAt, lastStatus, lastError, createdAt };
}
