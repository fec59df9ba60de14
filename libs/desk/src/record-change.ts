import { DomainError, actorRef, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { QueueChange, type QueueSubject } from './queue.entity';

export interface Change {
  readonly actor: Actor;
  readonly at: Date;
  readonly subject: QueueSubject;
  readonly subjectId: string;
  readonly kind: QueueChange['kind'];
  readonly nowIs: object;
}

export const recordChange = (tx: Tx, { actor, ...change }: Change): Promise<unknown> =>
  tx.insert(QueueChange, { actor: actorRef(actor), ...change });

/** One change of how work is shared at a time: each sees the one before. */
export const takeTurn = (tx: Tx): Promise<unknown> =>
  tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('queue_change', 0))`);

/** @throws DomainError QUEUE_CHANGED where it is not at the version that whoever changes it was shown; 0: it was none. */
export function needVersion(stands: number, expected: number): void {
  if (stands !== expected) throw new DomainError('QUEUE_CHANGED', { extra: { version: stands } });
}

export const invalid = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });
