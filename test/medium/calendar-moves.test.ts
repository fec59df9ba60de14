import { CalendarMoves } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { CalendarsService } from '@thaw/sla';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { asked, eventsOf, leapTo, lettersOf, type Asked } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

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
