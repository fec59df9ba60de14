import { ClockAudit, ClockHistories } from '@thaw/cases';
import type { Tx } from '@thaw/platform';
import { CalendarsQuery, type ClocksService, type ClockChange, type ClockKind, type Target } from '@thaw/sla';
import fc from 'fast-check';
import { runClockAudit } from '../../apps/cli/src/clocks/audit.command';
import { KnowClocksOfBefore1795810000000 } from '../../migrations/1795810000000-know-clocks-of-before';
import { asked, eventsOf } from '../support/asked-merchant';
import { ClockRoom, HOUR, T0 } from '../support/clock-room';
import { runs } from '../support/fuller';
import { TestDesk } from '../support/test-desk';

async function thaw(args: string, url: string, answer: string | null = null) {
  let [out, err] = ['', ''];
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isTerminal: false,
    ask: () => Promise.resolve(answer),
  };
  const code = await runClockAudit(args.split(' '), { DATABASE_URL: url }, io);
  return { code, out, err };
}

const calendars = new CalendarsQuery({ timeZone: 'Asia/Shanghai' });

const tell = (tx: Tx, caseId: string, at: Date, clocks: readonly unknown[]) =>
  tx.query(
    `INSERT INTO case_event (case_id, seq, at, type, actor, persona, from_state, to_state, data)
     SELECT $1, (SELECT count(*) + 1 FROM case_event WHERE case_id = $1), $2, 'tried', 'system:setup', 'clock', 'closed', 'closed', $3`,
    [caseId, at, JSON.stringify({ clocks })],
  );

