import { deadline, type Calendars } from '@thaw/sla/arithmetic';
import type { NotificationTemplate } from './effects';
import type { CaseFacts, CaseSnapshot } from './facts';
import { DISMISSALS } from './payloads';
import { RECORDED_WINDOW_TARGET, type AppealTerms, type Outcome } from './reference';
import { DECIDED_STATES } from './states';

/** Letters that tell of a decision: the delivery of the last starts the window for an appeal. */
export const DECISION_LETTERS: readonly NotificationTemplate[] = ['decision_letter', 'appeal_letter'];

type OfReason = Pick<CaseSnapshot, 'reference' | 'reasonCode'>;

/** By the case's own version of the reference data. */
export function appealTerms({ reference, reasonCode }: OfReason): AppealTerms {
  if (reasonCode === null) return reference.usualAppeal;
  const { appealWindowDays, appealRounds } = reference.reasons[reasonCode];
  return { windowDays: appealWindowDays, rounds: appealRounds };
}

/** When the window for an appeal ends, of a letter that came at this instant: it is counted from the day after. */
export const appealWindowEnd = (of: OfReason, deliveredAt: Date, calendars: Calendars): Date =>
  deadline(deliveredAt, { kind: 'statutory_days', count: appealTerms(of).windowDays }, calendars).dueAt;

/**
 * The same where the desk says when a letter came: whatever day it names, the merchant has three days from now to appeal,
 * or to say that it was another. `onWord`: the day alone would leave them less.
 */
export function recordedWindow(
  of: OfReason,
  deliveredAt: Date,
  { now, calendars }: Pick<CaseFacts, 'now' | 'calendars'>,
): { readonly until: Date; readonly onWord: boolean } {
  const until = appealWindowEnd(of, deliveredAt, calendars);
  const least = deadline(now, RECORDED_WINDOW_TARGET, calendars).dueAt;
  return until < least ? { until: least, onWord: true } : { until, onWord: false };
}

/** Of the decision that stands. */
export const appealRoundsLeft = (of: OfReason & Pick<CaseSnapshot, 'appealRounds'>): number =>
  Math.max(0, appealTerms(of).rounds - of.appealRounds);

/**
 * Whether what was decided last stands: where it is decided anew, the next decision has a letter and a window of its own,
 * and where it was dismissed meanwhile there is none.
 */
export const decisionStands = ({ state, resolution }: Pick<CaseSnapshot, 'state' | 'resolution'>): boolean =>
  state === 'appealing' ||
  (DECIDED_STATES.includes(state) && !(state === 'closed' && DISMISSALS.some((as) => as === resolution)));

/** Whether an outcome can be appealed against where the case is, or once what it gives back is given back. */
export function isAppealable(
  { state, resolution }: Pick<CaseSnapshot, 'state' | 'resolution'>,
  outcome: Outcome | null,
): boolean {
  switch (state) {
    case 'upheld':
    case 'remediating':
    case 'replacing':
      return true;
    case 'restoring':
    case 'monitoring':
      return outcome === 'UR' || outcome === 'RL';
    case 'closed':
      return resolution === 'restored_with_limits';
    default:
      return false;
  }
}

/** Whether a decision leaves something to appeal, and a round to do it in. */
export const leavesAppeal = (
  of: OfReason & Pick<CaseSnapshot, 'appealRounds' | 'state' | 'resolution'>,
  outcome: Outcome | null,
): boolean => outcome !== null && outcome !== 'U' && isAppealable(of, outcome) && appealRoundsLeft(of) > 0;
