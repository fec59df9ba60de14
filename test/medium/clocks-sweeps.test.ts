import { performance } from 'node:perf_hooks';
import { beginRun, until } from '@thaw/sla';
import { Client } from 'pg';
import { ClockRoom, T0, after, fireAll, type FiredJob } from '../support/clock-room';
import { waitFor } from '../support/wait-for';

let room: ClockRoom;
beforeAll(async () => (room = await ClockRoom.prepare()));
afterEach(() => room.clear());
afterAll(() => room.peer.drop());

const STEPS = ['50', '80', '100'];

/** Decision clocks from T0, due after ten hours. */
async function startedClocks(count: number): Promise<string[]> {
  const cases = await room.cases(count);
  await room.peer.query(
    `INSERT INTO case_clock (case_id, kind, began_at, started_at, due_at, provisional, pending_steps, next_fire_at, run, calendar_revision)
     SELECT id, 'decision', $2, $2, $3, false, $4, $5, $6, 1 FROM unnest($1::uuid[]) AS id`,
    [
      cases,
      T0,
      after(10),
      JSON.stringify(STEPS.map((step) => ({ step, at: after(Number(step) / 10).toISOString() }))),
      after(5),
      JSON.stringify(beginRun(until(after(10)).target, T0)),
    ],
  );
  return cases;
}

/** Each clock has exactly these steps, each once, in this order, as reminder and as job. */
async function expectFired(cases: readonly string[], steps: readonly string[]): Promise<void> {
  const byCase = new Map<string, string[]>(cases.map((id) => [id, []]));
  for (const { caseId, step } of await room.jobs()) byCase.get(caseId)?.push(step);
  const wrong = [...byCase].filter(([, fired]) => fired.join() !== steps.join());
  expect(wrong).toEqual([]);
  expect([await room.reminders(), (await room.jobs()).length]).toEqual([
    cases.length * steps.length,
    cases.length * steps.length,
  ]);
}

/** Where a sweep can be brought to a stand in the middle of its work. */
const STATIONS = {
  'with its first clock claimed': 'TRIGGER hold BEFORE INSERT ON clock_reminder FOR EACH ROW',
  'with all written': 'TRIGGER hold AFTER INSERT ON outbox FOR EACH STATEMENT',
  'at its commit':
    'CONSTRAINT TRIGGER hold AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED FOR EACH ROW',
} as const;
type Station = keyof typeof STATIONS;

const HOLD = `CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NEW; END $$`;
afterEach(() => room.peer.query('DROP FUNCTION IF EXISTS hold CASCADE'));

