import { ClockReminders } from '@thaw/sla';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { eventsOf, leapTo } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
beforeEach(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterEach(() => desk.stop());

const at = (text: string): Date => new Date(`${text}+08:00`);

/** Triaged on Monday at ten, in the agent's hands: three working days to decide, of P1 and of P3. */
async function taken(reasonCode: string): Promise<{ cast: Cast; driven: DrivenCase }> {
  leapTo(desk, at('2026-11-23T10:00:00'));
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode });
  await driven.act(cast.agent, 'take');
  return { cast, driven };
}

const tasksOf = async ({ id }: { id: string }): Promise<string[]> =>
  (
    await desk.database.query<{ task: string }>(
      `SELECT content ->> 'task' AS task FROM notification WHERE recipient_id = $1 AND template = 'task' ORDER BY created_at, id`,
      [id],
    )
  )
    .map(({ task }) => task)
    .filter((task) => task.startsWith('clock_'));

const stepsIn = async (driven: DrivenCase): Promise<Record<string, string>[]> =>
  (await eventsOf(desk, driven.number))
    .filter(({ type }) => ['clock_reminder', 'clock_due'].includes(type))
    .map(({ data }) => data);

const untilStep = (driven: DrivenCase, step: string): Promise<unknown> =>
  waitFor(`step ${step}`, async () => (await stepsIn(driven)).some((data) => data['step'] === step));

/** The sweep of what waits to be told. */
async function askAgain(): Promise<number> {
  const asked = await desk.worker.get(ClockReminders, { strict: false }).openWaiting(desk.clock.now());
  await desk.untilIdle();
  return asked;
}

it('tells nobody by night: what half of the time is used says waits for the desk to open, the event does not', async () => {
  const { cast, driven } = await taken('CASHOUT');
  leapTo(desk, at('2026-11-24T22:00:00'));
  await untilStep(driven, '50');
  await desk.untilIdle();
  expect(await stepsIn(driven)).toMatchObject([{ step: '50', lateMs: 0 }]);
  expect([await askAgain(), await tasksOf(cast.agent)]).toEqual([0, []]);
  leapTo(desk, at('2026-11-25T08:59:59'));
  expect([await askAgain(), await tasksOf(cast.agent)]).toEqual([0, []]);
  leapTo(desk, at('2026-11-25T09:00:00'));
  // The worker's own sweep may have come first.
  await askAgain();
  await waitFor('the agent to be told', async () => (await tasksOf(cast.agent)).length > 0);
  expect(await tasksOf(cast.agent)).toEqual(['clock_decision_50']);
  expect([await askAgain(), await stepsIn(driven)]).toEqual([0, [expect.objectContaining({ step: '50' })]]);
});

it('tells by the hours of the case’s queue, and of its class where they are others', async () => {
  const admin = await desk.person('admin');
  const night = { weekly: { mon: [['18:00', '08:00']], tue: [['18:00', '08:00']] }, followsHolidays: false };
  const late = { weekly: { tue: [['20:00', '23:59']], wed: [['20:00', '23:59']] }, followsHolidays: false };
  const { driven, cast } = await taken('CASHOUT');
  const [{ queue }] = (await desk.database.query<{ queue: string }>('SELECT queue FROM freeze_case')) as [
    { queue: string },
  ];
  const put = async (hours: object, status = 200) => {
    const { body, headers } = await admin.http.get(`/v1/queues/${queue}`).expect(200);
    const { code: _code, version: _version, ...terms } = body;
    const etag = headers['etag'] as string;
    const answer = await admin.http
      .put(`/v1/queues/${queue}`)
      .set('if-match', etag)
      .send({ ...terms, ...hours });
    expect([answer.status, answer.body]).toMatchObject([status, {}]);
    return answer.body;
  };
  expect(await put({ calendar: 'night' }, 400)).toMatchObject({ field: 'calendar' });
  expect(await put({ classCalendars: { P1: 'desk' } }, 400)).toMatchObject({ field: 'classCalendars' });
  for (const [code, definition] of Object.entries({ night, late_shift: late }))
    await admin.http.put(`/v1/calendars/hours/${code}`).send({ definition, reason: '夜班' }).expect(200);
  const decision = async () =>
    (await desk.database.query<{ due_at: Date }>(`SELECT due_at FROM case_clock WHERE kind = 'decision'`))[0]
      ?.due_at;
  expect(await decision()).toEqual(at('2026-11-26T10:00:00'));
  await put({ calendar: 'late_shift', classCalendars: { P3: 'night' } });
  await desk.untilIdle();
  // What is due goes by the same calendar: of three days on which it is worked, the third is the Tuesday after.
  expect(await decision()).toEqual(at('2026-12-01T10:00:00'));
  expect((await eventsOf(desk, driven.number)).at(-1)).toMatchObject({
    type: 'deadline_reckoned_anew',
    data: { clock: 'decision', calendar: 'night', dueAt: at('2026-12-01T10:00:00').toISOString() },
  });
  // The desk is closed since six, the merchants' hours too; whoever works P3 of this queue is there.
  leapTo(desk, at('2026-11-24T22:00:00'));
  await untilStep(driven, '50');
  await desk.untilIdle();
  expect(await tasksOf(cast.agent)).toEqual(['clock_decision_50']);
  // A little later than the step, whoever works it now begins.
  await put({ classCalendars: { P3: 'late_shift' } });
  await desk.untilIdle();
  expect(await decision()).toEqual(at('2026-12-02T00:00:00'));
  leapTo(desk, at('2026-12-01T09:40:00'));
  await untilStep(driven, '80');
  await desk.untilIdle();
  expect([await askAgain(), await tasksOf(cast.agent)]).toEqual([0, ['clock_decision_50']]);
  leapTo(desk, at('2026-12-01T20:00:00'));
  await askAgain();
  await waitFor('the agent to be told', async () => (await tasksOf(cast.agent)).length > 1);
});

