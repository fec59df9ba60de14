import { ClockAudit, ClockHistories } from '@thaw/cases';
import { CalendarsQuery } from '@thaw/sla';
import { StartTriageClocks1795820300000 } from '../../migrations/1795820300000-start-triage-clocks';
import { AFTERWARDS, ClockRoom, T0, after, fireAll } from '../support/clock-room';

let room: ClockRoom;
beforeAll(async () => (room = await ClockRoom.prepare()));
afterEach(() => room.close());
afterAll(() => room.peer.drop());

const calendars = new CalendarsQuery({ timeZone: 'Asia/Shanghai' });

it('cases that waited for their triage before it had a clock get one, which is due, verified and fires', async () => {
  // On Wednesday evening before the seven days of October, on the Saturday that is worked for them, and now.
  const openings = ['2026-09-30T20:00:00+08:00', '2026-10-10T11:00:00+08:00', '2026-10-11T11:00:00+08:00'];
  const now = new Date();
  const cases = await room.cases(openings.length + 1);
  const opened = [...openings.map((text) => new Date(text)), now];
  await room.peer.query(
    `INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
     SELECT gen_random_uuid(), 'T000000' || n, id, 'standard', now() FROM merchant, generate_series(1, $1::int) n`,
    [cases.length],
  );
  for (const [i, id] of cases.entries())
    await room.peer.query(
      `UPDATE freeze_case SET state = 'reported', closed_at = NULL, resolution = NULL, opened_at = $2,
         terminal_id = (SELECT id FROM terminal WHERE terminal_no = $3) WHERE id = $1`,
      [id, opened[i], `T000000${i + 1}`],
    );
  await new StartTriageClocks1795820300000().up({ query: (sql: string) => room.peer.query(sql) } as never);
  const clocks = await Promise.all(cases.map((id) => room.clock(id)));
  expect(clocks.slice(0, 3).map((clock) => clock?.due_at.toISOString())).toEqual([
    '2026-10-08T12:00:00.000Z',
    '2026-10-12T03:00:00.000Z',
    // A Sunday, on which nothing begins: to the end of Monday.
    '2026-10-12T16:00:00.000Z',
  ]);
  expect(clocks.map((clock) => clock?.steps)).toEqual([
    ...openings.map(() => ['100']),
    ['50', '80', '100', ...AFTERWARDS],
  ]);
  const audit = new ClockAudit(room.database(), new ClockHistories(calendars));
  const found: unknown[] = [];
  for await (const one of audit.differing(now, () => undefined)) found.push(one);
  expect(found).toEqual([]);
  expect(await fireAll(room.sweep(), now)).toEqual([3]);
  await new StartTriageClocks1795820300000().up({ query: (sql: string) => room.peer.query(sql) } as never);
  const [row] = await room.peer.query<{ clocks: number; told: number }>(
    `SELECT (SELECT count(*)::int FROM case_clock) AS clocks,
       (SELECT count(*)::int FROM case_event WHERE type = 'clocks_known' AND from_state = 'reported') AS told`,
  );
  expect(row).toEqual({ clocks: 4, told: 4 });
});

it('a step that is lost is found, before the due instant and after it, past and to come, and repair lets it fire', async () => {
  const [lost = ''] = await room.cases(1);
  const start = {
    clock: 'decision',
    does: 'start',
    target: { kind: 'hours', count: 10 },
    revision: 1,
  } as const;
  await room.tell(async (clocks, tx) => {
    await tx.query(
      `INSERT INTO case_event (case_id, seq, at, type, actor, persona, from_state, to_state, data)
       VALUES ($1, 1, $2, 'tried', 'system:setup', 'clock', 'closed', 'closed', $3)`,
      [lost, T0, JSON.stringify({ clocks: [start] })],
    );
    await clocks.apply(tx, lost, [start], T0);
  });
  expect(await fireAll(room.sweep(), after(9))).toEqual([1, 1]);
  const kept = await room.clock(lost);
  expect(kept?.steps).toEqual(['100', ...AFTERWARDS]);
  const now = after(26);
  for (const step of kept?.steps ?? []) {
    await room.peer.query(
      `UPDATE case_clock SET pending_steps = (SELECT jsonb_agg(each) FROM jsonb_array_elements(pending_steps) each WHERE each ->> 'step' <> $1)
       WHERE case_id = $2`,
      [step, lost],
    );
    const audit = new ClockAudit(room.database(), new ClockHistories(calendars));
    const found: string[][] = [];
    for await (const { id, differences } of audit.differing(now, () => undefined))
      if (id === lost) found.push(differences.map(({ field }) => field));
    expect(found).toEqual([['pendingSteps']]);
    await audit.repair(lost, '李复核', now);
    expect(await room.clock(lost)).toEqual(kept);
  }
});
