import { readFileSync } from 'node:fs';
import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import {
  CalendarsQuery,
  CalendarsService,
  announcedYears,
  deadline,
  type Calendars,
  type HolidayYear,
} from '@thaw/sla';
import { newMerchant } from '../factories/registry';
import { TestApi, type TestUser } from '../support/test-api';

const PATH = '/v1/calendars';
const YEAR_2027 = { off: ['2027-01-01', '2027-02-08', '2027-02-09'], makeup: ['2027-01-30'] };
const NIGHT = { weekly: { fri: [['22:00', '06:00']] }, followsHolidays: false };

let api: TestApi;
let admin: TestUser;
let agent: TestUser;
beforeAll(async () => {
  api = await TestApi.start();
  admin = await api.user(['admin']);
  agent = await api.user(['agent']);
});
afterAll(() => api.stop());

const seen = <T>(work: (tx: Tx, query: CalendarsQuery) => Promise<T>): Promise<T> =>
  api.app.get(Database).asActor(systemActor('clock'), (tx) => work(tx, api.app.get(CalendarsQuery)));
const inForce = (): Promise<Calendars> => seen((tx, query) => query.inForce(tx));
const revision = async (): Promise<number> => (await inForce()).revision;
const as = ({ token }: TestUser) => api.as(token);

it('knows from the first the years that were announced, as the package brings them', async () => {
  const { body } = await as(agent).get(PATH).expect(200);
  expect(body).toMatchObject({ timeZone: 'Asia/Shanghai', calendars: [] });
  expect(body.years.map(({ year, off, makeup }: HolidayYear) => ({ year, off, makeup }))).toEqual(
    announcedYears().filter(({ year }) => year >= 2023),
  );
});

it('reckons by what is in force, says what rests on a year that is not loaded, and keeps what was', async () => {
  const from = new Date('2026-12-30T02:00:00Z');
  const target = { kind: 'working_days', count: 2 } as const;
  const before = await inForce();
  // 2027-01-01 is a Friday of which nothing is known yet.
  expect(deadline(from, target, before)).toMatchObject({
    dueAt: new Date('2027-01-01T02:00:00Z'),
    provisional: true,
  });

  const answer = await as(admin)
    .put(`${PATH}/holidays/2027`)
    .send({ ...YEAR_2027, reason: '国办通知' })
    .expect(200);
  expect(answer.body).toMatchObject({ year: 2027, ...YEAR_2027, revision: before.revision + 1, reason: '国办通知', changedBy: `user:${admin.actor.userId}` }); // prettier-ignore
  expect(deadline(from, target, await inForce())).toMatchObject({
    dueAt: new Date('2027-01-04T02:00:00Z'),
    provisional: false,
  });

  await as(admin)
    .put(`${PATH}/holidays/2027`)
    .send({ ...YEAR_2027, off: ['2027-01-01'], reason: '更正' })
    .expect(200);
  const again = await seen((tx, query) => query.at(tx, before.revision + 1));
  expect(again.holidays.isOff(Date.parse('2027-02-08') / 86_400_000)).toBe(true);
  expect((await inForce()).holidays.isOff(Date.parse('2027-02-08') / 86_400_000)).toBe(false);
});

it('changes hours in versions, and nothing where the same is said again', async () => {
  const stands = await revision();
  const body = { definition: NIGHT, reason: 'night desk' };
  const first = await as(admin).put(`${PATH}/hours/desk`).send(body).expect(200);
  expect(first.body).toMatchObject({ code: 'desk', definition: NIGHT, revision: stands + 1 });
  const same = { followsHolidays: false, weekly: NIGHT.weekly };
  const second = await as(admin)
    .put(`${PATH}/hours/desk`)
    .send({ ...body, definition: same })
    .expect(200);
  expect(second.body).toEqual(first.body);
  const hours = (await inForce()).hoursOf('desk');
  expect(new Date(hours.add(Date.parse('2026-11-27T15:00:00Z'), 7 * 3_600_000))).toEqual(
    new Date('2026-11-27T22:00:00Z'),
  );
  // Who reaches merchants has the desk's hours until somebody says otherwise.
  expect((await inForce()).hoursOf('merchant')).toBe((await inForce()).hoursOf('desk'));

  const stale = await as(admin).put(`${PATH}/hours/desk`).send({ ...body, definition: { ...NIGHT, closed: ['2026-12-25'] }, revision: stands }).expect(409); // prettier-ignore
  expect(stale.body).toMatchObject({ code: 'CALENDAR_CHANGED', revision: stands + 1 });
  expect(await revision()).toBe(stands + 1);
});

