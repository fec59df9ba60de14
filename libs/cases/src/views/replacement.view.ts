import { REPLACEMENT_STEPS, isReplacing, nextStepOf } from '../domain';
import type { Replacement, ReplacementStep } from '../entities';
import type { CaseReading } from './staff-case.view';

/**
 * The nine steps of the replacement that is under way, is or was last taken back, or is complete; of one that was decided
 * on and has not begun, all open. Each with who did it, by what proof, and when.
 */
export function replacementForStaff({ freezeCase, facts, replacement, replacementSteps }: CaseReading) {
  if (!replacement && !isReplacing(freezeCase, facts)) return null;
  return {
    state: replacement?.state ?? 'not_begun',
    newSerialNo: replacement?.newSerialNo ?? null,
    settlementAccount: replacement?.settlementAccount ?? null,
    installationAddress: replacement?.installationAddress ?? null,
    begunAt: replacement?.begunAt ?? null,
    endedAt: replacement?.endedAt ?? null,
    endedAs: replacement?.endedAs ?? null,
    recertifiedBy: replacement?.recertifiedBy ?? null,
    /** Which is to be done now; null while the terminal system is waited for, and where all is done. */
    next: isReplacing(freezeCase, facts) ? nextStepOf(facts) : null,
    steps: REPLACEMENT_STEPS.map(({ code, title, guidance, proof }, index) => {
      const row = replacementSteps.find(({ number }) => number === index + 1);
      return {
        number: index + 1,
        code,
        title,
        guidance,
        proof,
        state: row?.state ?? 'open',
        by: row?.byUser ?? null,
        begunAt: row?.begunAt ?? null,
        doneAt: row?.doneAt ?? null,
        proofId: row?.proofId ?? null,
        commandId: row?.commandId ?? null,
      };
    }),
  };
}

/** What the view shows of it, read with the case. */
export interface ReplacementReading {
  readonly replacement: Replacement | null;
  readonly replacementSteps: readonly ReplacementStep[];
}
