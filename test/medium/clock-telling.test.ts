import { ClockAudit, ClockHistories } from '@thaw/cases';
import { Database } from '@thaw/platform';
import { CalendarsQuery, ClockReminders } from '@thaw/sla';
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

const escalated = async ({ number }: DrivenCase) =>
  (
    await desk.database.query<{ type: string; actor: string; data: object }>(
      `SELECT type, actor, data - 'clocks' AS data FROM case_event WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)
         AND type IN ('priority_set', 'assigned', 'clock_escalated') ORDER BY seq`,
      [number],
    )
  ).map(({ type, actor, data }) => [type, actor, data]);

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
  const told = (await stepsIn(driven)).map((data) => [data['step'], data['passedOver']]);
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      ['50', true],
      ['80', true],
      ['100', undefined],
    ]),
  );
  expect(await escalated(driven)).toEqual([
    ['priority_set', 'system:clock', { from: 3, priority: 2, escalates: { clock: 'decision', step: '100' } }],
    ['clock_escalated', 'system:clock', { clock: 'decision', step: '100', told: 1 }],
  ]);
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

it('gives what is overdue to another where its owner is away, by the queue’s own rules, each deed once however often it is asked for', async () => {
  const admin = await desk.person('admin');
  const { cast, driven } = await taken('CASHOUT');
  const colleague = await desk.person('agent');
  const { body: { code: _code, version: _version, ...terms }, headers } = await admin.http.get('/v1/queues/trading_review').expect(200); // prettier-ignore
  const put = (escalations: unknown) =>
    admin.http
      .put('/v1/queues/trading_review')
      .set('if-match', headers['etag'] as string)
      .send({ ...terms, escalations });
  expect(terms.escalations).toBeNull();
  await put([{ step: 99, does: 'raise_priority', classes: [] }]).expect(400);
  await put([{ step: 50, does: 'dismiss', classes: [] }]).expect(400);
  const rules = [
    { step: 50, does: 'reassign_absent', classes: ['P1', 'P2'] },
    { step: 80, does: 'reassign_absent', classes: ['P3'] },
    { step: 80, does: 'raise_priority', classes: [] },
    { step: 100, does: 'reassign_absent', classes: [] },
  ];
  expect((await put(rules).expect(200)).body.escalations).toEqual(rules);
  await desk.database.query(
    `INSERT INTO away (id, user_id, from_at, until_at, reason, stand_in, version) VALUES (gen_random_uuid(), $1, $2, $3, '休假', $4, 1)`,
    [cast.agent.id, at('2026-11-24T00:00:00'), at('2026-12-24T00:00:00'), colleague.id],
  );
  // 80 % of three working days: Wednesday evening, told on Thursday morning.
  leapTo(desk, at('2026-11-25T20:00:00'));
  await untilStep(driven, '80');
  await desk.untilIdle();
  const escalates = { clock: 'decision', step: '80' };
  const deeds = [
    ['priority_set', 'system:clock', { from: 3, priority: 2, escalates }],
    ['assigned', 'system:clock', { from: cast.agent.id, ownerId: colleague.id, escalates }],
  ];
  expect(await escalated(driven)).toEqual(deeds);
  const all = await desk.database.query<{ task: string }>(
    `SELECT content ->> 'task' AS task FROM notification WHERE recipient_id = $1 AND template = 'task'`,
    [colleague.id],
  );
  expect(all).toEqual([{ task: 'given_as_overdue' }]);
  // As after a job that was lost with the queue, and as of a run that began anew: what was done once is done.
  await desk.database.query(`UPDATE clock_reminder SET handled_at = NULL, acted_at = NULL, tell_from = NULL, requested_at = $1 WHERE step = '80'`, [at('2026-11-23T10:00:00')]); // prettier-ignore
  await desk.worker.get(ClockReminders, { strict: false }).requeueLost(desk.clock.now());
  await waitFor('the step to be handled again', async () => (await stepsIn(driven)).filter(({ step }) => step === '80').length === 2); // prettier-ignore
  await desk.untilIdle();
  expect(await escalated(driven)).toEqual(deeds);
  leapTo(desk, at('2026-11-26T10:00:00'));
  await untilStep(driven, '100');
  await desk.untilIdle();
  // Whoever has it now is there.
  expect(await escalated(driven)).toEqual(deeds);
});

