import { randomUUID } from 'node:crypto';
import { JOB_NAMES, type JobName, type JobPayloads } from '@thaw/jobs';
import { systemActor } from '@thaw/kernel';
import {
  Database,
  JobWorkers,
  Logger,
  Queues,
  Relay,
  queueConnection,
  requestJob,
  type Config,
  type JobHandlers,
  type QueuedJob,
} from '@thaw/platform';
import { Sweeps } from '../../apps/worker/src/sweeps';
import { RedisPeer, describeWithRedis } from '../support/redis-peer';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';
import { waitFor } from '../support/wait-for';

/** Nothing here listens; the schema wants a port all the same. */
const NO_PORT = { THAW_PORT: '3000' };

type Handled = { readonly job: JobName; readonly payload: JobPayloads[JobName] };

/** The whole road of a job – outbox, relay, queue, worker – with handlers that take notes. */
class Road {
  readonly handled: Handled[] = [];
  readonly failed: Handled[] = [];
  /** What the next calls for this id shall do: that many throws first. */
  readonly throwsFor = new Map<string, number>();
  private readonly logger: Logger;
  private readonly queues: Queues;
  private readonly relay: Relay;
  private workers: JobWorkers | null = null;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {
    this.logger = new Logger(config);
    this.queues = new Queues(config, database, this.logger);
    this.relay = new Relay(config, database, this.queues, this.logger);
  }

  async open(): Promise<void> {
    const onFailed = (job: JobName, payload: JobPayloads[JobName]): Promise<void> => {
      this.failed.push({ job, payload });
      return Promise.resolve();
    };
    const place = await queueConnection(this.config, this.database);
    this.workers = new JobWorkers(place, this.handlers(), onFailed, this.logger);
    await this.workers.untilReady();
  }

  startRelay(): void {
    this.relay.start();
  }

  handOver(): Promise<number> {
    return this.relay.handOver();
  }

  /** The relay's first half only: it dies before it can delete the row. */
  addToQueue(rows: readonly QueuedJob[]): Promise<void> {
    return this.queues.add(rows);
  }

  timesHandled(id: string): number {
    return this.handled.filter(({ payload }) => Object.values(payload).includes(id)).length;
  }

  async request(caseId: string): Promise<void> {
    await this.database.asActor(systemActor('setup'), (tx) => requestJob(tx, 'restore.settled', { caseId }));
  }

  async close(): Promise<void> {
    await this.relay.stop();
    await this.workers?.close();
    await this.queues.onApplicationShutdown();
  }

  private handlers(): JobHandlers {
    const take = (job: JobName) => (payload: JobPayloads[JobName]) => {
      this.handled.push({ job, payload });
      const [id = ''] = Object.values(payload);
      const throws = this.throwsFor.get(id) ?? 0;
      if (throws === 0) return Promise.resolve();
      this.throwsFor.set(id, throws - 1);
      return Promise.reject(new Error('not yet'));
    };
    return Object.fromEntries(JOB_NAMES.map((name) => [name, take(name)])) as unknown as JobHandlers;
  }
}

