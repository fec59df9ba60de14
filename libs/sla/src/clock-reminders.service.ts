import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';

const BATCH = 1_000;
/** Sweeps side by side while batches come full: each takes other clocks, and while one waits for its commit the other works. */
const SIDE_BY_SIDE = 2;
/**
 * A reminder that was asked for so long ago and is not handled has lost its job, with the queue or by using up its
 * attempts, the last of which comes after four minutes and a quarter.
 */
const LOST_AFTER_MS = 300_000;

/** A fired step that nobody has closed. */
export interface OpenReminder {
  /** The instant of the step itself. */
  readonly stepAt: Date;
  /** When its work was done, where only the telling is left; else null. */
  readonly actedAt: Date | null;
}

/** Which step of which run of a clock: what the job `clock.fired` carries. */
export interface FiredStep {
  readonly caseId: string;
  readonly kind: string;
  readonly startedAt: string;
  readonly step: string;
}

/**
 * The steps of clocks as they come. What is due stands in Postgres; the sweep claims it in batches, writes each reminder
 * under a key that cannot repeat and asks for the job that acts on it, all in one statement. The queue is only the wake-up:
 * a reminder stays open until its handler closes it, and one left open is asked for again.
 */
@Injectable()
export class ClockReminders {
  constructor(private readonly database: Database) {}

  /**
   * Fires one batch of what is due. A clock with several steps past (a worker that was down) fires one a batch, so
   * that each is a reminder of its own and none is lost.
   * @returns how many steps fired; a full batch means there may be more.
   */
  async fireDue(now: Date): Promise<number> {
    const rows = await this.database.asActor(systemActor('clock'), (tx) =>
      tx.query<{ fired: string }[]>(FIRE_DUE, [now, BATCH]),
    );
    return Number(rows[0]?.fired ?? 0);
  }

  /** Fires batch after batch until nothing is due any more. @param now asked anew for each batch. */
  async fireAllDue(now: () => Date): Promise<void> {
    for (let lanes = 1; ;) {
      const fired = await Promise.all(Array.from({ length: lanes }, () => this.fireDue(now())));
      if (Math.max(...fired) === 0) return;
      lanes = Math.max(...fired) < BATCH ? 1 : SIDE_BY_SIDE;
    }
  }

  /** When the next step of any clock comes, or came where it is still to fire; null where none is to come. */
  async nextFire(): Promise<Date | null> {
    const rows = await this.database.asActor(systemActor('clock'), (tx) =>
      tx.query<{ at: Date | null }[]>(
        'SELECT min(next_fire_at) AS at FROM case_clock WHERE next_fire_at IS NOT NULL',
      ),
    );
    return rows[0]?.at ?? null;
  }

  /**
   * Closes a fired step, in the transaction that acts on it: closed with what is done, or open again with it.
   * @returns null where it was not open; of what was closed before, or never fired, nothing is to be done.
   */
  async closeReminder(
    tx: Tx,
    { caseId, kind, startedAt, step }: FiredStep,
    now: Date,
  ): Promise<OpenReminder | null> {
    const [rows] = await tx.query<[{ due_at: Date; acted_at: Date | null }[], number]>(
      `UPDATE clock_reminder SET handled_at = $5
       WHERE case_id = $1 AND kind = $2 AND started_at = $3 AND step = $4 AND handled_at IS NULL
       RETURNING due_at, acted_at`,
      [caseId, kind, startedAt, step, now],
    );
    const [row] = rows;
    return row ? { stepAt: row.due_at, actedAt: row.acted_at } : null;
  }

