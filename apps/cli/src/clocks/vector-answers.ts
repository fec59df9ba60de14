import { dayText, readInstant } from '@thaw/kernel';
import { Holidays, OpenTime, announcedYears, readCalendar, readDate } from '@thaw/sla/arithmetic';
import type { Vector, VectorFile } from './vector-file';

/** A vector that the desk answers otherwise than its file. */
export interface Difference {
  readonly vector: Vector;
  /** The desk's own answer, or why it has none. */
  readonly answer: unknown;
}

/** Answers every vector by the desk's own arithmetic. @returns those that differ, in the order of the file. */
export function differences({ calendars, vectors }: VectorFile): readonly Difference[] {
  const holidays = new Holidays(announcedYears());
  const openTimes = new Map<string, OpenTime>();
  const openTimeOf = ({ calendar = '' }: Vector): OpenTime => {
    let openTime = openTimes.get(calendar);
    if (!openTime) {
      const definition = calendars.get(calendar);
      if (!definition) throw new Error(`the file has no calendar “${calendar}”`);
      openTimes.set(calendar, (openTime = new OpenTime(readCalendar(definition))));
    }
    return openTime;
  };
  return vectors.flatMap((vector) => {
    let answer: unknown;
    try {
      answer = answerTo(vector, openTimeOf, holidays);
    } catch (error) {
      answer = error instanceof Error ? error.message : String(error);
    }
    return same(answer, vector.expected) ? [] : [{ vector, answer }];
  });
}

function answerTo(vector: Vector, openTimeOf: (vector: Vector) => OpenTime, holidays: Holidays): unknown {
  const { op, given } = vector;
  switch (op) {
    case 'add':
      return instantText(openTimeOf(vector).add(instantIn(given, 'start'), secondsIn(given) * 1_000));
    case 'sub':
      return instantText(openTimeOf(vector).subtract(instantIn(given, 'start'), secondsIn(given) * 1_000));
    case 'elapsed':
      return openTimeOf(vector).elapsed(instantIn(given, 'start'), instantIn(given, 'end')) / 1_000;
    case 'is_open':
      return openTimeOf(vector).isOpen(instantIn(given, 'at'));
    case 'find':
      return dayText(holidays.nthWorkingDay(dayIn(given, 'start'), wholeIn(given, 'n')));
    case 'range':
      return holidays.workingDaysIn(dayIn(given, 'start'), dayIn(given, 'end'));
    case 'statutory':
      return dayText(holidays.statutoryLastDay(dayIn(given, 'received'), wholeIn(given, 'days')));
    default:
      throw new Error(`what “${op}” asks is not known`);
  }
}

/** Two writings of one instant are the same answer. */
function same(answer: unknown, expected: unknown): boolean {
  if (answer === expected) return true;
  if (typeof answer !== 'string' || typeof expected !== 'string') return false;
  const instant = readInstant(expected);
  return instant !== null && instantText(instant.getTime()) === answer;
}

const instantText = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

function instantIn(given: Vector['given'], name: string): number {
  const value = given[name];
  const instant = typeof value === 'string' ? readInstant(value) : null;
  if (!instant) throw new Error(`“${name}” is not an instant`);
  return instant.getTime();
}

function dayIn(given: Vector['given'], name: string): number {
  const value = given[name];
  if (typeof value !== 'string') throw new Error(`“${name}” is not a date`);
  return readDate(value, name);
}

function wholeIn(given: Vector['given'], name: string, most = DAYS_MOST): number {
  const value = given[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > most)
    throw new Error(`“${name}” is not a whole number up to ${most}`);
  return value;
}

/** A century of either: what lies further no calendar knows. */
const DAYS_MOST = 36_525;
const SECONDS_MOST = DAYS_MOST * 86_400;

const secondsIn = (given: Vector['given']): number => wholeIn(given, 'seconds', SECONDS_MOST);
