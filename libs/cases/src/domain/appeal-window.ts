import type { Zone } from '@thaw/kernel';
import { deadline } from '@thaw/sla/arithmetic';
import type { NotificationTemplate } from './effects';
import { APPEAL_ROUNDS, APPEAL_WINDOW, type Outcome } from './reference';

/** Letters that tell of a decision: the delivery of the last starts the window for an appeal. */
export const DECISION_LETTERS: readonly NotificationTemplate[] = ['decision_letter', 'appeal_letter'];

/** When the window for an appeal ends, of a letter that came at this instant: it is counted from the day after. */
export const appealWindowEnd = (deliveredAt: Date, zone: Zone): Date =>
  deadline(deliveredAt, APPEAL_WINDOW, zone).dueAt;

/** Whether a decision leaves something to appeal, and a round to do it in. */
export const leavesAppeal = (outcome: Outcome | null, appealRounds: number): boolean =>
  outcome !== null && outcome !== 'U' && appealRounds < APPEAL_ROUNDS;
