import { addDays, daysBetween, type CalendarDay } from './calendar-day';
import { PREVENTION_KINDS, type PreventionKind, type PreventionPolicy } from './policy';

/** A version as it was announced for a model. */
export interface SoftwareRelease {
  readonly version: string;
  /** The first day on which terminals should run it. */
  readonly currentFrom: CalendarDay;
}

/** What is known of a terminal, each null where nobody has told it of the device that is at work. */
export interface PreventionFacts {
  readonly inspectionDueOn: CalendarDay | null;
  readonly softwareVersion: string | null;
  /** All that were announced for the device's model, in any order. */
  readonly releases: readonly SoftwareRelease[];
  /** The date of the database itself, not of its installation. */
  readonly virusDatabaseOn: CalendarDay | null;
  /** All patches that were published up to this day are installed. */
  readonly patchedUntil: CalendarDay | null;
  readonly passwordRotatedOn: CalendarDay | null;
}

/**
 * `unknown`: nothing was told. `in_order`: due later than soon, or, of software, not due at all.
 * What is due today is due at the end of the day: it is overdue from the next day on.
 */
export type PreventionState = 'unknown' | 'in_order' | 'soon' | 'overdue';

export interface PreventionStanding {
  readonly kind: PreventionKind;
  readonly state: PreventionState;
  /** The last day on which it is not overdue; null where there is none, as of software that is current. */
  readonly dueOn: CalendarDay | null;
  /** Since `dueOn`; null where it is not overdue. */
  readonly daysOverdue: number | null;
}

/**
 * The first day from which a newer version was current than this one: null while it is the newest that was announced. One
 * that was never announced is older than all that were.
 */
export function supersededOn(version: string, releases: readonly SoftwareRelease[]): CalendarDay | null {
  const own = releases.find((release) => release.version === version)?.currentFrom ?? '';
  const later = releases.map(({ currentFrom }) => currentFrom).filter((day) => day > own);
  return later.sort()[0] ?? null;
}

/** The last day on which the thing is not overdue; null where nothing is known of it, or nothing newer than what runs. */
export function dueOn(
  kind: PreventionKind,
  facts: PreventionFacts,
  policy: PreventionPolicy,
): CalendarDay | null {
  const after = (day: CalendarDay | null, days: number): CalendarDay | null => day && addDays(day, days);
  switch (kind) {
    case 'inspection':
      return facts.inspectionDueOn;
    case 'password':
      return after(facts.passwordRotatedOn, policy.passwordDays);
    case 'patches':
      return after(facts.patchedUntil, policy.patchesDays);
    case 'software': {
      const { softwareVersion, releases } = facts;
      return after(softwareVersion && supersededOn(softwareVersion, releases), policy.softwareDays);
    }
    case 'virus_database':
      return after(facts.virusDatabaseOn, policy.virusDatabaseDays);
  }
}

/** How each thing stands on a day. */
export const standingOn = (
  today: CalendarDay,
  facts: PreventionFacts,
  policy: PreventionPolicy,
): readonly PreventionStanding[] =>
  PREVENTION_KINDS.map((kind) => {
    const due = dueOn(kind, facts, policy);
    if (due !== null && due < today) {
      return { kind, state: 'overdue', dueOn: due, daysOverdue: daysBetween(due, today) };
    }
    return { kind, state: stateAhead(kind, due, today, facts, policy), dueOn: due, daysOverdue: null };
  });

function stateAhead(
  kind: PreventionKind,
  due: CalendarDay | null,
  today: CalendarDay,
  facts: PreventionFacts,
  { soonDays }: PreventionPolicy,
): PreventionState {
  if (due !== null) return due <= addDays(today, soonDays) ? 'soon' : 'in_order';
  return kind === 'software' && softwareIsCurrent(facts, today) === true ? 'in_order' : 'unknown';
}

/**
 * Whether the terminal runs the version that is current for its model on this day, or one that is to be; null where that
 * cannot be told: its version is not known, or none was current by then. No grace: what is to be mended is to be current.
 */
export function softwareIsCurrent(
  { softwareVersion, releases }: Pick<PreventionFacts, 'softwareVersion' | 'releases'>,
  on: CalendarDay,
): boolean | null {
  if (softwareVersion === null || !releases.some(({ currentFrom }) => currentFrom <= on)) return null;
  const superseded = supersededOn(softwareVersion, releases);
  return superseded === null || superseded > on;
}

/** Whether the virus database is no older than the policy lets it be on this day; null where its date is not known. */
export const virusDatabaseIsCurrent = (
  { virusDatabaseOn }: Pick<PreventionFacts, 'virusDatabaseOn'>,
  on: CalendarDay,
  { virusDatabaseDays }: PreventionPolicy,
): boolean | null => (virusDatabaseOn === null ? null : addDays(virusDatabaseOn, virusDatabaseDays) >= on);

/** The version that is current for a model on a day; null where none is. */
export const currentRelease = (
  releases: readonly SoftwareRelease[],
  on: CalendarDay,
): SoftwareRelease | null =>
  releases
    .filter(({ currentFrom }) => currentFrom <= on)
    .sort((a, b) => (a.currentFrom < b.currentFrom ? 1 : -1))[0] ?? null;
