import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, hasCardNumber, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config, type Tx, sealSecret } from '@thaw/platform';
import { IsNull, LessThanOrEqual } from 'typeorm';
import type { WebhookCaseEvent } from './event-types';
import { newWebhookSecret } from './signature';
import { WebhookEndpoint, WebhookSecret } from './webhook-endpoint.entity';
import {
  MOST_ENDPOINTS,
  allEndpoints,
  endpointView,
  lockEndpoint,
  type WebhookEndpointView,
} from './webhook-endpoints.query';
import { checkWebhookUrl } from './webhook-url';

export interface EndpointWish {
  readonly url: string;
  readonly description?: string | undefined;
  /** Empty or absent: all. */
  readonly eventTypes?: readonly WebhookCaseEvent[] | undefined;
}

export interface EndpointChange extends Partial<EndpointWish> {
  readonly state?: 'active' | 'disabled' | undefined;
}

/** Told only now. `previousUntil`: how long messages are signed with the secret before, too. */
export interface IssuedSecret {
  readonly secret: string;
  readonly previousUntil: Date | null;
}

const OVERLAP_MS = 24 * 3_600_000;

/** Where machine clients hear of cases, and what they know our messages by. */
@Injectable()
export class WebhookEndpoints {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'webhooks'>,
  ) {}

  /** @throws DomainError INVALID_REQUEST, GUARD_REFUSED where there are too many or no key to seal secrets under. */
  async add(actor: Actor, wish: EndpointWish): Promise<WebhookEndpointView & IssuedSecret> {
    const now = this.clock.now();
    const endpoint: WebhookEndpoint = {
      id: randomUUID(),
      url: checkWebhookUrl(wish.url, this.config.webhooks.allow).href,
      description: checkDescription(wish.description ?? ''),
      eventTypes: [...new Set(wish.eventTypes)],
      state: 'active',
      reason: null,
      createdBy: actorRef(actor),
      createdAt: now,
      failingSince: null,
    };
    return this.database.asActor(actor, async (tx) => {
      if ((await allEndpoints(tx)).length >= MOST_ENDPOINTS) throw tooMany();
      await tx.insert(WebhookEndpoint, endpoint);
      const secret = await this.addSecret(tx, endpoint.id, now);
      return { ...endpointView(endpoint), secret, previousUntil: null };
    });
  }

  list(actor: Actor): Promise<readonly WebhookEndpointView[]> {
    return this.database.asActor(actor, allEndpoints);
  }

  /** Made active again, an endpoint gets what waited meanwhile. @throws DomainError NOT_FOUND, INVALID_REQUEST */
  async change(actor: Actor, id: string, change: EndpointChange): Promise<WebhookEndpointView> {
    return this.database.asActor(actor, async (tx) => {
      const endpoint = await lockEndpoint(tx, id);
      const { url, description, eventTypes, state } = change;
      if (url !== undefined) endpoint.url = checkWebhookUrl(url, this.config.webhooks.allow).href;
      if (description !== undefined) endpoint.description = checkDescription(description);
      if (eventTypes !== undefined) endpoint.eventTypes = [...new Set(eventTypes)];
      if (state !== undefined && state !== endpoint.state) {
        endpoint.state = state;
        endpoint.reason = state === 'active' ? null : 'by_admin';
        endpoint.failingSince = null;
      }
      await tx.save(WebhookEndpoint, endpoint);
      return endpointView(endpoint);
    });
  }

  /** Nothing is sent to it any more, and its secrets are gone. @throws DomainError NOT_FOUND */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      const endpoint = await lockEndpoint(tx, id);
      await tx.update(WebhookEndpoint, { id: endpoint.id }, { state: 'removed', reason: null });
      await tx.delete(WebhookSecret, { endpointId: endpoint.id });
      await tx.query(
        `UPDATE webhook_delivery SET state = 'dead' WHERE endpoint_id = $1 AND state = 'waiting'`,
        [endpoint.id],
      );
    });
  }

  /** For a day, messages are signed with the old secret and the new one. @throws DomainError NOT_FOUND */
  async rotate(actor: Actor, id: string): Promise<IssuedSecret> {
    const now = this.clock.now();
    const previousUntil = new Date(now.getTime() + OVERLAP_MS);
    return this.database.asActor(actor, async (tx) => {
      const endpoint = await lockEndpoint(tx, id);
      await tx.delete(WebhookSecret, { endpointId: endpoint.id, expiresAt: LessThanOrEqual(now) });
      await tx.update(
        WebhookSecret,
        { endpointId: endpoint.id, expiresAt: IsNull() },
        { expiresAt: previousUntil },
      );
      return { secret: await this.addSecret(tx, endpoint.id, now), previousUntil };
    });
  }

  private async addSecret(tx: Tx, endpointId: string, now: Date): Promise<string> {
    const { key } = this.config.webhooks;
    if (!key) throw noKey();
    const secret = newWebhookSecret();
    const sealed = sealSecret(key, endpointId, secret);
    await tx.insert(WebhookSecret, { id: randomUUID(), endpointId, sealed, createdAt: now, expiresAt: null });
    return secret;
  }
}

function checkDescription(text: string): string {
  const stored = text.trim();
  if (hasCardNumber(stored))
    throw new DomainError('INVALID_REQUEST', {
      field: 'description',
      detail: {
        zh: '这里像是一个银行卡号，系统不保存卡号。请换一个说明。',
        en: 'This looks like a card number, and card numbers are not kept. Choose other words.',
      },
    });
  return stored;
}

const tooMany = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    detail: {
      zh: `最多 ${MOST_ENDPOINTS} 个接收地址，请先删除不用的。`,
      en: `There can be ${MOST_ENDPOINTS} endpoints at most: remove one that is not used.`,
    },
  });

const noKey = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    detail: {
      zh: '未设置保管签名密钥所需的 THAW_WEBHOOK_KEY，请联系运维设置后再试。',
      en: 'THAW_WEBHOOK_KEY, under which signing secrets are kept, is not set: ask operations to set it.',
    },
  });