it('gives each of two changes at once a revision of its own', async () => {
  const stands = await revision();
  const change = (year: number, day: string) =>
    as(admin)
      .put(`${PATH}/holidays/${year}`)
      .send({ off: [day], makeup: [], reason: 'at once' })
      .expect(200);
  await Promise.all([change(2031, '2031-01-01'), change(2032, '2032-01-01'), change(2033, '2033-01-03')]);
  expect(await revision()).toBe(stands + 3);
  const { holidays } = await inForce();
  expect([2031, 2032, 2033].map((year) => holidays.isLoaded(year))).toEqual([true, true, true]);
});

it('takes in files as they are published: ICS and JSON, all years or none', async () => {
  const send = (
    content: string | Buffer,
    fields: Readonly<Record<string, string>> = { reason: 'subscribed' },
  ) => {
    const request = as(admin).post(`${PATH}/holidays/imports`);
    for (const [name, value] of Object.entries(fields)) void request.field(name, value);
    return request.attach('file', Buffer.from(content), 'holidays.ics');
  };
  const published = (name: string): string =>
    readFileSync(require.resolve(`chinese-days/dist/years/${name}`), 'utf8');
  const stands = await revision();
  for (const file of [published('2026.ics'), published('2026.json')]) {
    const { body } = await send(file).expect(201);
    expect(body.years).toMatchObject([announcedYears().find(({ year }) => year === 2026)]);
  }
  // They say what stands already.
  expect(await revision()).toBe(stands);

  const golden = (year: number): string[] =>
    Array.from({ length: 10 }, (_, i) => `${year}-10-${String(i + 1).padStart(2, '0')}`);
  const list = [
    {
      year: 2034,
      days: [
        ...golden(2034).map((date) => ({ date, isOffDay: true })),
        { date: '2034-01-07', isOffDay: false },
      ],
    },
    { off: [...golden(2035), '2034-12-31'], makeup: [] },
  ];
  const { body } = await send(JSON.stringify(list)).expect(201);
  expect(body.years).toMatchObject([
    { year: 2034, off: [...golden(2034), '2034-12-31'], makeup: ['2034-01-07'] },
    { year: 2035, off: golden(2035), makeup: [] },
  ]);
  // An arrangement of the next year names a day of the old one: it comes to what stands.
  const next = await send(JSON.stringify({ off: [...golden(2036), '2035-12-31'] })).expect(201);
  expect(next.body.years).toMatchObject([
    { year: 2035, off: [...golden(2035), '2035-12-31'] },
    { year: 2036 },
  ]);
  const strange = await send(JSON.stringify({ off: [...golden(2037), '2039-01-01'] })).expect(400);
  expect(strange.body).toMatchObject({ code: 'INVALID_REQUEST', field: 'file' });
  expect((await inForce()).holidays.isLoaded(2037)).toBe(false);

  const bad = [{ off: golden(2040) }, { off: [...golden(2041), '2041-02-30'] }];
  const refused = await send(JSON.stringify(bad)).expect(400);
  expect(refused.body).toMatchObject({ code: 'INVALID_REQUEST', field: 'file[1].off[10]' });
  expect((await inForce()).holidays.isLoaded(2040)).toBe(false);
  expect((await send('BEGIN:VCALENDAR\nnothing').expect(400)).body).toMatchObject({ field: 'file' });
  expect((await send('{}').expect(400)).body).toMatchObject({ field: 'file' });
  for (const fields of [{}, { reason: ' ' }, { reason: 'a\0b' }] as Record<string, string>[])
    expect((await send(published('2026.ics'), fields).expect(400)).body).toMatchObject({ field: 'reason' });
});

