import type { Zone } from '@thaw/kernel';
import { isWeekend } from './calendar';

/**
 * A target as the reference data states it. `working_days` leave weekends out; `statutory_days` are counted by the
 * Civil Code (art. 201, 203): they start the day after and end with their last day, moved off a rest day.
 */
export type Target =
  | { readonly kind: 'hours'; readonly count: number }
  | { readonly kind: 'working_days'; readonly count: number }
  | { readonly kind: 'days'; readonly count: number }
  | { readonly kind: 'statutory_days'; readonly count: number };

export interface Deadline {
  readonly dueAt: Date;
  /** True where the result rests on plain weekdays, because no holiday arrangement is loaded: said wherever it is shown. */
  readonly provisional: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export function deadline(from: Date, target: Target, zone: Zone): Deadline {
  const at = from.getTime();
  switch (target.kind) {
    case 'hours':
      return { dueAt: new Date(at + target.count * HOUR_MS), provisional: false };
    case 'days':
      return { dueAt: sameTimeOn(zone, at, zone.dayOf(at) + target.count), provisional: false };
    case 'working_days':
      return { dueAt: workingDaysLater(zone, at, target.count), provisional: true };
    case 'statutory_days':
      return { dueAt: endOfDay(zone, nextWeekday(zone.dayOf(at) + target.count)), provisional: true };
  }
}

function nextWeekday(day: number): number {
  let candidate = day;
  while (isWeekend(candidate)) candidate += 1;
  return candidate;
}

/** The same time of day, `count` weekdays later; what begins on a weekend begins when Monday does. */
function workingDaysLater(zone: Zone, at: number, count: number): Date {
  let day = zone.dayOf(at);
  const startsOnWeekend = isWeekend(day);
  if (startsOnWeekend) day = nextWeekday(day);
  for (let left = count; left > 0; left--) day = nextWeekday(day + 1);
  return startsOnWeekend ? new Date(zone.startOfDay(day)) : sameTimeOn(zone, at, day);
}

function sameTimeOn(zone: Zone, at: number, day: number): Date {
  const localTime = at + zone.offsetAt(at) - zone.dayOf(at) * DAY_MS;
  return new Date(zone.toInstant(day * DAY_MS + localTime));
}

/** The first instant after the day: a period that ends with a day is over when the next begins. */
const endOfDay = (zone: Zone, day: number): Date => new Date(zone.startOfDay(day + 1));
