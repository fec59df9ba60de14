import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { In, Not } from 'typeorm';
import type { WebhookCaseEvent } from './event-types';
import { WebhookEndpoint } from './webhook-endpoint.entity';

/** `failingSince`: the first failure since the last success. No secret is ever shown again. */
export interface WebhookEndpointView {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** Empty: all. */
  readonly eventTypes: readonly WebhookCaseEvent[];
  readonly state: 'active' | 'disabled';
  readonly reason: 'by_admin' | 'gone' | 'failing' | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly failingSince: Date | null;
}

/** Oldest first; there are never more than {@link MOST_ENDPOINTS}. */
export async function allEndpoints(tx: Tx): Promise<readonly WebhookEndpointView[]> {
  const rows = await tx.find(WebhookEndpoint, {
    where: { state: In(['active', 'disabled']) },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
  return rows.map(endpointView);
}

/** Each event is written once for each of them, in the transaction of the case. */
export const MOST_ENDPOINTS = 20;

/**
 * One endpoint, locked until the end of the transaction.
 * @throws DomainError NOT_FOUND, also for one that was removed.
 */
export async function lockEndpoint(tx: Tx, id: string): Promise<WebhookEndpoint> {
  const found = await tx.findOne(WebhookEndpoint, {
    where: { id, state: Not('removed') },
    lock: { mode: 'for_no_key_update' },
  });
  if (!found) throw new DomainError('NOT_FOUND');
  return found;
}

export function endpointView(row: WebhookEndpoint): WebhookEndpointView {
  const { id, url, description, reason, createdBy, createdAt, failingSince } = row;
  const state = row.state === 'active' ? 'active' : 'disabled';
  const eventTypes = row.eventTypes as WebhookCaseEvent[];
  return { id, url, description, eventTypes, state, reason, createdBy, createdAt, failingSince };
}
