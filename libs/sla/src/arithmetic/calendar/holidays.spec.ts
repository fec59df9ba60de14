import fc from 'fast-check';
import { Holidays, dayNumber, firstDayOf } from './holidays';

const YEAR_2026 = {
  year: 2026,
  off: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
  makeup: ['2026-09-20', '2026-10-10'],
};
const holidays = new Holidays([YEAR_2026]);
const day = dayNumber;
const date = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);

describe('working days', () => {
  it.each([
    // the day after; over the National Day week; onto its makeup Saturday
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-10-09', 1, '2026-10-10'],
    // from a day of rest the next working day is the first
    ['2026-10-03', 1, '2026-10-08'],
    ['2026-10-03', 0, '2026-10-08'],
    ['2026-10-08', 0, '2026-10-08'],
    ['2026-10-08', -1, '2026-09-30'],
    ['2026-10-04', -2, '2026-09-29'],
    ['2027-01-03', -1, '2027-01-01'],
  ])('%s and %d: %s', (from, n, expected) => {
    expect(date(holidays.nthWorkingDay(day(from), n))).toBe(expected);
  });

  it('are counted with both ends, and none backwards', () => {
    expect(holidays.workingDaysIn(day('2026-10-01'), day('2026-10-11'))).toBe(3);
    expect(holidays.workingDaysIn(day('2026-10-08'), day('2026-10-08'))).toBe(1);
    expect(holidays.workingDaysIn(day('2026-10-08'), day('2026-10-07'))).toBe(0);
  });

  it('end a statutory period that would end on a day of rest, a makeup day among them', () => {
    const end = (from: string, count: number): string => date(holidays.statutoryLastDay(day(from), count));
    expect([end('2026-09-20', 11), end('2026-09-20', 20), end('2026-09-21', 15)]).toEqual([
      '2026-10-08',
      '2026-10-10',
      '2026-10-08',
    ]);
  });

  it('are those that a walk from day to day meets, over the turns of years and before 1970', () => {
    const anyDay = fc.integer({ min: firstDayOf(1965), max: firstDayOf(2040) });
    const some = new Holidays([
      YEAR_2026,
      { year: 2030, off: ['2030-01-01', '2030-12-31'], makeup: ['2030-12-28'] },
    ]);
    const hit = { forth: 0, back: 0, stay: 0, turn: 0 };
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -300, max: 300 }), (from, n) => {
        let at = from;
        if (n === 0) while (!some.isWorkingDay(at)) at += 1;
        for (let left = Math.abs(n); left > 0;) {
          at += Math.sign(n);
          if (some.isWorkingDay(at)) left -= 1;
        }
        expect([from, n, some.nthWorkingDay(from, n)]).toEqual([from, n, at]);
        let count = 0;
        for (let walked = Math.min(from, at); walked <= Math.max(from, at); walked++)
          if (some.isWorkingDay(walked)) count += 1;
        expect(some.workingDaysIn(Math.min(from, at), Math.max(from, at))).toBe(count);
        hit[n > 0 ? 'forth' : n < 0 ? 'back' : 'stay'] += 1;
        if (date(from).slice(0, 4) !== date(at).slice(0, 4)) hit.turn += 1;
      }),
      { seed: 20261127, numRuns: 3_000, examples: [[day('2026-10-03'), 0]] },
    );
    process.stdout.write(`working days walked: ${JSON.stringify(hit)}\n`);
    expect(Math.min(...Object.values(hit))).toBeGreaterThan(0);
  });
});
