import { deadline, type Calendars } from '@thaw/sla/arithmetic';
import type { NotificationTemplate } from './effects';
import type { CaseSnapshot } from './facts';
import type { AppealTerms, Outcome } from './reference';

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

/** Of the decision that stands. */
export const appealRoundsLeft = (of: OfReason & Pick<CaseSnapshot, 'appealRounds'>): number =>
  Math.max(0, appealTerms(of).rounds - of.appealRounds);

/** Whether a decision leaves something to appeal, and a round to do it in. */
export const leavesAppeal = (
  of: OfReason & Pick<CaseSnapshot, 'appealRounds'>,
  outcome: Outcome | null,
): boolean => outcome !== null && outcome !== 'U' && appealRoundsLeft(of) > 0;
