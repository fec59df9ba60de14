import type { Tx } from '@thaw/platform';
import { Proposal } from '../entities';

/** The decision that stands, or stood last; an appeal that was granted rests on the scan of the one that it was against. */
export const lastDecision = (tx: Tx, caseId: string): Promise<Pick<Proposal, 'id' | 'scanId'> | null> =>
  tx.findOne(Proposal, {
    select: { id: true, scanId: true },
    where: { caseId, state: 'approved' },
    order: { seq: 'DESC' },
  });