describe('whatever is done to clocks', () => {
  let room: ClockRoom;
  beforeAll(async () => {
    room = await ClockRoom.prepare();
    const days = (hours: object) => JSON.stringify({ weekly: hours, followsHolidays: true });
    const six = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map((day) => [day, [['09:00', '17:00']]]),
    );
    await room.peer.query(
      `INSERT INTO calendar_version (code, revision, definition) VALUES ('six_days', 1, $1), ('nights', 1, $2)`,
      [days(six), days({ tue: [['20:00', '04:00']], sat: [['20:00', '04:00']] })],
    );
    await room.peer.query(`UPDATE queue SET calendar = 'nights' WHERE code = 'device_check'`);
  });
  afterAll(() => room.peer.drop());

  const target: fc.Arbitrary<Target> = fc.record({
    kind: fc.constantFrom('hours', 'working_hours', 'working_days', 'days', 'statutory_days'),
    count: fc.integer({ min: 1, max: 12 }),
  });
  const clock = fc.constantFrom<ClockKind[]>('decision', 'evidence', 'fix');
  const hours = fc.integer({ min: 1, max: 400 });
  type Move =
    | { readonly does: 'calendars'; readonly off: readonly string[] }
    /** The case goes to a queue or class, or its queue is worked by another calendar since. */
    | { readonly does: 'works'; readonly queue: string; readonly slaClass: string }
    | { readonly does: 'queues'; readonly calendar: string }
    | { readonly does: 'sweep' }
    | { readonly does: 'extend'; readonly clock: ClockKind; readonly hours: number }
    | {
        readonly does: 'start' | 'retarget';
        readonly clock: ClockKind;
        readonly target: Target;
        readonly calendar?: string;
      }
    | {
        readonly does: 'pause' | 'resume' | 'stop' | 'overdue' | 'clear_overdue';
        readonly clock: ClockKind;
      };
  const move: fc.Arbitrary<Move> = fc.oneof(
    fc.record(
      {
        does: fc.constantFrom('start', 'retarget'),
        clock,
        target,
        calendar: fc.constantFrom('desk', 'merchant', 'six_days', 'nights'),
      },
      { requiredKeys: ['does', 'clock', 'target'] },
    ),
    fc.record({
      does: fc.constant('works'),
      queue: fc.constantFrom('trading_review', 'device_check'),
      slaClass: fc.constantFrom('P1', 'P2', 'P3'),
    }),
    fc.record({ does: fc.constant('queues'), calendar: fc.constantFrom('desk', 'six_days', 'nights') }),
    fc.record({ does: fc.constantFrom('pause', 'resume', 'stop', 'overdue', 'clear_overdue'), clock }),
    fc.record({ does: fc.constantFrom('pause', 'resume'), clock }),
    fc.record({ does: fc.constant('extend'), clock, hours }),
    fc.record({ does: fc.constant('sweep') }),
    fc.record({
      does: fc.constant('calendars'),
      off: fc.subarray(['2026-11-24', '2026-11-25', '2026-11-26', '2026-12-01', '2026-12-02', '2026-12-07']),
    }),
  );

  const works = new Map<string, { queue: string; slaClass: string }>();
  const anew = async (clocks: ClocksService, tx: Tx, id: string, now: Date): Promise<void> => {
    const of = { id, queue: null, slaClass: null, ...works.get(id) };
    for (const { change } of await clocks.reckonAnew(tx, of, now)) await tell(tx, id, now, [change]);
  };

  async function make(caseId: string, one: Move, now: Date): Promise<void> {
    if (one.does === 'sweep') {
      await room.sweep().fireDue(now);
      return;
    }
    await room.tell(async (clocks, tx) => {
      if (one.does === 'calendars') {
        await tx.query(
          `INSERT INTO calendar_change SELECT max(revision) + 1, $1, 'system:setup' FROM calendar_change`,
          [now],
        );
        await tx.query(
          `INSERT INTO holiday_year (year, revision, off, makeup) SELECT 2026, max(revision), $1, '{}' FROM calendar_change`,
          [one.off],
        );
        return anew(clocks, tx, caseId, now);
      }
      if (one.does === 'works' || one.does === 'queues') {
        if (one.does === 'works') works.set(caseId, one);
        else await tx.query(`UPDATE queue SET calendar = $1 WHERE code = 'trading_review'`, [one.calendar]);
        return anew(clocks, tx, caseId, now);
      }
      const revision = await calendars.revision(tx);
      const change = (
        one.does === 'extend'
          ? {
              clock: one.clock,
              does: 'extend',
              dueAt: new Date(now.getTime() + one.hours * HOUR).toISOString(),
              revision,
            }
          : one.does === 'pause'
            ? { ...one, reason: 'merchant_asked' }
            : { ...one, revision }
      ) as ClockChange;
      await tell(tx, caseId, now, [change]);
      await clocks.apply(tx, caseId, [change], now);
    });
  }

  it('its events tell of them what is stored, and a worker beside changes nothing of that', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(move, fc.integer({ min: 0, max: 40 * HOUR })), { minLength: 2, maxLength: 14 }),
        async (moves) => {
          const [caseId] = (await room.cases(1)) as [string];
          let at = T0.getTime();
          const begin = { kind: 'working_days', count: 4 } as const;
          for (const kind of ['decision', 'evidence'] as const)
            await make(caseId, { does: 'start', clock: kind, target: begin }, T0);
          for (const [one, later] of moves) await make(caseId, one, new Date((at += later)));
          const audit = new ClockAudit(room.database(), new ClockHistories(calendars));
          const found: unknown[] = [];
          for await (const one of audit.differing(new Date(at), () => undefined))
            if (one.id === caseId) found.push(one);
          await room.close();
          expect(found).toEqual([]);
        },
      ),
      { seed: 20261128, numRuns: runs(90, 30) },
    );
    const [row] = await room.peer.query<{ count: number }>('SELECT count(*)::int AS count FROM case_clock');
    expect(row?.count).toBeGreaterThan(30);
    // Each time all cases are verified anew, those of before too.
  }, 300_000);

  it('clocks of before are known from how they stood, and told from there', async () => {
    await room.peer.query('DELETE FROM case_clock');
    const [before] = (await room.cases(1)) as [string];
    await room.tell(async (clocks, tx) => {
      await clocks.start(tx, before, 'decision', T0, { kind: 'working_days', count: 3 });
      await clocks.pause(tx, before, 'decision', new Date(T0.getTime() + HOUR));
      await clocks.start(tx, before, 'fix', T0, { kind: 'hours', count: 9 });
    });
    const unknown = await thaw('verify --json', room.peer.url);
    expect(unknown.code).toBe(1);
    await new KnowClocksOfBefore1795810000000().up({
      query: (sql: string) => room.peer.query(sql),
    } as never);
    await make(before, { does: 'resume', clock: 'decision' }, new Date(T0.getTime() + 30 * HOUR));
    await make(before, { does: 'stop', clock: 'fix' }, new Date(T0.getTime() + 31 * HOUR));
    const audit = new ClockAudit(room.database(), new ClockHistories(calendars));
    const found: string[] = [];
    for await (const { id } of audit.differing(T0, () => undefined)) found.push(id);
    expect(found).not.toContain(before);
    await room.close();
  });
});