it('tells of a case that is worked on round the clock at once, by night too', async () => {
  const { cast, driven } = await taken('SKIMMING');
  leapTo(desk, at('2026-11-24T22:00:00'));
  await untilStep(driven, '50');
  await desk.untilIdle();
  expect(await tasksOf(cast.agent)).toEqual(['clock_decision_50']);
});

it('raises a case that is not decided in time, tells the supervisors, and reminds at each further half, five times', async () => {
  const { cast, driven } = await taken('CASHOUT');
  const elsewhere = await desk.person('supervisor');
  await desk.database.query(`DELETE FROM queue_member WHERE user_id = $1 AND queue = 'trading_review'`, [elsewhere.id]); // prettier-ignore
  const priorityOf = async () =>
    (await desk.database.query<{ priority: number }>('SELECT priority FROM freeze_case'))[0]!.priority;
  expect(await priorityOf()).toBe(3);
  leapTo(desk, at('2026-11-26T10:00:00'));
  await untilStep(driven, '100');
  await desk.untilIdle();
  expect(await priorityOf()).toBe(2);
  // Of what came at once only the last is told; that there was more stands in the timeline.
  expect(await tasksOf(cast.agent)).toEqual(['clock_decision_overdue']);
  expect(await tasksOf(cast.supervisor)).toEqual(['clock_decision_escalated']);
  expect(await tasksOf(elsewhere)).toEqual([]);
  const told = (await stepsIn(driven)).map((data) => [data['step'], data['passedOver'], data['priority']]);
  expect(told).toHaveLength(3);
  expect(told).toEqual(expect.arrayContaining([['50', true, undefined], ['80', true, undefined], ['100', undefined, 2]])); // prettier-ignore
  leapTo(desk, at('2027-01-18T11:00:00'));
  await untilStep(driven, '350');
  await desk.untilIdle();
  const steps = (await stepsIn(driven)).map((data) => Number(data['step']));
  expect(steps.sort((a, b) => a - b)).toEqual([50, 80, 100, 150, 200, 250, 300, 350]);
  expect(await tasksOf(cast.agent)).toEqual(['clock_decision_overdue', 'clock_decision_350_late']);
  expect(await priorityOf()).toBe(2);
  const [{ left }] = (await desk.database.query<{ left: number }>(
    'SELECT count(*)::int AS left FROM case_clock WHERE next_fire_at IS NOT NULL',
  )) as [{ left: number }];
  expect(left).toBe(0);
});

it('gives a case a working day until its triage, then raises it and tells the supervisors, whose it is till then', async () => {
  leapTo(desk, at('2026-11-23T10:00:00'));
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  leapTo(desk, at('2026-11-24T09:30:00'));
  await untilStep(driven, '80');
  await desk.untilIdle();
  expect(await tasksOf(cast.supervisor)).toEqual(['clock_triage_80_late']);
  leapTo(desk, at('2026-11-24T10:00:00'));
  await untilStep(driven, '100');
  await desk.untilIdle();
  expect(await tasksOf(cast.supervisor)).toEqual(['clock_triage_80_late', 'clock_triage_escalated']);
  expect(await tasksOf(cast.agent)).toEqual([]);
  const clocks = () =>
    desk.database.query(
      `SELECT kind, stopped_at IS NULL AS runs, overdue_at IS NOT NULL AS overdue FROM case_clock ORDER BY kind`,
    );
  expect(await clocks()).toEqual([{ kind: 'triage', runs: true, overdue: true }]);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  expect(await clocks()).toEqual([
    { kind: 'decision', runs: true, overdue: false },
    { kind: 'triage', runs: false, overdue: true },
  ]);
  // The merchant hears of none of it.
  const merchant = await driven.seenBy(cast.merchant);
  expect(JSON.stringify(merchant)).not.toMatch(/triage/);
});
