import { missingOfTermination, type CaseFacts } from '../domain';
import type { FreezeCase } from '../entities';

/** What a termination still lacks, what is held, and what somebody has signed; null while none is under way. */
export function terminationView({ state, outcome }: FreezeCase, facts: CaseFacts) {
  if (state !== 'terminating') return null;
  const { serialNo, retired, held, statement } = facts.termination;
  const counts = statement?.countersignedBy ? statement : null;
  return {
    serialNo,
    retired,
    held,
    statement,
    missing: missingOfTermination({ outcome }, facts, counts, false),
  };
}
