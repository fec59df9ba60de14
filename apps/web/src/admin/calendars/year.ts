/** Kinds of days of a year as the announcement of holidays has them. */
export type DayKind = 'work' | 'weekend' | 'off' | 'makeup';

export interface Announced {
  readonly off: ReadonlySet<string>;
  readonly makeup: ReadonlySet<string>;
}

/** @param day YYYY-MM-DD */
export function kindOf(day: string, { off, makeup }: Announced): DayKind {
  if (off.has(day)) return 'off';
  if (makeup.has(day)) return 'makeup';
  return isWeekend(day) ? 'weekend' : 'work';
}

/** The next thing that a day can be said to be: a weekend may be worked, any day may be off. */
export function turned(day: string, { off, makeup }: Announced): Announced {
  const [nextOff, nextMakeup] = [new Set(off), new Set(makeup)];
  if (off.has(day)) {
    nextOff.delete(day);
    if (isWeekend(day)) nextMakeup.add(day);
  } else if (makeup.has(day)) {
    nextMakeup.delete(day);
  } else {
    nextOff.add(day);
  }
  return { off: nextOff, makeup: nextMakeup };
}

/** The days of a month, each in its week from Monday on; null before the first. */
export function weeksOf(year: number, month: number): (string | null)[] {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const before = (first.getUTCDay() + 6) % 7;
  return [
    ...Array.from({ length: before }, () => null),
    ...Array.from({ length: count }, (_, day) => `${year}-${two(month)}-${two(day + 1)}`),
  ];
}

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
const two = (number: number): string => String(number).padStart(2, '0');