describe('thaw clocks', () => {
  let desk: TestDesk;
  beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
  afterAll(() => desk.stop());

  const changed = (number: string, set: string, kind = 'decision') =>
    desk.database.query(
      `UPDATE case_clock SET ${set} WHERE kind = $2 AND case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
      [number, kind],
    );

  it('verify finds what is stored otherwise, and repair writes it right, once, and says so in the timeline', async () => {
    const { driven, cast } = await asked(desk);
    const { number } = driven;
    const url = desk.database.url;
    expect(await thaw('verify --lang en', url)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ cases looked at, 0 differ\.\n$/),
    });
    await changed(number, `due_at = due_at + interval '1 day'`);
    await changed(number, `pending_steps = '[]', next_fire_at = NULL`, 'evidence');
    const found = await thaw('verify', url);
    expect(found.code).toBe(1);
    expect(found.out).toMatch(
      new RegExp(`^${number} {2}decision {2}dueAt {2}stored 20\\S+Z {2}reckoned 20\\S+Z$`, 'm'),
    );
    expect(found.out).toMatch(
      new RegExp(`^${number} {2}evidence {2}nextFireAt {2}stored null {2}reckoned 20`, 'm'),
    );
    expect(found.out).toContain('1 个不一致');

    expect(await thaw('repair', url)).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
    expect(await thaw('repair', url, 'n')).toMatchObject({ code: 1, out: '' });
    expect((await thaw('verify', url)).code).toBe(1);
    const repaired = await thaw('repair --yes --by 李复核 --json', url);
    expect(repaired.code).toBe(0);
    expect(repaired.out).toMatch(/"repaired":1}\n$/);
    expect((await thaw('verify', url)).code).toBe(0);
    expect((await thaw('repair --yes', url)).out).toContain('修正 0 个');

    const events = (await eventsOf(desk, number)).filter(({ type }) => type === 'clocks_repaired');
    expect(events).toHaveLength(1);
    expect(events[0]?.data).toMatchObject({
      differences: expect.arrayContaining([expect.objectContaining({ clock: 'decision', field: 'dueAt' })]),
    });
    const [{ body }] = (await desk.database.query<{ body: { saidBy: string } }>(
      `SELECT t.body FROM event_content t JOIN case_event e ON e.id = t.event_id WHERE e.type = 'clocks_repaired'`,
    )) as [{ body: { saidBy: string } }];
    expect(body.saidBy).toBe('李复核');
    // The merchant hears of neither clocks nor repairs, and can act on what they saw.
    const { body: timeline } = await cast.merchant.http.get(`/v1/cases/${number}/timeline`).expect(200);
    expect(JSON.stringify(timeline)).not.toMatch(/clocks|repair|decision/);
    await driven.act(cast.merchant, 'submit_evidence', {});
    expect((await thaw('verify', url)).code).toBe(0);
  });

  it('repair stops a clock of which no event tells, and puts one back that is gone', async () => {
    const { driven } = await asked(desk);
    await desk.database.query(
      `INSERT INTO case_clock SELECT case_id, 'fix', started_at, due_at, provisional, NULL, NULL, NULL, '[]', NULL, began_at, run, calendar_revision
       FROM case_clock WHERE kind = 'evidence' AND case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
      [driven.number],
    );
    const kept = () =>
      desk.database.query(
        `SELECT * FROM case_clock WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1) AND kind <> 'fix' ORDER BY kind`,
        [driven.number],
      );
    const before = await kept();
    await desk.database.query(
      `DELETE FROM case_clock WHERE kind = 'evidence' AND case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
      [driven.number],
    );
    const { code, out } = await thaw('repair --yes', desk.database.url);
    expect([code, out]).toEqual([0, expect.stringContaining(`${driven.number}  fix  clock`)]);
    expect(await kept()).toEqual(before);
    const [stray] = await desk.database.query<{ stopped: boolean; next_fire_at: Date | null }>(
      `SELECT stopped_at IS NOT NULL AS stopped, next_fire_at FROM case_clock
       WHERE kind = 'fix' AND case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
      [driven.number],
    );
    expect(stray).toEqual({ stopped: true, next_fire_at: null });
    expect((await thaw('verify', desk.database.url)).code).toBe(0);
  });

  it.each([['verify --yes'], ['verify now'], ['repair --what']])('is not understood: %s', async (args) => {
    expect(await thaw(args, desk.database.url)).toMatchObject({
      code: 2,
      err: expect.stringContaining('用法'),
    });
  });
});
