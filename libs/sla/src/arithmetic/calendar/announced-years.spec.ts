import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { announcedYears } from './announced-years';
import { Holidays, dayNumber, firstDayOf, isWeekend } from './holidays';

/** Beside the clone where the desk is developed; elsewhere these tests are skipped by name. */
const CHECKED = join(__dirname, '../../../../../../shared/data/calendar/cn_holidays_2023_2026.json');

describe('the announced years', () => {
  const years = announcedYears();
  const holidays = new Holidays(years);

  it('follow each other from 2004 on, each with days off and worked weekend days', () => {
    expect(years[0]?.year).toBe(2004);
    years.forEach(({ year, off, makeup }, i) => {
      expect(year).toBe(2004 + i);
      expect([...off, ...makeup].every((date) => date.startsWith(`${year}-`))).toBe(true);
      expect(off.length).toBeGreaterThanOrEqual(10);
      expect(makeup.every((date) => isWeekend(dayNumber(date)))).toBe(true);
    });
  });

  it('know 2026 and not 2027, whose first of January is then a weekday like any', () => {
    expect([holidays.isLoaded(2026), holidays.isLoaded(2027)]).toEqual([true, false]);
    expect(holidays.isWorkingDay(dayNumber('2027-01-01'))).toBe(true);
  });

  (existsSync(CHECKED) ? it : it.skip)(
    'say of all 1,461 days what three other sources agree on (shared/data)',
    () => {
      const { off_weekdays, makeup_workdays } = JSON.parse(readFileSync(CHECKED, 'utf8')) as {
        readonly off_weekdays: readonly string[];
        readonly makeup_workdays: readonly string[];
      };
      const [off, makeup] = [new Set(off_weekdays.map(dayNumber)), new Set(makeup_workdays.map(dayNumber))];
      let compared = 0;
      for (let day = firstDayOf(2023); day < firstDayOf(2027); day++) {
        expect([day, holidays.isWorkingDay(day)]).toEqual([
          day,
          isWeekend(day) ? makeup.has(day) : !off.has(day),
        ]);
        compared += 1;
      }
      expect(compared).toBe(1_461);
    },
  );
});
