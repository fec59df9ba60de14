import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Zone } from '@thaw/kernel';
import { Database, migrate, EmbeddedPostgres } from '@thaw/platform';
import { Calendars, ClockReminders, beginRun, stepsOf, until } from '@thaw/sla';
import { Client, Pool } from 'pg';
import { MIGRATIONS } from '../../migrations';
import { signalPostgres } from './postgres-processes';
import { waitFor } from './wait-for';

const HOUR = 3_600_000;
const CALENDARS = new Calendars(1, new Zone('Asia/Shanghai'), []);

/** How far the steps of a round's clocks have come, as anybody can see it. */
export interface SweepProgress {
  readonly fired: number;
  readonly handled: number;
}

/** What there is of a round's clocks when all is done. */
export interface RoundLeft extends SweepProgress {
  readonly events: number;
  readonly cases: number;
  readonly told: number;
  readonly toldCases: number;
  readonly due: number;
}

/**
 * A PostgreSQL of the test's own that keeps what it commits, comes up again after it was killed, and holds cases that are
 * nothing but rows to hang clocks on. A sweep of it can be brought to a stand after any row.
 */
export class SweptDesk {
  readonly pool: Pool;
  private readonly database: Database;
  private readonly owner = randomUUID();
  private holder: Client | null = null;

  private constructor(
    private readonly folder: string,
    private readonly cluster: EmbeddedPostgres,
    readonly url: string,
  ) {
    this.pool = new Pool({ connectionString: url, max: 3 });
    // The server is killed under us.
    this.pool.on('error', () => undefined);
    this.database = new Database({ databaseUrl: url, databasePoolSize: 5 });
  }

  static async start(): Promise<SweptDesk> {
    const folder = mkdtempSync(join(tmpdir(), 'thaw-swept-'));
    const dataDir = join(folder, 'pg');
    const cluster = new EmbeddedPostgres({ dataDir, password: 'test', onOutage: () => undefined });
    await cluster.start();
    const client = new Client({ connectionString: cluster.url('postgres') });
    await client.connect();
    await client.query('CREATE DATABASE thaw');
    await client.end();
    await migrate(cluster.url('thaw'), MIGRATIONS);
    const desk = new SweptDesk(folder, cluster, cluster.url('thaw'));
    await desk.prepare();
    return desk;
  }

  async query<R extends object>(sql: string, parameters: unknown[] = []): Promise<R[]> {
    return (await this.pool.query<R>(sql, parameters)).rows;
  }

  /** Of this round so many cases, each with a decision that was begun and is due at these instants; what is past fires. */
  async runClocks(
    round: string,
    count: number,
    { beganAt, dueAt }: { readonly beganAt: Date; readonly dueAt: Date },
  ): Promise<void> {
    const run = beginRun(until(dueAt).target, beganAt);
    const steps = stepsOf('decision', run, CALENDARS);
    await this.query(
      `WITH made AS (
         INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, sla_class, reason_code,
           reference_version, owner_id, opened_at, opened_by, opened_via, state_since, closed_at, resolution)
         SELECT gen_random_uuid(), $1 || '-' || n, 1, 1, t.id, t.merchant_id, 'closed', 'P1', 'SKIMMING', 1, $3, $4,
           'system:setup', 'machine', $4, $4, 'withdrawn'
         FROM terminal t, generate_series(1, $2::int) n
         RETURNING id
       )
       INSERT INTO case_clock (case_id, kind, began_at, started_at, due_at, provisional, pending_steps, next_fire_at, run,
         calendar_revision)
       SELECT id, 'decision', $4, $4, $5, false, $6, $7, $8, 1 FROM made`,
      [round, count, this.owner, beganAt, dueAt, JSON.stringify(steps), steps[0]?.at, JSON.stringify(run)],
    );
  }

  /** A sweep stands still before it writes this reminder, counted from now over all sweeps, until {@link letGo}. */
  async holdAt(row: number): Promise<void> {
    this.holder = new Client({ connectionString: this.url });
    this.holder.on('error', () => undefined);
    await this.holder.connect();
    await this.holder.query('SELECT pg_advisory_lock(7)');
    await this.query(`SELECT setval('swept_rows', 1, false)`);
    await this.query('UPDATE hold_at SET swept_row = $1', [row]);
  }

  untilHeld(): Promise<unknown> {
    return waitFor('a sweep to stand in the middle', async () => {
      const waiting = await this.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
      return waiting.length > 0;
    });
  }

  async letGo(): Promise<void> {
    await this.holder?.end().catch(() => undefined);
    this.holder = null;
  }

