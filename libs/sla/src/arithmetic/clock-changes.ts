import type { Calendars } from './calendars';
import {
  beginRun,
  dueOf,
  extendRun,
  holdRun,
  pauseRun,
  recalendarRun,
  resumeRun,
  retargetRun,
  type ClockRun,
} from './clock-run';
import { CLOCK_EXTENSIONS, stepsOf, stepsOfRun, type ClockKind } from './clock-steps';
import type { Target } from './deadlines';

/** Why a clock may stand still. */
export type PauseReason = 'merchant_asked';

/**
 * What an event does to a clock of its case, at the event's instant. What rests on calendars names their revision, so that it
 * can be done again from history.
 */
export type ClockChange = { readonly clock: ClockKind } & (
  | {
      readonly does: 'start' | 'retarget';
      readonly target: Target;
      /** @see ClockRun.calendar */
      readonly calendar?: string;
      readonly revision: number;
    }
  /** Another due instant, which was promised; in ISO 8601. */
  | { readonly does: 'extend'; readonly dueAt: string; readonly revision: number }
  | { readonly does: 'pause'; readonly reason: PauseReason }
  | { readonly does: 'resume'; readonly revision: number }
  | { readonly does: 'stop' | 'overdue' | 'clear_overdue' }
  /** @see ClockHistory.startedAt for what `restarts` does. With `calendar` it goes by another one since. */
  | {
      readonly does: 'reckon';
      readonly revision: number;
      readonly restarts: boolean;
      readonly calendar?: string;
    }
  /** What became of a clock before events told of clocks: taken as it stood. */
  | ({ readonly does: 'known' } & KnownClock)
);

/** As it stands in an event: instants in ms since the epoch. */
export interface KnownClock {
  readonly run: ClockRun;
  readonly startedAt: number;
  readonly revision: number;
  readonly pausedAt: number | null;
  readonly stoppedAt: number | null;
  readonly overdueAt: number | null;
}

/** A clock as the events of its case tell it. Instants are ms since the epoch. */
export interface ClockHistory extends KnownClock {
  /** When this run of it began: reminders are of a run, and a due instant that is moved makes another. */
  readonly startedAt: number;
  /** By the calendars of `revision`, as all that follows. */
  readonly dueAt: number;
  readonly provisional: boolean;
}

/** Calendars of a revision. */
export type CalendarsAt = (revision: number) => Calendars;

/** An event of a case, as far as its clocks go. */
export interface ClockEvent {
  readonly at: Date;
  readonly clocks: readonly ClockChange[];
}

/** A clock from all the events of its case. */
export interface ToldClock {
  readonly history: ClockHistory;
  /** Steps that were past when this run of it began, and so never fire; null where the run is of before events told. */
  readonly letBe: readonly string[] | null;
}

export type FoldedClocks = ReadonlyMap<ClockKind, ToldClock>;

/** The clocks of a case, from all its events in their order. */
export function foldClocks(events: readonly ClockEvent[], calendarsAt: CalendarsAt): FoldedClocks {
  const clocks = new Map<ClockKind, ToldClock>();
  for (const { at, clocks: changes } of events) {
    for (const change of changes) {
      const before = clocks.get(change.clock);
      const history = changeClock(before?.history, change, at, calendarsAt);
      if (!history || history === before?.history) continue;
      clocks.set(change.clock, {
        history,
        letBe: letBeBy(change, history, before, at.getTime(), calendarsAt),
      });
    }
  }
  return clocks;
}

function letBeBy(
  change: ClockChange,
  { run, revision, overdueAt }: ClockHistory,
  before: ToldClock | undefined,
  now: number,
  calendarsAt: CalendarsAt,
): readonly string[] | null {
  if (change.does === 'start') return [];
  if (change.does === 'known' || !before) return null;
  const isRunOfItsOwn =
    change.does === 'retarget' || change.does === 'extend' || (change.does === 'reckon' && change.restarts);
  if (!isRunOfItsOwn) return before.letBe;
  const steps = stepsOf(change.clock, run, calendarsAt(revision));
  const left = new Set(stepsOfRun(steps, overdueAt, now));
  return steps.filter((each) => !left.has(each)).map(({ step }) => step);
}

