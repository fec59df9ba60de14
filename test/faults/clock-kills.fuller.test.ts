import { testConfig } from '../support/test-database';
import { RedisPeer, describeWithRedis } from '../support/redis-peer';
import { SweptDesk } from '../support/swept-desk';
import type { ProcessPeer } from '../support/process-peer';
import { startWorker } from '../support/worker-peer';

/** `npm run prove -- clock-kills` asks for twenty of each. */
const KILLS = Number(process.env['THAW_CLOCK_KILLS'] ?? 1);
const SEED = Number(process.env['THAW_KILLS_SEED'] ?? Date.now() % 1_000_000);
/** Two batches of a sweep. */
const CLOCKS = 1_500;
const BATCH = 1_000;
const HOUR = 3_600_000;

let state = SEED;
const dice = (sides: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * sides);
};

let desk: SweptDesk;
beforeAll(async () => {
  desk = await SweptDesk.start();
  process.stdout.write(`seed ${SEED}\n`);
});
afterAll(() => desk.stop());

let worker: ProcessPeer;
afterEach(async () => {
  await desk.letGo();
  await worker.stop();
});

const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * HOUR);

/**
 * Clocks of which half of the time is over now, a sweep of them that is brought to a stand in its middle, and there `kill`;
 * then whatever came of it is waited for.
 */
async function killInTheMiddle(round: string, kill: () => Promise<void>): Promise<void> {
  const row = 1 + dice(CLOCKS);
  await desk.holdAt(row);
  await desk.runClocks(round, CLOCKS, { beganAt: hoursAgo(10), dueAt: hoursAgo(-9.9) });
  await desk.untilHeld();
  // Where a batch before it is committed, its jobs are under way as well.
  if (row > BATCH)
    await desk.untilProgress(round, 'jobs to be handled', ({ handled }) => handled > dice(300));
  const at = await desk.progress(round);
  expect(at.fired).toBeLessThan(CLOCKS);
  expect(at.handled).toBeLessThan(CLOCKS);
  const open = await desk.openRows(at);
  expect(open).toBeGreaterThan(0);
  await kill();
  await desk.letGo();
  await desk.untilProgress(round, 'every step to fire', ({ fired }) => fired === CLOCKS);
  process.stdout.write(
    `${round}: of ${CLOCKS} steps ${at.fired} were committed, ${open} in an open sweep, ${at.handled} handled`,
  );
}

/** Each step fired once, was acted on once, and was told once; nothing is left to do. */
async function expectOnce(round: string): Promise<void> {
  await desk.untilProgress(round, 'every step to be handled', ({ handled }) => handled === CLOCKS);
  expect(await desk.left(round)).toEqual({
    fired: CLOCKS,
    handled: CLOCKS,
    events: CLOCKS,
    cases: CLOCKS,
    told: CLOCKS,
    toldCases: CLOCKS,
    due: 0,
  });
  process.stdout.write('; each step once\n');
}

const rounds = (of: string): string[] => Array.from({ length: KILLS }, (_, i) => `${of}-${i + 1}`);

describe('with the queues in PostgreSQL', () => {
  const config = testConfig({ url: 'postgres://of-the-room' });
  afterAll(() => config.dispose());
  beforeEach(async () => (worker = await startWorker(desk, config)));

  it(`loses and doubles no step when the worker is killed in the middle of a sweep, ${KILLS} times`, async () => {
    for (const round of rounds('worker')) {
      await killInTheMiddle(round, async () => {
        await worker.kill();
        worker = await startWorker(desk, config);
      });
      await expectOnce(round);
    }
  }, 3_600_000);

  it('fires each step once after a day without a worker, tells of the last alone, and says that it is late', async () => {
    await worker.stop();
    // 50 %, 80 % and the end lie within the day; half as much again is ahead.
    await desk.runClocks('day', 400, { beganAt: hoursAgo(34), dueAt: hoursAgo(10) });
    worker = await startWorker(desk, config);
    await desk.untilProgress('day', 'every step to be handled', ({ handled }) => handled === 1_200);
    const [all, each] = [1_200, 400];
    expect(await desk.left('day')).toEqual({
      fired: all,
      handled: all,
      events: all,
      cases: each,
      told: each,
      toldCases: each,
      due: 0,
    });
    const notes = await desk.query(
      `SELECT data ->> 'step' AS step, (data ->> 'lateMs')::int / 3600000 AS hours, coalesce(data ->> 'passedOver', 'false') AS passed_over,
         count(*)::int AS cases
       FROM case_event e JOIN freeze_case c ON c.id = e.case_id WHERE c.number LIKE 'day-%'
       GROUP BY 1, 2, 3 ORDER BY 2 DESC`,
    );
    expect(notes).toEqual([
      { step: '50', hours: 22, passed_over: 'true', cases: 400 },
      { step: '80', hours: 14, passed_over: 'true', cases: 400 },
      { step: '100', hours: 10, passed_over: 'false', cases: 400 },
    ]);
    const tasks = await desk.query(
      `SELECT content ->> 'task' AS task, count(*)::int AS told FROM notification n JOIN freeze_case c ON c.id = n.case_id
       WHERE c.number LIKE 'day-%' GROUP BY 1`,
    );
    expect(tasks).toEqual([{ task: 'clock_decision_overdue_late', told: 400 }]);
  }, 300_000);

  it(`loses and doubles no step when PostgreSQL is killed in the middle of a sweep, and the queues with it, ${KILLS} times`, async () => {
    for (const round of rounds('postgres')) {
      await killInTheMiddle(round, () => desk.killServer());
      await expectOnce(round);
    }
    expect(worker.isRunning()).toBe(true);
  }, 3_600_000);
});

describeWithRedis('with the queues in Redis', () => {
  let redis: RedisPeer;
  let config: ReturnType<typeof testConfig>;
  beforeAll(async () => {
    redis = await RedisPeer.start();
    config = testConfig({ url: 'postgres://of-the-room' }, { REDIS_URL: redis.url });
  });
  beforeEach(async () => (worker = await startWorker(desk, config)));
  afterAll(async () => {
    await redis.stop();
    config.dispose();
  });

  it(`loses and doubles no step when Redis is killed in the middle of a sweep and comes back empty, ${KILLS} times`, async () => {
    for (const round of rounds('redis')) {
      await killInTheMiddle(round, async () => {
        await redis.kill();
        redis = await RedisPeer.start(redis.port);
      });
      const asked = await desk.askForLost();
      process.stdout.write(`, ${asked} jobs asked for again`);
      await expectOnce(round);
    }
    expect(worker.isRunning()).toBe(true);
  }, 3_600_000);
});
