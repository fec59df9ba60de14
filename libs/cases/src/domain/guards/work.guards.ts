import { CLOCK_EXTENSIONS } from '@thaw/sla/arithmetic';
import type { ClockFact } from '../facts';
import { refusal } from '../refusal';
import { userOf, type Guard } from './guard';

/** What somebody else works on is a supervisor's to move. */
export const ownCaseUnlessSupervisor: Guard = ({ ownerId }, _facts, attempt) =>
  attempt.persona === 'supervisor' || (ownerId !== null && ownerId === userOf(attempt))
    ? null
    : refusal(
        'hand_over.own',
        '只能移交自己经办的案件；他人的案件请由主管改派。',
        'Hand over a case of your own; a supervisor reassigns those of others.',
      );

/** What somebody works on is given by them, or by a supervisor: nobody takes it away unasked. */
export const nobodyElses: Guard = ({ ownerId }, _facts, attempt) =>
  ownerId === null || ownerId === userOf(attempt)
    ? null
    : refusal(
        'take.unowned',
        '案件已由同事经办：请其移交，或请主管改派。',
        'A colleague works on the case: have them hand it over, or a supervisor assign it.',
      );

/** Clocks that a person may give more time now. */
export const extendable = (clocks: readonly ClockFact[]): readonly ClockFact[] =>
  clocks.filter(({ kind, paused }) => !paused && CLOCK_EXTENSIONS[kind] !== 'never');

export const someDeadlineToExtend: Guard = (_snapshot, { clocks, now }) =>
  extendable(clocks).some(({ dueAt }) => dueAt > now)
    ? null
    : refusal(
        'extend_deadline.running',
        '没有可延长的时限：法定时限、已暂停或已到期的时限不能延长。',
        'No deadline can be extended: not one that a law sets, nor one that is paused or over.',
      );
