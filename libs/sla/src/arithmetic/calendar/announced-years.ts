import announced from 'chinese-days/dist/chinese-days.json';
import type { HolidayYear } from './holidays';

/**
 * The arrangements that the State Council has announced, from 2004 on, as the package `chinese-days` brings them. A year
 * that it does not hold was not announced when it was released; the desk then reckons with plain weekdays, and says so.
 */
export const announcedYears = (): readonly HolidayYear[] => {
  const years = new Map<number, { year: number; off: string[]; makeup: string[] }>();
  const of = (date: string) => {
    const year = Number(date.slice(0, 4));
    let entry = years.get(year);
    if (!entry) years.set(year, (entry = { year, off: [], makeup: [] }));
    return entry;
  };
  for (const date of Object.keys(announced.holidays)) of(date).off.push(date);
  for (const date of Object.keys(announced.workdays)) of(date).makeup.push(date);
  return [...years.values()]
    .map(({ year, off, makeup }) => ({ year, off: off.sort(), makeup: makeup.sort() }))
    .sort((a, b) => a.year - b.year);
};
