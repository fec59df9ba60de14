import { CalendarMoves, ClockAudit, ClockHistories } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { CalendarsQuery, CalendarsService } from '@thaw/sla';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { asked, eventsOf, leapTo, lettersOf, type Asked } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

const load = (off: readonly string[], makeup: readonly string[] = []) =>
  desk.api.get(CalendarsService).loadYear(systemActor('setup'), { year: 2027, off, makeup }, '国办通知');
const clockOf = async ({ driven }: Asked, kind: string) => {
  const [clock] = await desk.database.query<{
    due_at: Date;
    provisional: boolean;
    next_fire_at: Date | null;
  }>(
    `SELECT due_at, provisional, next_fire_at FROM case_clock
     WHERE kind = $2 AND case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
    [driven.number, kind],
  );
  return clock;
};
/** Of the calendars by which clocks of the case were moved. */
const revisionsOf = async ({ driven }: Asked): Promise<readonly unknown[]> => [
  ...new Set((await eventsOf(desk, driven.number)).flatMap(({ data }) => data['calendarRevision'] ?? [])),
];
const day = (date: string): Date => new Date(`${date}T10:00:00+08:00`);

it('moves each clock that a new arrangement moves, tells the merchant of a later deadline, and takes none back', async () => {
  leapTo(desk, day('2026-12-29'));
  const one = await asked(desk);
  // Five working days, of which nothing is known of next year's: a Tuesday and the four that follow.
  expect(await clockOf(one, 'evidence')).toMatchObject({ due_at: day('2027-01-05'), provisional: true });
  const decision = (await clockOf(one, 'decision'))!;
  const before = await one.driven.seenBy(one.cast.merchant);
  const [{ open }] = (await desk.database.query<{ open: number }>(
    'SELECT count(*)::int AS open FROM outbox',
  )) as [{ open: number }];
  expect(open).toBe(0);

  await load(['2027-01-01', '2027-01-04']);
  await waitFor('the clock is moved', async () => (await clockOf(one, 'evidence'))?.provisional === false);
  expect(await clockOf(one, 'evidence')).toMatchObject({ due_at: day('2027-01-07') });
  const after = await one.driven.seenBy(one.cast.merchant);
  expect([before.evidence.dueAt, after.evidence.dueAt]).toEqual([
    day('2027-01-05').toISOString(),
    day('2027-01-07').toISOString(),
  ]);
  expect(await lettersOf(one, 'deadline_extended')).toBe(1);
  // The desk's own clock rests while the merchant is waited for: it is reckoned anew, too.
  expect((await clockOf(one, 'decision'))!.due_at).not.toEqual(decision.due_at);
  const moved = (await eventsOf(desk, one.driven.number)).filter(({ data }) => 'calendarRevision' in data);
  expect(moved).toMatchObject([
    { type: 'deadline_reckoned_anew', data: { clock: 'decision' } },
    {
      type: 'merchant_deadline_extended',
      data: { clock: 'evidence', dueAt: day('2027-01-07').toISOString() },
    },
  ]);

  // A day off becomes a working day again: what the merchant was told stands.
  await load(['2027-01-01']);
  await waitFor('the desk’s clock is back', async () => (await revisionsOf(one)).length === 2);
  expect(await clockOf(one, 'evidence')).toMatchObject({ due_at: day('2027-01-07') });
  expect(await lettersOf(one, 'deadline_extended')).toBe(1);
  expect(await desk.api.get(CalendarMoves).followAll()).toBe(0);
});

it('moves the end of a window for an appeal that falls on a day off now, tells the merchant, and takes none back', async () => {
  leapTo(desk, day('2026-12-29'));
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  const { body } = await cast.merchant.http.get(`/v1/cases/${driven.number}/letters`).expect(200);
  const letter = (body.items as { id: string; template: string }[]).find(
    ({ template }) => template === 'decision_letter',
  );
  await cast.merchant.http.post(`/v1/notifications/${letter?.id}/open`).expect(200);
  const ends = async () => (await driven.seenBy(cast.merchant)).appeal.until as string;
  const midnight = (date: string) => new Date(`${date}T00:00:00+08:00`).toISOString();
  // Fifteen days, of which the last is a Wednesday.
  expect(await ends()).toBe(midnight('2027-01-14'));
  await load(['2027-01-01', '2027-01-13']);
  await waitFor('the window is moved', async () => (await ends()) === midnight('2027-01-15'));
  expect((await eventsOf(desk, driven.number)).at(-1)).toMatchObject({
    type: 'merchant_deadline_extended',
    data: { from: midnight('2027-01-14'), appealUntil: midnight('2027-01-15') },
  });
  expect(await lettersOf({ cast, driven }, 'deadline_extended')).toBe(1);
  await driven.act(cast.agent, 'note', { text: 'The version that people see is the one that stands.' });

  await load(['2027-01-01']);
  await desk.untilIdle();
  expect([await desk.api.get(CalendarMoves).followAll(), await ends()]).toEqual([0, midnight('2027-01-15')]);
  expect(await lettersOf({ cast, driven }, 'deadline_extended')).toBe(1);
});

it('is found by the sweep where the job was lost', async () => {
  leapTo(desk, day('2026-12-29'));
  const one = await asked(desk);
  await desk.withoutWorkers(async () => {
    await load(['2027-01-01', '2027-01-05', '2027-01-06', '2027-01-07']);
    await desk.database.query(`DELETE FROM outbox WHERE job = 'calendars.changed'`);
  });
  const { due_at } = (await clockOf(one, 'evidence'))!;
  expect(await desk.api.get(CalendarMoves).followAll()).toBeGreaterThan(0);
  expect((await clockOf(one, 'evidence'))!.due_at.getTime()).toBeGreaterThan(due_at.getTime());
});

describe('by the calendar of who works it', () => {
  const everyDay = {
    weekly: Object.fromEntries(DAYS.map((one) => [one, [['08:00', '20:00']]])),
    followsHolidays: false,
  };
  const midweek = { weekly: { wed: [['09:00', '17:00']] }, followsHolidays: false };
  const hoursOf = (code: string, definition: object) =>
    desk.api
      .get(CalendarsService)
      .changeHours(systemActor('setup'), code, definition as never, { reason: '试行', expected: null });
  const worked = (queue: string, calendar: string) =>
    desk.database.query('UPDATE queue SET calendar = $2 WHERE code = $1', [queue, calendar]);
  const differing = async (): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    const from = { strict: false };
    const audit = new ClockAudit(
      desk.worker.get(Database, from),
      new ClockHistories(desk.worker.get(CalendarsQuery, from)),
    );
    for await (const one of audit.differing(desk.clock.now(), () => undefined)) found.push(one);
    return found;
  };
  const moves = async ({ driven }: Asked) =>
    (await eventsOf(desk, driven.number)).filter(({ data }) => 'calendarRevision' in data).map(({ type, data }) => [type, data['clock'], data['calendar'], data['dueAt'], data['corrected']]); // prettier-ignore

  it('begins a clock, moves it as the case moves or its queue is worked otherwise, and takes back a breach there is no longer', async () => {
    leapTo(desk, day('2028-03-03'));
    await hoursOf('every_day', everyDay);
    await hoursOf('midweek', midweek);
    await hoursOf('merchant', everyDay);
    await worked('trading_review', 'every_day');
    await desk.untilIdle();
    // A Friday. The merchants' week has seven days, and so has the queue's.
    const one = await asked(desk, false);
    expect((await clockOf(one, 'evidence'))!.due_at).toEqual(day('2028-03-08'));
    await one.driven.act(one.cast.agent, 'recall_request', { text: '不再需要' });
    expect((await clockOf(one, 'decision'))!.due_at).toEqual(day('2028-03-06'));
    leapTo(desk, day('2028-03-06'));
    await waitFor('the breach', async () => (await eventsOf(desk, one.driven.number)).some(({ type }) => type === 'clock_due')); // prettier-ignore
    await desk.untilIdle();
    expect(await differing()).toEqual([]);

    // Whoever works device_check does so on Wednesdays: of three the last ends on the 22nd.
    await worked('device_check', 'midweek');
    await desk.untilIdle();
    const seen = await one.driven.seenBy(one.cast.merchant);
    await one.driven.act(one.cast.supervisor, 'assign', { queue: 'device_check' });
    const end = new Date('2028-03-23T00:00:00+08:00');
    expect((await clockOf(one, 'decision'))!.due_at).toEqual(end);
    expect(await moves(one)).toEqual([
      ['deadline_reckoned_anew', 'decision', 'midweek', end.toISOString(), true],
    ]);
    expect((await one.driven.seenBy(one.cast.merchant)).version).toBe(seen.version);
    expect(await differing()).toEqual([]);

    await worked('device_check', 'every_day');
    await waitFor('the clock is moved', async () => (await moves(one)).length === 2);
    expect((await clockOf(one, 'decision'))!.due_at).toEqual(day('2028-03-06'));
    // The same days under another name: no step, but the clock goes by that one from now on.
    await hoursOf('twin_week', everyDay);
    await worked('device_check', 'twin_week');
    await waitFor('it is noted', async () => (await moves(one)).length === 3);
    expect((await moves(one)).at(-1)).toEqual(['clock_calendar_changed', 'decision', 'twin_week', day('2028-03-06').toISOString(), undefined]); // prettier-ignore
    expect(await differing()).toEqual([]);
    await one.driven.act(one.cast.supervisor, 'note', {
      text: 'The version that people see is the one that stands.',
    });
  });

  it('lets a clock go on that began before calendars were chosen, until its case is classified anew', async () => {
    leapTo(desk, day('2026-11-23'));
    const one = await asked(desk, false);
    // As a desk of before has it.
    await desk.database.query(
      `UPDATE case_clock SET run = run - 'calendar' WHERE kind = 'decision' AND case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
      [one.driven.number],
    );
    const before = await clockOf(one, 'decision');
    await worked('trading_review', 'midweek');
    await desk.untilIdle();
    await one.driven.act(one.cast.supervisor, 'assign', { queue: 'device_check' });
    expect([await clockOf(one, 'decision'), await moves(one)]).toEqual([before, []]);
  });
});
