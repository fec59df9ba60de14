import type { OpenTime } from './calendar';
import type { Calendars } from './calendars';
import { deadline, type Deadline, type Target } from './deadlines';

/**
 * How a clock has run: all that its due instant follows from, with the calendars. Nothing in it was reckoned, so that under
 * other calendars, or another target, the same run is reckoned anew and the time that was used stays used. Instants are ms.
 */
export interface ClockRun {
  readonly target: Target;
  /** Code of the calendar whose working time or days count, as {@link deadline} has it: chosen when it began, or since. */
  readonly calendar?: string;
  readonly beganAt: number;
  /** Stretches of running that have ended with a pause. */
  readonly ran: readonly (readonly [from: number, to: number])[];
  /** Since when it runs; null while it is paused. */
  readonly since: number | null;
  /** What was given on top of the target, in open ms of its own measure. */
  readonly extraMs: number;
  /** An instant that was promised: it is not due before, be it a day of rest. */
  readonly notBefore?: number;
}

export const beginRun = (target: Target, at: Date, calendar?: string): ClockRun => ({
  target,
  ...(calendar === undefined ? {} : { calendar }),
  beganAt: at.getTime(),
  ran: [],
  since: at.getTime(),
  extraMs: 0,
});

export const pauseRun = (run: ClockRun, at: Date): ClockRun =>
  run.since === null ? run : { ...run, ran: [...run.ran, [run.since, at.getTime()]], since: null };

export const resumeRun = (run: ClockRun, at: Date): ClockRun =>
  run.since === null ? { ...run, since: at.getTime() } : run;

/** Another target from the beginning on; what was given on top stays, the instant that it led to does not. */
export function retargetRun(
  { notBefore: _ended, calendar: _former, ...run }: ClockRun,
  target: Target,
  calendar?: string,
): ClockRun {
  return { ...run, target, ...(calendar === undefined ? {} : { calendar }) };
}

/** The same time, counted by another calendar from the beginning on. */
export const recalendarRun = (run: ClockRun, calendar: string): ClockRun =>
  run.calendar === calendar ? run : { ...run, calendar };

/** It is not due before this instant, whatever its time would say. */
export const holdRun = (run: ClockRun, at: Date): ClockRun => ({
  ...run,
  notBefore: Math.max(at.getTime(), run.notBefore ?? at.getTime()),
});

/**
 * More time, or less: due at `dueAt`, were it to run on from now without a pause. An instant in time that is not open, of
 * a weekend, is that instant all the same, since it was told.
 */
export function extendRun(run: ClockRun, dueAt: Date, calendars: Calendars): ClockRun {
  const byMs = measureOf(run, calendars).elapsed(
    reckonedDue(run, calendars).dueAt.getTime(),
    dueAt.getTime(),
  );
  return { ...run, extraMs: run.extraMs + byMs, notBefore: dueAt.getTime() };
}

/** When it is due; of a paused clock, when it would be if it ran on from the instant of its pause. */
export function dueOf(run: ClockRun, calendars: Calendars): Deadline {
  const reckoned = reckonedDue(run, calendars);
  if (run.notBefore === undefined || run.notBefore <= reckoned.dueAt.getTime()) return reckoned;
  return { ...reckoned, dueAt: new Date(run.notBefore) };
}

function reckonedDue(run: ClockRun, calendars: Calendars): Deadline {
  const unpaused = deadline(new Date(run.beganAt), run.target, calendars, run.calendar);
  if (run.ran.length === 0 && run.extraMs === 0) return unpaused;
  const dueAt = new Date(whenUsed(run, calendars, allowance(run, calendars)));
  const guessed = measureOf(run, calendars).guessedYears(run.beganAt, dueAt.getTime() - 1).length;
  return { ...unpaused, dueAt, provisional: unpaused.provisional || guessed > 0 };
}

/** When so many percent of its time have been used; at 100 it is due, and what comes after is counted from there. */
export function stepAt(run: ClockRun, percent: number, calendars: Calendars): Date {
  const { dueAt } = dueOf(run, calendars);
  if (percent === 100) return dueAt;
  if (percent > 100) {
    // Of a target with no time in it there are no parts: the last of what comes after a due instant comes with it.
    const more = Math.floor((Math.max(allowance(run, calendars), 0) * (percent - 100)) / 100);
    return new Date(more === 0 ? dueAt : measureOf(run, calendars).add(dueAt.getTime(), more));
  }
  return new Date(whenUsed(run, calendars, Math.floor((allowance(run, calendars) * percent) / 100)));
}

/** By what the time of a target passes. Exact to the millisecond, as instants are. */
type Measure = Pick<OpenTime, 'elapsed' | 'add' | 'guessedYears'>;

const ROUND_THE_CLOCK: Measure = {
  elapsed: (from, to) => to - from,
  add: (from, length) => from + length,
  guessedYears: () => [],
};

function measureOf(
  { target: { kind }, calendar }: Pick<ClockRun, 'target' | 'calendar'>,
  calendars: Calendars,
): Measure {
  if (kind === 'working_days')
    return calendar === undefined ? calendars.workingDays : calendars.daysOf(calendar).time;
  return kind === 'working_hours' ? calendars.hoursOf(calendar ?? 'desk') : ROUND_THE_CLOCK;
}

/** All the time that it has, in ms of its own measure. */
function allowance(run: ClockRun, calendars: Calendars): number {
  const { target, calendar, beganAt, extraMs } = run;
  const { dueAt } = deadline(new Date(beganAt), target, calendars, calendar);
  return measureOf(run, calendars).elapsed(beganAt, dueAt.getTime()) + extraMs;
}

function whenUsed(run: ClockRun, calendars: Calendars, length: number): number {
  const { beganAt, ran, since } = run;
  const measure = measureOf(run, calendars);
  let left = length;
  for (const [from, to] of ran) {
    const used = measure.elapsed(from, to);
    if (left <= used) return left <= 0 ? from : measure.add(from, left);
    left -= used;
  }
  const goesOn = since ?? ran.at(-1)?.[1] ?? beganAt;
  return left <= 0 ? goesOn : measure.add(goesOn, left);
}
