import fc from 'fast-check';
import { DateTime } from 'luxon';
import { Zone, dayText } from '@thaw/kernel';
import { lastDayKept } from './slip-retention';

const DAY_MS = 86_400_000;
const dayOf = (date: string): number => Date.parse(date) / DAY_MS;

describe('the last day on which a slip is kept', () => {
  it.each([
    ['2026-08-31', 6, '2027-02-28'],
    ['2027-08-31', 6, '2028-02-29'],
    ['2026-08-29', 6, '2027-02-28'],
    ['2027-08-29', 6, '2028-02-29'],
    ['2026-08-28', 6, '2027-02-28'],
    ['2027-02-28', 6, '2027-08-28'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2026-10-31', 1, '2026-11-30'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-01-01', 6, '2026-07-01'],
    ['2099-08-31', 6, '2100-02-28'],
  ])('of a sale on %s, kept for %i months, is %s', (sold, months, last) => {
    expect(dayText(lastDayKept(dayOf(sold), months))).toBe(last);
  });

  it('is what a calendar says, for any day and number of months', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: dayOf('1970-01-01'), max: dayOf('2199-12-31') }),
        fc.integer({ min: 1, max: 120 }),
        (day, months) => {
          const sold = DateTime.fromMillis(day * DAY_MS, { zone: 'utc' });
          expect(dayText(lastDayKept(day, months))).toBe(sold.plus({ months }).toISODate());
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('never goes back from one day to the next, and grows by the month', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80_000 }), fc.integer({ min: 1, max: 60 }), (day, months) => {
        const last = lastDayKept(day, months);
        expect(lastDayKept(day + 1, months)).toBeGreaterThanOrEqual(last);
        expect(lastDayKept(day, months + 1)).toBeGreaterThan(last);
        expect(last).toBeGreaterThan(day);
      }),
      { numRuns: 2_000 },
    );
  });

  it('counts from the day of the desk’s zone: a sale after its midnight is of the next day, and so is its last', () => {
    const zone = new Zone('Asia/Shanghai');
    const kept = (instant: string): string => dayText(lastDayKept(zone.dayOf(Date.parse(instant)), 6));
    expect(kept('2026-08-31T15:59:59.999Z')).toBe('2027-02-28');
    expect(kept('2026-08-31T16:00:00.000Z')).toBe('2027-03-01');
  });
});
