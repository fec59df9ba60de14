import { canonicalJson } from '@thaw/kernel';
import {
  dueOf,
  foldClocks,
  stepsOf,
  type CalendarsAt,
  type ClockEvent,
  type ClockHistory,
  type ClockKind,
  type PendingStep,
  type ToldClock,
} from '@thaw/sla/arithmetic';

/** A clock as it is stored. */
export interface StoredClock extends ClockHistory {
  readonly kind: ClockKind;
  /** Ms since the epoch, as all instants here. */
  readonly beganAt: number;
  readonly pendingSteps: readonly PendingStep[];
  readonly nextFireAt: number | null;
}

/** A step that has fired, of which run. */
export interface FiredReminder {
  readonly kind: string;
  readonly startedAt: number;
  readonly step: string;
}

/** All of a case that its clocks are verified by, read at one moment. */
export interface ClocksOfCase {
  readonly id: string;
  readonly number: string;
  readonly events: readonly ClockEvent[];
  readonly stored: readonly StoredClock[];
  readonly reminders: readonly FiredReminder[];
}

/** Where what is stored of a clock is not what its case's events say. Instants in ISO 8601; null is none. */
export interface ClockDifference {
  readonly clock: ClockKind;
  /** `clock` where the whole of it is missing, or is one too many. */
  readonly field: string;
  readonly stored: unknown;
  readonly reckoned: unknown;
}

/** As the events say that a clock should be stored; null is a clock of which they tell nothing. */
export interface ReckonedClock {
  readonly kind: ClockKind;
  readonly should: Omit<StoredClock, 'kind'> | null;
  readonly differences: readonly ClockDifference[];
}

/** The clocks of a case that are stored otherwise than its events tell. Pure: the same case gives the same answer. */
export function differingClocks(
  { events, stored, reminders }: ClocksOfCase,
  calendarsAt: CalendarsAt,
  now: Date,
): readonly ReckonedClock[] {
  const told = foldClocks(events, calendarsAt);
  const kinds = [...new Set([...told.keys(), ...stored.map(({ kind }) => kind)])].sort();
  return kinds
    .map((kind) => {
      const [has, tells] = [stored.find((clock) => clock.kind === kind), told.get(kind)];
      const fired = reminders.filter((reminder) => reminder.kind === kind);
      const should = tells ? reckoned(kind, tells, has, fired, calendarsAt, now) : null;
      return { kind, should, differences: differences(kind, has, should) };
    })
    .filter((clock) => clock.differences.length > 0);
}

/**
 * A change of calendars that moves nothing is no event, so that a newer revision may be stored than any event names; its due
 * instant must be the same all the same. An older one may not.
 */
function reckoned(
  kind: ClockKind,
  { history: tells, letBe }: ToldClock,
  has: StoredClock | undefined,
  fired: readonly FiredReminder[],
  calendarsAt: CalendarsAt,
  now: Date,
): Omit<StoredClock, 'kind'> {
  const revision = Math.max(tells.revision, has?.revision ?? 0);
  const calendars = calendarsAt(revision);
  const { dueAt, provisional } = dueOf(tells.run, calendars);
  const stands = tells.stoppedAt !== null;
  // A paused clock keeps its steps as they were: they get their instants when it goes on.
  const pendingSteps = stands
    ? []
    : tells.pausedAt !== null && has
      ? has.pendingSteps
      : pendingOf({ history: tells, letBe }, stepsOf(kind, tells.run, calendars), has, fired, now);
  const [first] = pendingSteps;
  return {
    ...tells,
    revision,
    beganAt: tells.run.beganAt,
    dueAt: dueAt.getTime(),
    provisional,
    pendingSteps,
    nextFireAt: first && !stands && tells.pausedAt === null ? Date.parse(first.at) : null,
  };
}

/**
 * What is still to fire, and what neither fired nor waits to: such a step is lost, but for those that were past when its run
 * began. Of a run from before events told of clocks it is not known which were, nor which there were after its end: of that a
 * step is lost which is ahead.
 */
function pendingOf(
  { history: { startedAt, overdueAt }, letBe }: ToldClock,
  steps: readonly PendingStep[],
  has: StoredClock | undefined,
  fired: readonly FiredReminder[],
  now: Date,
): readonly PendingStep[] {
  const waits = new Set(has?.pendingSteps.map(({ step }) => step));
  const hasFired = new Set(
    fired.filter((reminder) => reminder.startedAt === startedAt).map(({ step }) => step),
  );
  const isLost = ({ step, at }: PendingStep): boolean => {
    if (waits.has(step) || hasFired.has(step)) return false;
    if (letBe !== null) return !letBe.includes(step);
    if (step === '100') return overdueAt === null;
    return Number(step) < 100 && (!has || Date.parse(at) > now.getTime());
  };
  return steps.filter((each) => waits.has(each.step) || isLost(each));
}

const INSTANTS = [
  'beganAt',
  'startedAt',
  'dueAt',
  'pausedAt',
  'stoppedAt',
  'overdueAt',
  'nextFireAt',
] as const;
const OTHERS = ['run', 'revision', 'provisional', 'pendingSteps'] as const;

function differences(
  clock: ClockKind,
  has: StoredClock | undefined,
  should: Omit<StoredClock, 'kind'> | null,
): readonly ClockDifference[] {
  if (!has) return [{ clock, field: 'clock', stored: null, reckoned: should && should.run }];
  if (!should) return [{ clock, field: 'clock', stored: has.run, reckoned: null }];
  const differing = [...INSTANTS, ...OTHERS].filter(
    (field) => canonicalJson(has[field]) !== canonicalJson(should[field]),
  );
  return differing.map((field) => ({
    clock,
    field,
    stored: readable(field, has[field]),
    reckoned: readable(field, should[field]),
  }));
}

const readable = (field: string, value: unknown): unknown =>
  (INSTANTS as readonly string[]).includes(field) && typeof value === 'number'
    ? new Date(value).toISOString()
    : value;
