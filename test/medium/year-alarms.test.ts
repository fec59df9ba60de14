import { YearAlarms } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { CalendarsService } from '@thaw/sla';
import { asked, leapTo } from '../support/asked-merchant';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
let admins: readonly Person[];
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  admins = [await desk.person('admin'), await desk.person('admin')];
});
afterAll(() => desk.stop());

interface Told {
  readonly template: string;
  readonly title: { readonly zh: string; readonly en: string };
}
const told = async (person: Person): Promise<readonly Told[]> => {
  const { body } = await person.http.get('/v1/notifications?limit=200').expect(200);
  return (body.items as Told[]).filter(({ template }) => template === 'year_not_loaded');
};
const alarms = () =>
  desk.database.query<{ year: number; ended: boolean }>(
    'SELECT year, ended_at IS NOT NULL AS ended FROM year_alarm ORDER BY year',
  );
const look = (of: 'api' | 'worker') => desk[of].get(YearAlarms, { strict: false }).look(desk.clock.now());

it('names to every admin the year that is not loaded, once, however many deadlines rest on it, until it is', async () => {
  await asked(desk);
  await look('worker');
  expect(await alarms()).toEqual([]);

  leapTo(desk, new Date('2026-12-29T10:00:00+08:00'));
  await asked(desk);
  await asked(desk);
  // Two workers at once.
  await Promise.all([look('worker'), look('api'), look('worker')]);
  expect(await alarms()).toEqual([{ year: 2027, ended: false }]);
  for (const admin of admins) {
    const [alarm, ...others] = await told(admin);
    expect(others).toEqual([]);
    expect(alarm?.title.zh).toContain('2027');
    expect(alarm?.title.en).toContain('2027');
  }

  const year = { year: 2027, off: ['2027-01-01'], makeup: [] };
  await desk.api.get(CalendarsService).loadYear(systemActor('setup'), year, '国办通知');
  await look('worker');
  expect(await alarms()).toEqual([{ year: 2027, ended: true }]);
  await waitFor('every clock is reckoned anew', async () => {
    const rows = await desk.database.query(
      'SELECT 1 FROM case_clock WHERE provisional AND stopped_at IS NULL',
    );
    return rows.length === 0;
  });
  expect(await look('worker')).toBe(0);
  expect(await told(admins[0]!)).toHaveLength(1);
});