it('reckons the time to decide from the beginning as a supervisor says how much a case presses, and takes back a breach', async () => {
  const { cast, driven } = await taken('AML');
  const clock = async () =>
    (await desk.database.query<{ due_at: Date; overdue: boolean }>(`SELECT due_at, overdue_at IS NOT NULL AS overdue FROM case_clock WHERE kind = 'decision'`))[0];
  expect(await clock()).toEqual({ due_at: at('2026-11-30T10:00:00'), overdue: false });
  const seen = await driven.seenBy(cast.merchant);
  leapTo(desk, at('2026-11-26T11:00:00'));
  await desk.untilIdle();
  await driven.act(cast.agent, 'set_priority', { priority: 1, text: '媒体关注' }, 403);
  await driven.act(cast.supervisor, 'set_priority', { priority: 1 }, 400);
  expect(await driven.act(cast.supervisor, 'set_priority', { priority: 1, text: '媒体关注' })).toMatchObject({
    priority: 1,
  });
  expect((await clock())?.due_at).toEqual(at('2026-11-26T10:00:00'));
  await waitFor('the breach', async () => (await clock())?.overdue);
  await desk.untilIdle();
  leapTo(desk, at('2026-11-26T11:30:00'));
  await driven.act(cast.supervisor, 'set_priority', { priority: 2, text: '报道已撤' });
  expect(await clock()).toEqual({ due_at: at('2026-11-30T10:00:00'), overdue: false });
  expect((await escalated(driven)).map(([, , data]) => data)).toEqual([
    { from: 2, priority: 1, clock: 'decision', dueAt: at('2026-11-26T10:00:00').toISOString() },
    expect.objectContaining({ clock: 'decision', step: '100' }),
    {
      from: 1,
      priority: 2,
      clock: 'decision',
      dueAt: at('2026-11-30T10:00:00').toISOString(),
      corrected: true,
    },
  ]);
  // The merchant hears of none of it: neither a version nor an event is another.
  expect(await driven.seenBy(cast.merchant)).toEqual(seen);
  const found: unknown[] = [];
  const [database, query] = [Database, CalendarsQuery].map((type) => desk.worker.get<unknown>(type, { strict: false }));
  const audit = new ClockAudit(database as Database, new ClockHistories(query as CalendarsQuery));
  for await (const one of audit.differing(desk.clock.now(), () => undefined)) found.push(one);
  expect(found).toEqual([]);

  // A breach that stands although the time is another counts as one in the figures.
  leapTo(desk, at('2026-11-30T11:00:00'));
  await waitFor('the second breach', async () => (await clock())?.overdue);
  await desk.untilIdle();
  await driven.act(cast.supervisor, 'set_priority', { priority: 2, text: '同事已在办理' });
  await driven.act(cast.supervisor, 'set_priority', { priority: 1, text: '仍须加急' });
  expect(await clock()).toEqual({ due_at: at('2026-11-26T10:00:00'), overdue: true });
  await desk.database.query(
    `INSERT INTO case_event (case_id, seq, at, type, actor, persona, from_state, to_state, data)
     SELECT case_id, max(seq) + 1, $1, 'tried', 'system:setup', 'clock', 'investigating', 'investigating', $2 FROM case_event GROUP BY 1`,
    [desk.clock.now(), { clocks: [{ clock: 'decision', does: 'stop' }] }],
  );
  leapTo(desk, at('2026-12-01T11:00:00'));
  const { body } = await cast.supervisor.http.get('/v1/figures').expect(200);
  const met = (body.figures as { code: string; rows: { part: string | null }[] }[]).find(
    ({ code }) => code === 'deadlines_met',
  );
  expect(met?.rows.find(({ part }) => part === 'decision')).toMatchObject({ count: 0, of: 1 });
}); // prettier-ignore
