import type { QueuesQuery } from '@thaw/desk';
import { DomainError, hasRole, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { CaseListing } from '../listing/case-listing';

/** @throws DomainError INVALID_REQUEST where a listing asks for a queue that there is not: it would be empty for ever. */
export async function needKnownQueues(tx: Tx, queues: QueuesQuery, listing: CaseListing): Promise<void> {
  if (!listing.conditions.some(({ field }) => field === 'queue')) return;
  const codes = (await queues.all(tx)).map(({ code }) => code);
  for (const [place, { field, values }] of listing.conditions.entries()) {
    const unknown = field === 'queue' ? values.findIndex((value) => !codes.includes(value)) : -1;
    if (unknown >= 0) throw noSuchQueue(`listing.conditions[${place}].values[${unknown}]`, codes);
  }
}

/**
 * @throws DomainError INVALID_REQUEST where a view is to be shared with a queue that there is not, or whose cases whoever
 *   shares it does not see.
 */
export async function needSharedQueue(
  tx: Tx,
  queues: QueuesQuery,
  actor: Actor,
  queue: string | null,
): Promise<void> {
  if (queue === null || actor.kind !== 'user') return;
  const codes: string[] = [];
  for (const { code } of await queues.all(tx))
    if (hasRole(actor, 'reviewer') || (await queues.isMember(tx, code, actor.userId))) codes.push(code);
  if (!codes.includes(queue)) throw noSuchQueue('queue', codes);
}

const noSuchQueue = (field: string, codes: readonly string[]): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field,
    detail: {
      zh: `没有这个队列，或它不是您的队列；可选：${codes.join('、') || '无'}。`,
      en: `There is no such queue, or it is none of yours. One of: ${codes.join(', ') || 'none'}.`,
    },
  });