  /** Of a step that was just closed all is done, but that somebody is told: for that it is asked for again at the instant. */
  async tellFrom(
    tx: Tx,
    { caseId, kind, startedAt, step }: FiredStep,
    actedAt: Date,
    from: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE clock_reminder SET acted_at = $5, tell_from = $6
       WHERE case_id = $1 AND kind = $2 AND started_at = $3 AND step = $4`,
      [caseId, kind, startedAt, step, actedAt, from],
    );
  }

  /** The sweep: steps whose telling waited for the desk to open are open again, and asked for. @returns how many. */
  async openWaiting(now: Date): Promise<number> {
    const rows = await this.database.asActor(systemActor('clock'), (tx) =>
      tx.query<{ asked: string }[]>(OPEN_WAITING, [now, BATCH]),
    );
    return Number(rows[0]?.asked ?? 0);
  }

  /** The sweep: steps that fired and whose job never came to its end get another. @returns how many. */
  async requeueLost(now: Date): Promise<number> {
    const rows = await this.database.asActor(systemActor('clock'), (tx) =>
      tx.query<{ asked: string }[]>(REQUEUE_LOST, [now, new Date(now.getTime() - LOST_AFTER_MS), BATCH]),
    );
    return Number(rows[0]?.asked ?? 0);
  }
}

/** The payload that each statement asks for. */
const PAYLOAD = `jsonb_build_object('caseId', case_id, 'kind', kind, 'startedAt', started_at, 'step', step)`;

const FIRE_DUE = `
WITH due AS (
  SELECT case_id, kind, started_at, pending_steps, next_fire_at
  FROM case_clock
  WHERE next_fire_at <= $1
  ORDER BY next_fire_at
  LIMIT $2
  FOR UPDATE SKIP LOCKED
), moved AS (
  UPDATE case_clock c
  SET pending_steps = due.pending_steps - 0,
      next_fire_at = (due.pending_steps -> 1 ->> 'at')::timestamptz
  FROM due
  WHERE c.case_id = due.case_id AND c.kind = due.kind
  RETURNING c.case_id, c.kind, c.started_at, due.pending_steps -> 0 ->> 'step' AS step, due.next_fire_at AS due_at
), reminded AS (
  INSERT INTO clock_reminder (case_id, kind, started_at, step, due_at, fired_at, requested_at)
  SELECT case_id, kind, started_at, step, due_at, $1, $1 FROM moved
  ON CONFLICT DO NOTHING
  RETURNING case_id, kind, started_at, step
), requested AS (
  INSERT INTO outbox (job, payload)
  SELECT 'clock.fired', ${PAYLOAD} FROM reminded
)
SELECT count(*) AS fired FROM moved`;

const REQUEUE_LOST = `
WITH lost AS (
  SELECT case_id, kind, started_at, step
  FROM clock_reminder
  WHERE handled_at IS NULL AND requested_at <= $2
  ORDER BY requested_at
  LIMIT $3
  FOR UPDATE SKIP LOCKED
), asked AS (
  UPDATE clock_reminder r
  SET requested_at = $1
  FROM lost
  WHERE (r.case_id, r.kind, r.started_at, r.step) = (lost.case_id, lost.kind, lost.started_at, lost.step)
  RETURNING r.case_id, r.kind, r.started_at, r.step
), requested AS (
  INSERT INTO outbox (job, payload)
  SELECT 'clock.fired', ${PAYLOAD} FROM asked
)
SELECT count(*) AS asked FROM asked`;

const OPEN_WAITING = `
WITH waited AS (
  SELECT case_id, kind, started_at, step
  FROM clock_reminder
  WHERE tell_from <= $1
  ORDER BY tell_from
  LIMIT $2
  FOR UPDATE SKIP LOCKED
), asked AS (
  UPDATE clock_reminder r
  SET requested_at = $1, handled_at = NULL, tell_from = NULL
  FROM waited
  WHERE (r.case_id, r.kind, r.started_at, r.step) = (waited.case_id, waited.kind, waited.started_at, waited.step)
  RETURNING r.case_id, r.kind, r.started_at, r.step
), requested AS (
  INSERT INTO outbox (job, payload)
  SELECT 'clock.fired', ${PAYLOAD} FROM asked
)
SELECT count(*) AS asked FROM asked`;
