import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Zone } from '@thaw/kernel';
import { announcedYears } from './calendar';
import { Calendars } from './calendars';
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
const read = (name: string): unknown => JSON.parse(readFileSync(join(DATA, name), 'utf8'));

describeWithData('statutory deadlines of shared/data', () => {
  it('are met under the announced holidays', () => {
    const { vectors } = read('sla/statutory_deadlines.json') as { vectors: readonly Vector[] };
    const calendars = new Calendars(1, new Zone('Asia/Shanghai'), announcedYears());
    for (const { received, days, last_day } of vectors) {
      for (const time of ['00:00:00', '23:59:59']) {
        const from = new Date(`${received}T${time}+08:00`);
        expect([received, days, deadline(from, { kind: 'statutory_days', count: days }, calendars)]).toEqual([
          received,
          days,
          {
            dueAt: new Date(Date.parse(`${last_day}T00:00:00+08:00`) + DAY_MS),
            target: { kind: 'statutory_days', count: days },
            provisional: false,
          },
        ]);
      }
    }
    const moved = vectors.filter(({ raw_last_day, last_day }) => raw_last_day !== last_day);
    process.stdout.write(
      `statutory deadlines: ${vectors.length} compared, ${moved.length} of them moved off a day of rest\n`,
    );
    expect(moved.length).toBeGreaterThan(0);
  });
});