/**
 * What a change makes of a clock; undefined is one that never began. What was stopped is only started anew, and pausing what
 * is paused changes nothing.
 */
export function changeClock(
  before: ClockHistory | undefined,
  change: ClockChange,
  at: Date,
  calendarsAt: CalendarsAt,
): ClockHistory | undefined {
  const now = at.getTime();
  if (change.does === 'start')
    return reckoned(
      { ...RUNNING, run: beginRun(change.target, at, change.calendar), startedAt: now },
      change.revision,
      calendarsAt,
    );
  if (change.does === 'known') return reckoned(knownOf(change), change.revision, calendarsAt);
  if (!before) return undefined;
  if (change.does === 'overdue') return { ...before, overdueAt: before.overdueAt ?? now };
  if (change.does === 'clear_overdue') return { ...before, overdueAt: null };
  if (before.stoppedAt !== null) return before;
  switch (change.does) {
    case 'stop':
      return { ...before, stoppedAt: now };
    case 'pause':
      return before.pausedAt === null ? { ...before, run: pauseRun(before.run, at), pausedAt: now } : before;
    case 'resume':
      if (before.pausedAt === null) return before;
      return reckoned(
        { ...before, run: resumeRun(before.run, at), pausedAt: null },
        change.revision,
        calendarsAt,
      );
    case 'retarget':
      return moved(
        before,
        retargetRun(before.run, change.target, change.calendar),
        change.revision,
        now,
        calendarsAt,
      );
    case 'extend': {
      const run = extendRun(before.run, new Date(change.dueAt), calendarsAt(change.revision));
      return moved(before, run, change.revision, now, calendarsAt);
    }
    case 'reckon': {
      const after = reckoned(heldRun(before, change, calendarsAt), change.revision, calendarsAt);
      return change.restarts ? { ...after, startedAt: now, overdueAt: null } : after;
    }
  }
}

const RUNNING = { pausedAt: null, stoppedAt: null, overdueAt: null };

const knownOf = ({ run, startedAt, revision, pausedAt, stoppedAt, overdueAt }: KnownClock): KnownClock => ({
  run,
  startedAt,
  revision,
  pausedAt,
  stoppedAt,
  overdueAt,
});

/** Another run of reminders; a breach that there no longer is, is taken back. */
function moved(
  before: ClockHistory,
  run: ClockRun,
  revision: number,
  now: number,
  calendarsAt: CalendarsAt,
): ClockHistory {
  const after = reckoned({ ...before, run, startedAt: now }, revision, calendarsAt);
  return after.dueAt > now ? { ...after, overdueAt: null } : after;
}

/** A deadline that was told to a merchant never comes earlier by a change of calendars. */
function heldRun(
  before: ClockHistory,
  { clock, revision, calendar }: Pick<ClockChange & { does: 'reckon' }, 'clock' | 'revision' | 'calendar'>,
  calendarsAt: CalendarsAt,
): KnownClock {
  const run = calendar === undefined ? before.run : recalendarRun(before.run, calendar);
  if (CLOCK_EXTENSIONS[clock] !== 'merchant') return { ...before, run };
  const told = new Date(before.dueAt);
  if (dueOf(run, calendarsAt(revision)).dueAt >= told) return { ...before, run };
  return { ...before, run: holdRun(run, told) };
}

function reckoned(
  clock: Omit<KnownClock, 'revision'>,
  revision: number,
  calendarsAt: CalendarsAt,
): ClockHistory {
  const { dueAt, provisional } = dueOf(clock.run, calendarsAt(revision));
  return { ...clock, revision, dueAt: dueAt.getTime(), provisional };
}