it.each<[string, object, string]>([
  ['holidays/2027', { ...YEAR_2027, off: [] }, 'off'],
  ['holidays/2027', { ...YEAR_2027, off: ['2026-01-01'] }, 'off[0]'],
  ['holidays/2027', { ...YEAR_2027, off: ['2027-01-01', '2027-01-01'] }, 'off[1]'],
  ['holidays/2027', { ...YEAR_2027, makeup: ['2027-01-04'] }, 'makeup[0]'],
  ['holidays/2027', { ...YEAR_2027, makeup: ['2027-02-30'] }, 'makeup[0]'],
  ['holidays/27', YEAR_2027, 'year'],
  ['hours/desk', { definition: { weekly: { mon: [['09:00']] }, followsHolidays: true } }, 'weekly.mon[0]'],
  ['hours/desk', { definition: { weekly: { mon: [['9', '10']] }, followsHolidays: true } }, 'weekly.mon[0]'],
  ['hours/desk', { definition: { weekly: { day: [] }, followsHolidays: true } }, 'weekly.day'],
  ['hours/desk', { definition: { weekly: {} } }, 'followsHolidays'],
  ['hours/desk', { definition: { weekly: {}, followsHolidays: true } }, 'weekly'],
  ['hours/desk', { definition: { weekly: {}, followsHolidays: true, zone: 'Asia/Nowhere' } }, 'zone'],
  ['hours/desk', { definition: { weekly: {}, followsHolidays: true, shifts: [] } }, 'calendar.shifts'],
])('refuses %s of %j by its place', async (path, body, field) => {
  const stands = await revision();
  const answer = await as(admin)
    .put(`${PATH}/${path}`)
    .send({ ...body, reason: 'try' })
    .expect(400);
  const { code, field: one, errors = [] } = answer.body;
  expect([code, one ?? errors[0]?.field]).toEqual(['INVALID_REQUEST', field]);
  expect(await revision()).toBe(stands);
});

it('lets admins change it, those who work by it read it, and merchants neither', async () => {
  const { merchantNo } = await api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => api.app.get(RegistryService).registerMerchant(tx, newMerchant()));
  const merchant = await api.user(['merchant'], { merchantNo });
  await as(merchant).get(PATH).expect(403);
  for (const person of [agent, await api.user(['supervisor'])]) {
    await as(person).get(PATH).expect(200);
    await as(person)
      .put(`${PATH}/holidays/2028`)
      .send({ ...YEAR_2027, reason: 'x' })
      .expect(403);
    await as(person).put(`${PATH}/hours/desk`).send({ definition: NIGHT, reason: 'x' }).expect(403);
    await as(person).post(`${PATH}/holidays/imports`).attach('file', Buffer.from('{}'), 'a.json').expect(403);
  }
  await as(admin).put(`${PATH}/hours/Other`).send({ definition: NIGHT, reason: 'x' }).expect(400);
});

it('adopts the years that a release brings, and leaves alone what somebody loaded', async () => {
  const service = api.app.get(CalendarsService);
  expect(await service.adoptAnnounced()).toEqual([]);
  await api.database.query('DELETE FROM holiday_year WHERE year IN (2025, 2026)');
  await service.loadYear(systemActor('setup'), { year: 2026, off: ['2026-01-01'], makeup: [] }, 'ours');
  expect(await service.adoptAnnounced()).toEqual([2025]);
  const { holidays } = await inForce();
  const day = (date: string): number => Date.parse(date) / 86_400_000;
  expect([holidays.isOff(day('2025-10-01')), holidays.isOff(day('2026-10-01'))]).toEqual([true, false]);
});

it('keeps versions as they were said: whoever serves can only add', async () => {
  const { rows } = {
    rows: await api.database.query<{ table_name: string; privilege_type: string }>(
      `SELECT table_name, privilege_type FROM information_schema.role_table_grants
     WHERE grantee = 'thaw_serving' AND table_name IN ('calendar_change', 'calendar_version', 'holiday_year')`,
    ),
  };
  expect(rows.map(({ table_name, privilege_type }) => `${table_name} ${privilege_type}`).sort()).toEqual(
    ['calendar_change', 'calendar_version', 'holiday_year'].flatMap((table) => [
      `${table} INSERT`,
      `${table} SELECT`,
    ]),
  );
});