  /** Reminders that sweeps which have not come to their end have written, or were about to. */
  async openRows({ fired }: SweepProgress): Promise<number> {
    const [row] = await this.query<{ swept: number }>('SELECT last_value::int AS swept FROM swept_rows');
    return (row?.swept ?? 0) - fired;
  }

  async progress(round: string): Promise<SweepProgress> {
    const [row] = await this.query<SweepProgress>(
      `SELECT count(*)::int AS fired, count(handled_at)::int AS handled
       FROM clock_reminder r JOIN freeze_case c ON c.id = r.case_id WHERE c.number LIKE $1 || '-%'`,
      [round],
    );
    return row as SweepProgress;
  }

  /** Once the server is there, whatever became of it meanwhile. */
  untilProgress(round: string, what: string, enough: (at: SweepProgress) => boolean): Promise<SweepProgress> {
    return waitFor(
      what,
      async () => {
        const at = await this.progress(round);
        return enough(at) && at;
      },
      { withinMs: 120_000, everyMs: 50 },
    );
  }

  async left(round: string): Promise<RoundLeft> {
    const [row] = await this.query<Omit<RoundLeft, keyof SweepProgress>>(
      `WITH own AS (SELECT id FROM freeze_case WHERE number LIKE $1 || '-%'),
         event AS (SELECT case_id FROM case_event WHERE case_id IN (SELECT id FROM own)),
         task AS (SELECT case_id FROM notification WHERE case_id IN (SELECT id FROM own))
       SELECT (SELECT count(*)::int FROM event) AS events, (SELECT count(DISTINCT case_id)::int FROM event) AS cases,
         (SELECT count(*)::int FROM task) AS told, (SELECT count(DISTINCT case_id)::int FROM task) AS "toldCases",
         (SELECT count(*)::int FROM case_clock WHERE case_id IN (SELECT id FROM own) AND next_fire_at <= now()) AS due`,
      [round],
    );
    return { ...(await this.progress(round)), ...(row as Omit<RoundLeft, keyof SweepProgress>) };
  }

  /**
   * As the sweep of any worker does it, once the five minutes are over after which a job is taken for lost.
   * @returns of how many steps the job was asked for again.
   */
  async askForLost(): Promise<number> {
    await waitFor(
      'all jobs to be handed over',
      async () => (await this.query('SELECT 1 FROM outbox')).length === 0,
    );
    const reminders = new ClockReminders(this.database);
    const later = new Date(Date.now() + HOUR / 10);
    let asked = 0;
    for (let more = -1; more !== 0; asked += more) more = await reminders.requeueLost(later);
    return asked;
  }

  /** SIGKILL of the server and of everything that it has started; it is started again as `thaw up` does it. */
  async killServer(): Promise<void> {
    signalPostgres(join(this.folder, 'pg'), 'SIGKILL');
    await waitFor('another server', async () => {
      const [row] = await this.query<{ since: Date }>('SELECT pg_postmaster_start_time() AS since');
      return row !== undefined && this.serverSince !== row.since.getTime();
    });
    await this.noteServer();
  }

  async stop(): Promise<void> {
    await this.letGo();
    await this.database.onApplicationShutdown();
    await this.pool.end();
    await this.cluster.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private serverSince = 0;

  private async noteServer(): Promise<void> {
    const [row] = await this.query<{ since: Date }>('SELECT pg_postmaster_start_time() AS since');
    this.serverSince = row?.since.getTime() ?? 0;
  }

  private async prepare(): Promise<void> {
    await this.query(
      `INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at)
       VALUES (gen_random_uuid(), '100310054110001', '小店', '91310000MA1FL0001X', '5411', '上海', now())`,
    );
    await this.query(
      `INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
       SELECT gen_random_uuid(), 'A0000001', id, 'standard', now() FROM merchant`,
    );
    await this.query(
      `INSERT INTO app_user (id, login, display_name, password_hash, created_at) VALUES ($1, 'owner', 'owner', 'x', now())`,
      [this.owner],
    );
    await this.query(`
      CREATE SEQUENCE swept_rows;
      CREATE TABLE hold_at (swept_row bigint NOT NULL);
      INSERT INTO hold_at VALUES (0);
      CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
          IF nextval('swept_rows') = (SELECT swept_row FROM hold_at) THEN
            PERFORM pg_advisory_xact_lock_shared(7);
          END IF;
          RETURN NEW;
        END $$;
      CREATE TRIGGER hold BEFORE INSERT ON clock_reminder FOR EACH ROW EXECUTE FUNCTION hold();`);
    await this.noteServer();
  }
}
