import { appealRoundsLeft } from '../appeal-window';
import type { CaseFacts, CaseSnapshot } from '../facts';
import { ENDING } from '../reference';
import { refusal } from '../refusal';
import { incomplete, missingOfTermination } from '../termination';
import type { Guard } from './guard';

/** An authority's order ends by the authority alone, however long nobody appeals. */
export const endsTheTerminal: Guard = ({ outcome }) =>
  outcome !== null && (ENDING as readonly string[]).includes(outcome)
    ? null
    : refusal(
        'lapse.outcome',
        '该决定不随申诉期限届满而终止。',
        'This decision does not end by a window that passes.',
      );

export const noHoldToLapse: Guard = (_snapshot, { authorityHold }) =>
  authorityHold
    ? refusal('lapse.no_hold', '有权机关的冻结要求未解除。', "An authority's hold stands.")
    : null;

/** By itself only what was kept on an order that was released while it was appealed against: without one nobody could end it. */
export const orderReleasedUnlessSupervisor: Guard = ({ outcome }, { authorityHold }, { persona }) =>
  persona === 'supervisor' || (outcome === 'K' && !authorityHold)
    ? null
    : refusal(
        'reconsider.order_released',
        '不是依已解除的冻结要求维持的决定。',
        'It was not kept on an order that was released.',
      );

/** Of an upheld appeal with no round left there is no window to wait for. */
export const windowPassed: Guard = (snapshot, facts) =>
  roundsUsed(snapshot, facts) || (snapshot.appealUntil && snapshot.appealUntil <= facts.now)
    ? null
    : refusal('lapse.window', '申诉期限未满。', 'The window for an appeal has not passed.');

const roundsUsed = (snapshot: CaseSnapshot, { lastAppeal, approvedProposal }: CaseFacts): boolean =>
  appealRoundsLeft(snapshot) === 0 &&
  lastAppeal?.decision === 'upheld' &&
  lastAppeal.proposalId === approvedProposal?.id;

export const terminationComplete: Guard = (snapshot, facts) => {
  const { statement } = facts.termination;
  const counts = statement?.countersignedBy ? statement : null;
  const missing = missingOfTermination(snapshot, facts, counts, false);
  return missing.length === 0 ? null : incomplete(missing);
};
