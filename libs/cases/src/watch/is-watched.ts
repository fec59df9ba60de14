import type { Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { isWatched } from '../domain';
import { Appeal, type FreezeCase } from '../entities';

/** Where an appeal is, or waits for what it asked the merchant for. */
const IN_APPEAL: readonly FreezeCase['state'][] = ['appealing', 'awaiting_merchant'];

/**
 * Trading comes back, or has come back and is watched; also while a restriction is appealed against, since trading goes on
 * meanwhile.
 */
export async function isCaseWatched(
  tx: Tx,
  { id, state }: Pick<FreezeCase, 'id' | 'state'>,
): Promise<boolean> {
  if (isWatched(state)) return true;
  if (!IN_APPEAL.includes(state)) return false;
  return tx.existsBy(Appeal, { caseId: id, decidedAt: IsNull(), appealedState: 'monitoring' });
}
