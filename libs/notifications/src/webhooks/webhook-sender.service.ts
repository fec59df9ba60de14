import { Inject, Injectable } from '@nestjs/common';
import { DomainError, SystemClock, systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, requestJob, type Config, type Tx, openSecret } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { hasFailedTooLong, nextTry } from './backoff';
import { postSigned, type PostOutcome } from './post-signed';
import { signedHeaders } from './signature';
import { CLAIM_MS } from './tell-webhooks';
import { WebhookAttempt, WebhookDelivery } from './webhook-delivery.entity';
import { WebhookEndpoint, WebhookSecret } from './webhook-endpoint.entity';
import { checkWebhookUrl, isAllowedByName } from './webhook-url';

/** Tells who looks after endpoints that one was disabled, in the transaction that disables it. */
export type TellDisabled = (
  tx: Tx,
  endpoint: Pick<WebhookEndpoint, 'id' | 'url'>,
  reason: 'gone' | 'failing',
  now: Date,
) => Promise<void>;

const SENDER = systemActor('worker');
/** A try that dies on the way is made again after this. */
const ATTEMPT_MS = 60_000;
/** Tries of one endpoint under way, so that one that hangs holds up nobody else's; one that fails is asked after singly. */
const MOST_AT_ONCE = 2;
const MOST_WHILE_FAILING = 1;
const GONE = 410;

/** Carries deliveries to their endpoints until they arrive or are given up. */
@Injectable()
export class WebhookSender {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'webhooks'>,
  ) {}

  /**
   * The handler of `webhook.send`: one try, if one is due. Safe to call twice, and from two workers at once. No
   * transaction is open while the other side is asked.
   */
  async send(deliveryId: string, tellDisabled: TellDisabled): Promise<void> {
    const attempt = await this.database.asActor(SENDER, (tx) => this.begin(tx, deliveryId));
    if (!attempt) return;
    const outcome = await this.post(attempt);
    await this.database.asActor(SENDER, (tx) => this.record(tx, attempt, outcome, tellDisabled));
  }

  /**
   * The sweep: asks for a job for what is due and no job is expected to take up, for each endpoint as much as it may be
   * sent at once. @returns how many.
   */
  async sendDue(now: Date): Promise<number> {
    return this.database.asActor(SENDER, (tx) => askForDue(tx, now, null));
  }

  /** Counts the try before it is made: one that dies on the way has been made all the same. */
  private async begin(tx: Tx, deliveryId: string): Promise<Attempt | null> {
    const now = this.clock.now();
    const asked = await tx.findOneBy(WebhookDelivery, { id: deliveryId });
    const endpoint = asked && (await lockSent(tx, asked.endpointId));
    if (endpoint?.state !== 'active') return null;
    const delivery = await tx.findOne(WebhookDelivery, {
      where: { id: deliveryId },
      lock: { mode: 'pessimistic_write' },
    });
    if (delivery?.state !== 'waiting' || delivery.nextAt > now) return null;
    if ((await underWay(tx, endpoint.id, now)) >= mostOf(endpoint)) {
      await tx.update(WebhookDelivery, { id: deliveryId }, { claimedUntil: null });
      return null;
    }
    const attempts = delivery.attempts + 1;
    const until = new Date(now.getTime() + ATTEMPT_MS);
    await tx.update(WebhookDelivery, { id: deliveryId }, { attempts, nextAt: until, claimedUntil: until });
    const secrets = await tx
      .createQueryBuilder(WebhookSecret, 's')
      .where('s.endpointId = :id AND (s.expiresAt IS NULL OR s.expiresAt > :now)', { id: endpoint.id, now })
      .orderBy('s.createdAt', 'DESC')
      .getMany();
    return { delivery: { ...delivery, attempts }, endpoint, sealed: secrets.map(({ sealed }) => sealed) };
  }

  private async post({ delivery, endpoint, sealed }: Attempt): Promise<PostOutcome> {
    const { allow, key } = this.config.webhooks;
    const secrets = sealed.flatMap((each) => (key && openSecret(key, endpoint.id, each)) ?? []);
    if (secrets.length === 0) return { status: null, error: 'secret_unreadable' };
    let url: URL;
    try {
      url = checkWebhookUrl(endpoint.url, allow);
    } catch (error) {
      if (error instanceof DomainError) return { status: null, error: 'url_refused' };
      throw error;
    }
    const body = JSON.stringify(delivery.payload);
    // By real time, whatever the desk's clock says: the receiver holds it against its own.
    const headers = signedHeaders(secrets, delivery.eventId, new SystemClock().now(), body);
    return postSigned(url, headers, body, { anyAddress: isAllowedByName(url, allow) });
  }

  private async record(
    tx: Tx,
    { delivery }: Attempt,
    { status, error }: PostOutcome,
    tellDisabled: TellDisabled,
  ): Promise<void> {
    const now = this.clock.now();
    const endpoint = await lockSent(tx, delivery.endpointId);
    if (!endpoint) return;
    await tx.insert(WebhookAttempt, { deliveryId: delivery.id, at: now, status, error });
    const next = error === null || status === GONE ? null : nextTry(delivery.attempts, now);
    const state = error === null ? 'sent' : next ? 'waiting' : 'dead';
    // One that was sent anew meanwhile, or removed, is what that made of it.
    await tx.update(
      WebhookDelivery,
      { id: delivery.id, state: 'waiting', attempts: delivery.attempts },
      { state, ...(next ? { nextAt: next } : {}), claimedUntil: null, lastStatus: status, lastError: error },
    );
    if (error === null) {
      if (endpoint.failingSince)
        await tx.update(WebhookEndpoint, { id: endpoint.id }, { failingSince: null });
      // What waits for its turn follows at once: the sweep alone would send a backlog for hours.
      await askForDue(tx, now, endpoint.id);
      return;
    }
    await tx.update(WebhookEndpoint, { id: endpoint.id, failingSince: IsNull() }, { failingSince: now });
    const reason = status === GONE ? 'gone' : hasFailedTooLong(endpoint.failingSince, now) ? 'failing' : null;
    if (!reason) return;
    const { affected } = await tx.update(
      WebhookEndpoint,
      { id: endpoint.id, state: 'active' },
      { state: 'disabled', reason },
    );
    if (affected === 1) await tellDisabled(tx, endpoint, reason, now);
  }
}