/** Sweeps that come to this station wait there until `work` is done; it may ask for so many to have come. */
async function whileHeldAt(
  station: Station,
  work: (waiting: (count: number) => Promise<number[]>) => Promise<void>,
): Promise<void> {
  await room.peer.query(HOLD);
  await room.peer.query(`CREATE ${STATIONS[station]} EXECUTE FUNCTION hold()`);
  const holder = new Client({ connectionString: room.peer.url });
  await holder.connect();
  try {
    await holder.query('SELECT pg_advisory_lock(7)');
    await work((count) =>
      waitFor(`${count} transactions to wait`, async () => {
        const rows = await room.peer.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'thaw' AND wait_event_type = 'Lock'`,
        );
        return rows.length === count && rows.map(({ pid }) => pid);
      }),
    );
  } finally {
    await holder.end();
  }
}

it('claims in batches: sweeps at once take different clocks and fire each once', async () => {
  const cases = await startedClocks(2_500);
  const firing: Promise<number>[] = [];
  await whileHeldAt('with all written', async (waiting) => {
    for (const sweep of [room.sweep(), room.sweep(), room.sweep()]) firing.push(sweep.fireDue(after(5)));
    await waiting(3);
  });
  // All three had claimed before any could commit: never more than a batch each, and together every clock once.
  const fired = await Promise.all(firing);
  expect(fired.reduce((sum, count) => sum + count, 0)).toBe(2_500);
  expect(Math.max(...fired)).toBeLessThanOrEqual(1_000);
  await expectFired(cases, ['50']);
  expect(await room.sweep().fireDue(after(5))).toBe(0);
});

it('fires 5,000 clocks that come due at once, with two sweeps, each step once', async () => {
  const cases = await startedClocks(5_000);
  const began = performance.now();
  const batches = await Promise.all([fireAll(room.sweep(), after(10)), fireAll(room.sweep(), after(10))]);
  const seconds = (performance.now() - began) / 1_000;
  const fired = batches.flat().reduce((sum, batch) => sum + batch, 0);
  process.stdout.write(
    `clocks: ${fired} steps of ${cases.length} clocks in ${seconds.toFixed(2)} s, ${Math.round(fired / seconds)} steps/s\n`,
  );
  expect(fired).toBe(15_000);
  await expectFired(cases, STEPS);
});

it('fires all that is due, batches side by side where there are many, each step once', async () => {
  const cases = await startedClocks(3_300);
  let atOnce = 0;
  let most = 0;
  const sweep = room.sweep();
  const fireDue = sweep.fireDue.bind(sweep);
  sweep.fireDue = async (now) => {
    most = Math.max(most, ++atOnce);
    return fireDue(now).finally(() => {
      atOnce--;
    });
  };
  await sweep.fireAllDue(() => after(8));
  await expectFired(cases, ['50', '80']);
  expect([most, await sweep.nextFire()]).toEqual([2, after(10)]);
  await sweep.fireAllDue(() => after(8));
  expect(await room.reminders()).toBe(6_600);
});

it('leaves alone what is paused, stopped, done or not yet due, among thousands that are due', async () => {
  const due = await startedClocks(1_500);
  const [paused = [], stopped = [], later = [], done = []] = await Promise.all(
    Array.from({ length: 4 }, () => startedClocks(20)),
  );
  await room.tell(async (clocks, tx) => {
    for (const caseId of paused) await clocks.pause(tx, caseId, 'decision', after(1));
    for (const caseId of stopped) await clocks.stop(tx, caseId, 'decision', after(1));
    for (const caseId of later) await clocks.start(tx, caseId, 'decision', after(4), until(after(40)).target);
    for (const caseId of done) await clocks.stop(tx, caseId, 'decision', after(1));
  });
  expect(await fireAll(room.sweep(), after(10))).toEqual([1_000, 1_000, 1_000, 1_000, 500]);
  await expectFired(due, STEPS);
});

it('gives way to a pause that is under way: the clock is passed over, and the pause holds', async () => {
  const [caught = '', free = ''] = await startedClocks(2);
  await room.tell(async (clocks, tx) => {
    await clocks.pause(tx, caught, 'decision', after(5));
    expect(await room.sweep().fireDue(after(5))).toBe(1);
  });
  expect(await room.sweep().fireDue(after(5))).toBe(0);
  expect((await room.jobs()).map(({ caseId }: FiredJob) => caseId)).toEqual([free]);
});

it('makes a pause wait for what is being fired: then it holds back the rest', async () => {
  const [caseId = ''] = await startedClocks(1);
  const ends: Promise<unknown>[] = [];
  await whileHeldAt('with all written', async (waiting) => {
    ends.push(room.sweep().fireDue(after(5)));
    await waiting(1);
    ends.push(room.tell((clocks, tx) => clocks.pause(tx, caseId, 'decision', after(5))));
    await waiting(2);
  });
  expect(await Promise.all(ends)).toEqual([1, undefined]);
  expect(await room.clock(caseId)).toMatchObject({
    paused_at: after(5),
    next_fire_at: null,
    steps: ['80', '100'],
  });
  expect(await fireAll(room.sweep(), after(100))).toEqual([]);
});

describe('a sweep whose connection is killed', () => {
  const kill = (pids: readonly number[]): Promise<unknown> =>
    room.peer.query('SELECT pg_terminate_backend(pid, 5000) FROM unnest($1::int[]) AS pid', [pids]);

  it.each(Object.keys(STATIONS) as Station[])('%s loses and doubles nothing', async (station) => {
    const cases = await startedClocks(1_200);
    const sweep = room.sweep();
    const ends: Promise<unknown>[] = [];
    await whileHeldAt(station, async (waiting) => {
      ends.push(sweep.fireDue(after(5)).catch((error: unknown) => error));
      await kill(await waiting(1));
    });
    expect(await Promise.all(ends)).toMatchObject([{ code: 'DEPENDENCY_UNAVAILABLE' }]);
    await expectFired(cases, []);
    expect(await fireAll(sweep, after(5))).toEqual([1_000, 200]);
    await expectFired(cases, ['50']);
  });

  it('while another goes on leaves its clocks to that one', async () => {
    const cases = await startedClocks(3_000);
    const [dying, living] = [room.sweep(), room.sweep()];
    const ends: Promise<unknown>[] = [];
    await whileHeldAt('with all written', async (waiting) => {
      ends.push(dying.fireDue(after(5)).catch((error: unknown) => error));
      const [victim = 0] = await waiting(1);
      ends.push(fireAll(living, after(5)));
      await waiting(2);
      await kill([victim]);
    });
    const [lost, batches] = await Promise.all(ends);
    expect(lost).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(batches).toEqual([1_000, 1_000, 1_000]);
    await expectFired(cases, ['50']);
  });
});