function roadTests(place: () => { road: Road; database: Database; db: TestDatabase }): void {
  it('handles a committed job once', async () => {
    const { road, db } = place();
    const id = randomUUID();
    await road.request(id);
    await road.handOver();
    await waitFor('the job', () => road.timesHandled(id) === 1);
    expect(await db.query('SELECT 1 FROM outbox')).toEqual([]);
  });

  it('never handles the job of a transaction that was rolled back', async () => {
    const { road, database } = place();
    const [undone, kept] = [randomUUID(), randomUUID()];
    const refused = database.asActor(systemActor('setup'), async (tx) => {
      await requestJob(tx, 'restore.settled', { caseId: undone });
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    await road.request(kept);
    expect(await road.handOver()).toBe(1);
    await waitFor('the later job', () => road.timesHandled(kept) === 1);
    expect(road.timesHandled(undone)).toBe(0);
  });

  it('makes one job of a row that is handed over twice, before and after the job is done', async () => {
    const { road, db } = place();
    const id = randomUUID();
    await road.request(id);
    const rows = await db.query<QueuedJob>('SELECT key, job, payload FROM outbox');
    await road.addToQueue(rows);
    await road.addToQueue(rows);
    await waitFor('the job', () => road.timesHandled(id) === 1);
    expect(await road.handOver()).toBe(1);
    // A job that comes after it in the same queue shows that nothing else was waiting before.
    const after = randomUUID();
    await road.request(after);
    await road.handOver();
    await waitFor('the later job', () => road.timesHandled(after) === 1);
    expect(road.timesHandled(id)).toBe(1);
  });

  it('tries again what fails, and forgets it once it went well', async () => {
    const { road } = place();
    const id = randomUUID();
    road.throwsFor.set(id, 2);
    await road.request(id);
    await road.handOver();
    await waitFor('the third try', () => road.timesHandled(id) === 3);
    expect(road.failed.filter(({ payload }) => Object.values(payload).includes(id))).toEqual([]);
  });

  it('says once that a job has used up its tries', async () => {
    const { road, database } = place();
    const commandId = randomUUID();
    road.throwsFor.set(commandId, Number.POSITIVE_INFINITY);
    await database.asActor(systemActor('setup'), (tx) => requestJob(tx, 'gateway.send', { commandId }));
    await road.handOver();
    const told = () => road.failed.filter(({ payload }) => Object.values(payload).includes(commandId));
    await waitFor('the last failure', () => told().length > 0, { withinMs: 20_000 });
    expect(told()).toEqual([{ job: 'gateway.send', payload: { commandId } }]);
    expect(road.timesHandled(commandId)).toBe(5);
  }, 30_000);

  it('takes a row for a new one although its number was there before, as after a restore or a reset', async () => {
    const { road, db } = place();
    const ids = [randomUUID(), randomUUID()];
    for (const id of ids) {
      await db.query('ALTER TABLE outbox ALTER COLUMN id RESTART WITH 1000000');
      await road.request(id);
      await road.handOver();
      await waitFor('the job', () => road.timesHandled(id) === 1);
    }
  });

  it('relays by itself what is committed, woken by the commit', async () => {
    const { road } = place();
    road.startRelay();
    const ids = Array.from({ length: 300 }, () => randomUUID());
    await Promise.all(ids.map((id) => road.request(id)));
    await waitFor('all jobs', () => ids.every((id) => road.timesHandled(id) >= 1));
    expect(ids.filter((id) => road.timesHandled(id) !== 1)).toEqual([]);
  });
}

async function openRoad(db: TestDatabase, env: NodeJS.ProcessEnv) {
  const config = testConfig(db, { ...NO_PORT, ...env });
  const database = new Database(config);
  const road = new Road(config, database);
  await road.open();
  const close = async (): Promise<void> => {
    await road.close();
    await database.onApplicationShutdown();
    config.dispose();
  };
  return { config, database, road, close };
}

describe('the road of a job on PostgreSQL', () => {
  let db: TestDatabase;
  let open: Awaited<ReturnType<typeof openRoad>>;
  beforeAll(async () => {
    db = await createTestDatabase();
    open = await openRoad(db, {});
  });
  afterAll(async () => {
    await open.close();
    await db.drop();
  });
  roadTests(() => ({ road: open.road, database: open.database, db }));
});

describeWithRedis('the road of a job on Redis', () => {
  let db: TestDatabase;
  let redis: RedisPeer;
  let open: Awaited<ReturnType<typeof openRoad>>;
  beforeAll(async () => {
    redis = await RedisPeer.start();
    db = await createTestDatabase();
    open = await openRoad(db, { REDIS_URL: redis.url });
  });
  afterAll(async () => {
    await open.close();
    await redis.stop();
    await db.drop();
  });
  roadTests(() => ({ road: open.road, database: open.database, db }));

  it('leaves another desk’s jobs on the same Redis to that desk', async () => {
    const other = await createTestDatabase();
    const theirs = await openRoad(other, { REDIS_URL: redis.url });
    try {
      const desks = [open.road, theirs.road];
      const ids = desks.map((road) => ({ road, ids: Array.from({ length: 20 }, () => randomUUID()) }));
      for (const { road, ids: own } of ids) for (const id of own) await road.request(id);
      for (const road of desks) while ((await road.handOver()) > 0);
      await waitFor('every job, at its own desk', () =>
        ids.every(({ road, ids: own }) => own.every((id) => road.timesHandled(id) === 1)),
      );
      expect(desks.map((road, i) => ids[1 - i]!.ids.filter((id) => road.timesHandled(id) > 0))).toEqual([
        [],
        [],
      ]);
      const keys = await redis.client.keys('*');
      expect(
        keys.filter(
          (key) =>
            !/^thaw-[0-9a-f-]{36}:(desk|heavy|outward|codes|webhooks|dispatches|files|idle):/.test(key),
        ),
      ).toEqual([]);
      expect(new Set(keys.map((key) => key.split(':')[0])).size).toBe(2);
    } finally {
      await theirs.close();
      await other.drop();
    }
  });

  // Redis holds wake-ups only. What they stood for is a row in PostgreSQL that still says "due", and the worker's
  // sweeps ask again for whatever says so; here such a row is a list, and its sweep is run as the worker runs them.
  it('is asked again by a sweep for what Redis lost, and keeps working', async () => {
    const { road } = open;
    const due = new Set(Array.from({ length: 5 }, () => randomUUID()));
    for (const id of due) road.throwsFor.set(id, Number.POSITIVE_INFINITY);
    for (const id of due) await road.request(id);
    await waitFor('every first try, which fails', () => [...due].every((id) => road.timesHandled(id) > 0));
    await redis.loseEverything();
    const tried = new Map([...due].map((id) => [id, road.timesHandled(id)]));
    road.throwsFor.clear();
    const sweep = async (): Promise<void> => {
      for (const id of due) {
        if (road.timesHandled(id) > (tried.get(id) ?? 0)) due.delete(id);
        else await road.request(id);
      }
    };
    const sweeps = new Sweeps([{ name: 'due', everyMs: 1_000, run: sweep }], new Logger(open.config));
    sweeps.start();
    try {
      await waitFor('every lost job, asked for again', () => due.size === 0, { withinMs: 15_000 });
    } finally {
      await sweeps.stop();
    }
  }, 30_000);
});

describe('a worker', () => {
  let db: TestDatabase;
  beforeAll(async () => (db = await createTestDatabase()));
  afterAll(() => db.drop());

  const bootWith = (handlers: object): (() => JobWorkers) => {
    const config = testConfig(db, NO_PORT);
    const noFailures = () => Promise.resolve();
    const nowhere = { options: { connection: {} } };
    return () => new JobWorkers(nowhere, handlers as JobHandlers, noFailures, new Logger(config));
  };
  const all = Object.fromEntries(JOB_NAMES.map((name) => [name, () => Promise.resolve()]));

  it.each(JOB_NAMES)('refuses to start without a handler for %s', (name) => {
    const { [name]: _left, ...rest } = all;
    expect(bootWith(rest)).toThrow(`Missing: ${name}.`);
  });

  it('refuses to start with a handler for a job that nobody knows', () => {
    expect(bootWith({ ...all, 'no.such': () => Promise.resolve() })).toThrow(
      'Not in the catalogue: no.such.',
    );
  });
});