interface Attempt {
  readonly delivery: WebhookDelivery;
  readonly endpoint: WebhookEndpoint;
  readonly sealed: readonly Buffer[];
}

/** Whatever became of it. Always before its deliveries, so that no two wait for each other. */
const lockSent = (tx: Tx, id: string): Promise<WebhookEndpoint | null> =>
  tx.findOne(WebhookEndpoint, { where: { id }, lock: { mode: 'for_no_key_update' } });

const mostOf = ({ failingSince }: WebhookEndpoint): number =>
  failingSince ? MOST_WHILE_FAILING : MOST_AT_ONCE;

/** How many tries of an endpoint are under way; it is locked, so that two that begin count each other. */
async function underWay(tx: Tx, endpointId: string, now: Date): Promise<number> {
  const [row] = await tx.query<{ tries: number }[]>(
    `SELECT count(*)::int AS tries FROM webhook_delivery
     WHERE endpoint_id = $1 AND state = 'waiting' AND next_at > $2 AND next_at <= $3 AND claimed_until > $2`,
    [endpointId, now, new Date(now.getTime() + ATTEMPT_MS)],
  );
  return row?.tries ?? 0;
}

/** @param endpointId null: all. @returns how many are asked for. */
async function askForDue(tx: Tx, now: Date, endpointId: string | null): Promise<number> {
  const [due] = await tx.query<[{ id: string }[], number]>(ASK_FOR_DUE, [
    now,
    new Date(now.getTime() + CLAIM_MS),
    MOST_AT_ONCE,
    MOST_WHILE_FAILING,
    endpointId,
  ]);
  for (const { id } of due) await requestJob(tx, 'webhook.send', { deliveryId: id });
  return due.length;
}

/** What is asked for or under way (`claimed_until`) counts towards what an endpoint may be sent at once. */
const ASK_FOR_DUE = `
WITH due AS (
  SELECT turn.id FROM webhook_endpoint e CROSS JOIN LATERAL (
    SELECT d.id FROM webhook_delivery d
    WHERE d.endpoint_id = e.id AND d.state = 'waiting' AND d.next_at <= $1
      AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
    ORDER BY d.next_at
    LIMIT greatest(0, CASE WHEN e.failing_since IS NULL THEN $3::int ELSE $4::int END - (
      SELECT count(*) FROM webhook_delivery t
      WHERE t.endpoint_id = e.id AND t.state = 'waiting' AND t.claimed_until > $1))
    FOR UPDATE SKIP LOCKED) turn
  WHERE e.state = 'active' AND ($5::uuid IS NULL OR e.id = $5::uuid))
UPDATE webhook_delivery d SET claimed_until = $2 FROM due WHERE d.id = due.id RETURNING d.id`;
