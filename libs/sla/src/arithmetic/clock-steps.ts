import type { Calendars } from './calendars';
import { stepAt, type ClockRun } from './clock-run';
import { deadline, type Deadline, type Target } from './deadlines';

/** The clocks of a case that run now; each is started, paused and stopped by what happens to the case. */
export const CLOCK_KINDS = [
  'triage',
  'decision',
  'evidence',
  'objection_reply',
  'appeal_reply',
  'fix',
  'restore',
  'watch',
  'major_event',
] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** Past the due instant of a deadline each further half of its time reminds again, and at last no more. */
const AFTERWARDS = [150, 200, 250, 300, 350];

/** Reminders in percent of the target; 100 is the due instant itself. */
export const CLOCK_STEPS: { readonly [kind in ClockKind]: readonly number[] } = {
  triage: [50, 80, 100, ...AFTERWARDS],
  decision: [50, 80, 100, ...AFTERWARDS],
  evidence: [80, 100],
  objection_reply: [50, 80, 100, ...AFTERWARDS],
  appeal_reply: [50, 80, 100, ...AFTERWARDS],
  fix: [50, 80, 100],
  restore: [100, ...AFTERWARDS],
  watch: [100],
  major_event: [50, 80, 100, ...AFTERWARDS],
};

/**
 * Whether a person may give a clock more time, and whose time it is: the desk's own, or the merchant's, who is told of it
 * then. What a law sets nobody extends, a case that nobody has looked at is looked at first, and a watch is a period, not a
 * deadline.
 */
export const CLOCK_EXTENSIONS: { readonly [kind in ClockKind]: 'desk' | 'merchant' | 'never' } = {
  triage: 'never',
  decision: 'desk',
  evidence: 'merchant',
  objection_reply: 'never',
  appeal_reply: 'never',
  fix: 'desk',
  restore: 'desk',
  watch: 'never',
  major_event: 'never',
};

/**
 * By whose calendar the working time of a clock counts: the desk's as it works the case, the merchant's, who has to do what
 * the clock waits for, or the law's own days, which are nobody's to choose.
 */
const WHOSE_CALENDAR: { readonly [kind in ClockKind]: 'desk' | 'merchant' | 'law' } = {
  triage: 'desk',
  decision: 'desk',
  evidence: 'merchant',
  objection_reply: 'law',
  appeal_reply: 'law',
  fix: 'merchant',
  restore: 'desk',
  watch: 'law',
  major_event: 'law',
};

/** A case, as far as calendars are chosen by it. */
export interface WorkedCase {
  /** Null before its triage. */
  readonly queue: string | null;
  readonly slaClass: string | null;
}

/** Code of the calendar that a clock of a case goes by; undefined where the law's own days count. */
export function calendarOf(
  kind: ClockKind,
  { queue, slaClass }: WorkedCase,
  calendars: Calendars,
): string | undefined {
  const whose = WHOSE_CALENDAR[kind];
  if (whose === 'law') return undefined;
  return whose === 'merchant' ? 'merchant' : calendars.ofQueue(queue, slaClass);
}

/** The due instant of a clock that begins at `from`, by the calendar that it goes by. */
export const clockDeadline = (
  kind: ClockKind,
  target: Target,
  of: WorkedCase,
  { now, calendars }: { readonly now: Date; readonly calendars: Calendars },
): Deadline => deadline(now, target, calendars, calendarOf(kind, of, calendars));

export interface PendingStep {
  /** Percent of the target, as text: part of a reminder's identity. */
  readonly step: string;
  readonly at: string;
}

/** All the steps of a clock's run, each with its instant, earliest first. */
export const stepsOf = (kind: ClockKind, run: ClockRun, calendars: Calendars): readonly PendingStep[] =>
  CLOCK_STEPS[kind].map((percent) => ({
    step: String(percent),
    at: stepAt(run, percent, calendars).toISOString(),
  }));

/**
 * Those that another run of a clock begins with: what comes after this instant, and the due instant itself where nobody was told
 * of it. What was past is let be.
 */
export const stepsOfRun = (
  steps: readonly PendingStep[],
  overdueAt: number | null,
  now: number,
): readonly PendingStep[] =>
  steps.filter(({ step, at }) => Date.parse(at) > now || (step === '100' && overdueAt === null));

/** Those that had not come yet, at their new instants. */
export function stillPending(
  steps: readonly PendingStep[],
  before: readonly PendingStep[],
): readonly PendingStep[] {
  const left = new Set(before.map(({ step }) => step));
  return steps.filter(({ step }) => left.has(step));
}
