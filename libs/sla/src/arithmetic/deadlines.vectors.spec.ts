import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Zone } from '@thaw/kernel';
import { isWeekend } from './calendar';
import { deadline } from './deadlines';

/** Beside the clone where the desk is developed; elsewhere these tests are skipped by name. */
const DATA = join(__dirname, '../../../../../shared/data');
const describeWithData = existsSync(join(DATA, 'sla/statutory_deadlines.json')) ? describe : describe.skip;

interface Vector {
  readonly received: string;
  readonly days: number;
  readonly raw_last_day: string;
  readonly last_day: string;
}

const DAY_MS = 86_400_000;
const dayOf = (date: string): number => Date.parse(date) / DAY_MS;
const read = (name: string): unknown => JSON.parse(readFileSync(join(DATA, name), 'utf8'));

describeWithData('statutory deadlines of shared/data', () => {
  it('are met wherever rest days are weekends and nothing else', () => {
    const { vectors } = read('sla/statutory_deadlines.json') as { vectors: readonly Vector[] };
    const { off_weekdays, makeup_workdays } = read('calendar/cn_holidays_2023_2026.json') as {
      readonly off_weekdays: readonly string[];
      readonly makeup_workdays: readonly string[];
    };
    // Days on which the arrangement of holidays says something else than the weekday does: a later issue's business.
    const arranged = new Set([...off_weekdays, ...makeup_workdays].map(dayOf));
    const plain = ({ raw_last_day, last_day }: Vector): boolean => {
      for (let day = dayOf(raw_last_day); day <= dayOf(last_day); day++) if (arranged.has(day)) return false;
      return true;
    };
    const compared = vectors.filter(plain);
    const zone = new Zone('Asia/Shanghai');
    for (const { received, days, raw_last_day, last_day } of compared) {
      for (const time of ['00:00:00', '23:59:59']) {
        const from = new Date(`${received}T${time}+08:00`);
        expect([received, days, deadline(from, { kind: 'statutory_days', count: days }, zone)]).toEqual([
          received,
          days,
          { dueAt: new Date(Date.parse(`${last_day}T00:00:00+08:00`) + DAY_MS), provisional: true },
        ]);
      }
      expect(dayOf(raw_last_day)).toBe(dayOf(received) + days);
    }
    const moved = compared.filter(({ raw_last_day }) => isWeekend(dayOf(raw_last_day)));
    process.stdout.write(
      `statutory deadlines: ${compared.length} of ${vectors.length} compared, ${moved.length} of them moved off a weekend; ` +
        `${vectors.length - compared.length} rest on arranged holidays\n`,
    );
    expect(compared.length).toBeGreaterThan(vectors.length / 2);
    expect(moved.length).toBeGreaterThan(0);
  });
});
