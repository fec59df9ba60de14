import { requestJob, type Tx } from '@thaw/platform';
import { orderedId } from '../ordered-id';
import { Dispatch } from './dispatch.entity';
import { CLAIM_MS } from './dispatch-claims';

/** @param at when it goes out; where that is now, its job is asked for. @returns its id. */
export async function openDispatch(
  tx: Tx,
  of: Pick<Dispatch, 'userId' | 'channel' | 'caseId' | 'digestFor'> &
    Partial<Pick<Dispatch, 'toldId' | 'toldKey' | 'formerAddress'>>,
  at: Date,
  now: Date,
): Promise<string> {
  const isDue = at <= now;
  const id = orderedId(now);
  await tx.insert(Dispatch, {
    toldId: null,
    toldKey: null,
    formerAddress: null,
    ...of,
    id,
    state: 'waiting',
    attempts: 0,
    nextAt: at,
    claimedUntil: isDue ? new Date(now.getTime() + CLAIM_MS) : null,
    lastError: null,
    createdAt: now,
    sentAt: null,
  });
  if (isDue) await requestJob(tx, 'dispatch.send', { dispatchId: id });
  return id;
}
