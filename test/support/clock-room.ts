import { Database } from '@thaw/platform';
import type { Tx } from '@thaw/platform';
import {
  CalendarsQuery,
  ClockReminders,
  ClocksService,
  until,
  type ClockChange,
  type ClockKind,
  type Target,
} from '@thaw/sla';
import { SETUP } from './database-room';
import { createTestDatabase, type TestDatabase } from './test-database';

export const T0 = new Date('2026-11-23T01:00:00.000Z');
export const HOUR = 3_600_000;
export const after = (hours: number): Date => new Date(T0.getTime() + hours * HOUR);

const CALENDARS = new CalendarsQuery({ timeZone: 'Asia/Shanghai' });

/** Clocks to which one thing is done at a time, by the calendars in force, as an event would say it. */
class ToldClocks extends ClocksService {
  async tell(tx: Tx, caseId: string, now: Date, change: WithoutRevision): Promise<void> {
    const revision = await CALENDARS.revision(tx);
    await this.apply(tx, caseId, [{ ...change, revision } as ClockChange], now);
  }

  start = (tx: Tx, caseId: string, clock: ClockKind, now: Date, target: Target) =>
    this.tell(tx, caseId, now, { clock, does: 'start', target });
  extend = (tx: Tx, caseId: string, clock: ClockKind, now: Date, dueAt: Date) =>
    this.tell(tx, caseId, now, { clock, does: 'extend', dueAt: dueAt.toISOString() });
  pause = (tx: Tx, caseId: string, clock: ClockKind, now: Date) =>
    this.tell(tx, caseId, now, { clock, does: 'pause', reason: 'merchant_asked' });
  resume = (tx: Tx, caseId: string, clock: ClockKind, now: Date) =>
    this.tell(tx, caseId, now, { clock, does: 'resume' });
  stop = (tx: Tx, caseId: string, clock: ClockKind, now: Date) =>
    this.tell(tx, caseId, now, { clock, does: 'stop' });
  markOverdue = (tx: Tx, caseId: string, clock: ClockKind, now: Date) =>
    this.tell(tx, caseId, now, { clock, does: 'overdue' });
}

type WithoutRevision = ClockChange extends infer C
  ? C extends unknown
    ? Omit<C, 'revision'>
    : never
  : never;

/** Reminders after the due instant of a decision. */
export const AFTERWARDS = ['150', '200', '250', '300', '350'];

export interface FiredJob {
  readonly caseId: string;
  readonly kind: string;
  readonly startedAt: string;
  readonly step: string;
}

/** Clocks on a real database, with cases that are nothing but rows to hang them on. */
export class ClockRoom {
  private readonly opened: Database[] = [];

  private constructor(readonly peer: TestDatabase) {}

  static async prepare(): Promise<ClockRoom> {
    const peer = await createTestDatabase();
    await peer.query(
      `INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at)
       VALUES (gen_random_uuid(), '100310054110001', '小店', '91310000MA1FL0001X', '5411', '上海', now())`,
    );
    await peer.query(
      `INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
       SELECT gen_random_uuid(), 'A0000001', id, 'standard', now() FROM merchant`,
    );
    return new ClockRoom(peer);
  }

  /** A sweep with connections of its own, as another worker has. */
  sweep(): ClockReminders {
    return new ClockReminders(this.database());
  }

  database(): Database {
    const made = new Database({ databaseUrl: this.peer.url, databasePoolSize: 4 });
    this.opened.push(made);
    return made;
  }

  async cases(count: number): Promise<string[]> {
    const rows = await this.peer.query<{ id: string }>(
      `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version, opened_at, opened_by,
         opened_via, state_since, closed_at, resolution)
       SELECT gen_random_uuid(), gen_random_uuid()::text, 1, 1, id, merchant_id, 'closed', 1, $2, 'system:setup', 'machine', $2, $2,
         'withdrawn' FROM terminal, generate_series(1, $1)
       RETURNING id`,
      [count, T0],
    );
    return rows.map(({ id }) => id);
  }

  /** Starts a clock on a case of its own. */
  async started(kind: ClockKind, dueAt = after(10), from = T0): Promise<string> {
    const [caseId] = await this.cases(1);
    await this.tell((clocks, tx) => clocks.start(tx, caseId as string, kind, from, until(dueAt).target));
    return caseId as string;
  }

  async tell(work: (clocks: ToldClocks, tx: Tx) => Promise<unknown>): Promise<void> {
    const database = this.opened[0] ?? this.database();
    await database.asActor(SETUP, (tx) => work(new ToldClocks(CALENDARS), tx));
  }

  async clock(caseId: string) {
    const [row] = await this.peer.query<{
      started_at: Date;
      due_at: Date;
      paused_at: Date | null;
      stopped_at: Date | null;
      overdue_at: Date | null;
      next_fire_at: Date | null;
      steps: string[];
    }>(
      `SELECT *, ARRAY(SELECT jsonb_array_elements(pending_steps) ->> 'step') AS steps FROM case_clock WHERE case_id = $1`,
      [caseId],
    );
    return row;
  }

  /** The jobs asked for, in the order in which they were. */
  async jobs(caseId: string | null = null): Promise<FiredJob[]> {
    const rows = await this.peer.query<{ payload: FiredJob }>(
      `SELECT payload FROM outbox WHERE job = 'clock.fired' AND ($1::text IS NULL OR payload ->> 'caseId' = $1) ORDER BY id`,
      [caseId],
    );
    return rows.map(({ payload }) => payload);
  }

  async reminders(): Promise<number> {
    const [row] = await this.peer.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM clock_reminder',
    );
    return row?.count ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((each) => each.onApplicationShutdown()));
  }

  async clear(): Promise<void> {
    await this.close();
    for (const table of ['case_clock', 'clock_reminder', 'outbox', 'freeze_case'])
      await this.peer.query(`DELETE FROM ${table}`);
  }
}

/** Batch after batch, as the worker does. @returns what each batch fired */
export async function fireAll(clocks: ClockReminders, now: Date): Promise<number[]> {
  const batches: number[] = [];
  for (let fired = await clocks.fireDue(now); fired > 0; fired = await clocks.fireDue(now))
    batches.push(fired);
  return batches;
}
