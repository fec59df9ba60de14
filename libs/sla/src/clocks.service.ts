import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import {
  CLOCK_EXTENSIONS,
  beginRun,
  dueOf,
  extendRun,
  pauseRun,
  resumeRun,
  retargetRun,
  stepsOf,
  type Calendars,
  type ClockKind,
  type ClockRun,
  type Target,
} from './arithmetic';
import { CalendarsQuery } from './calendars/calendars.query';
import { CaseClock } from './case-clock.entity';

const BATCH = 1_000;
/**
 * A reminder that was asked for so long ago and is not handled has lost its job, with the queue or by using up its
 * attempts, the last of which comes after four minutes and a quarter.
 */
const LOST_AFTER_MS = 300_000;

/** Which step of which run of a clock: what the job `clock.fired` carries. */
export interface FiredStep {
  readonly caseId: string;
  readonly kind: string;
  readonly startedAt: string;
  readonly step: string;
}

/** A clock that is due at another instant than it was. */
export interface MovedClock {
  readonly kind: ClockKind;
  readonly from: Date;
  readonly dueAt: Date;
  /** Of the calendars by which it is. */
  readonly revision: number;
  /** It was overdue and is not any more. */
  readonly corrected: boolean;
}

/**
 * The clocks of cases. What is due stands in Postgres; the sweep claims it in batches, writes each reminder under a
 * key that cannot repeat and asks for the job that acts on it, all in one statement. The queue is only the wake-up: a
 * reminder stays open until its handler closes it, and one left open is asked for again.
 */
@Injectable()
export class ClocksService {
  constructor(
    private readonly database: Database,
    private readonly calendars: CalendarsQuery,
  ) {}

  /** Starts a clock, or starts it anew from `now`. */
  async start(tx: Tx, caseId: string, kind: ClockKind, now: Date, target: Target): Promise<void> {
    const calendars = await this.calendars.inForce(tx);
    const run = beginRun(target, now);
    const pendingSteps = stepsOf(kind, run, calendars);
    await tx.upsert(
      CaseClock,
      {
        caseId,
        kind,
        beganAt: now,
        startedAt: now,
        ...reckoned(run, calendars),
        pausedAt: null,
        stoppedAt: null,
        overdueAt: null,
        pendingSteps: [...pendingSteps],
        nextFireAt: firstOf(pendingSteps),
      },
      ['caseId', 'kind'],
    );
  }

  /** Another target for a clock that has not been stopped: from where it began, the time that it has used stays used. */
  async retarget(tx: Tx, caseId: string, kind: ClockKind, now: Date, target: Target): Promise<void> {
    await this.move(tx, caseId, kind, now, (run) => retargetRun(run, target));
  }

  /** Another due instant for a clock that has not been stopped. */
  async extend(tx: Tx, caseId: string, kind: ClockKind, now: Date, dueAt: Date): Promise<void> {
    await this.move(tx, caseId, kind, now, (run, calendars) => extendRun(run, dueAt, calendars));
  }

  /**
   * Reckons the running clocks of a case by the calendars in force. A deadline that was told to a merchant never comes
   * earlier for it. Reminders that went out stay; a breach that there no longer is, is corrected, and the clock goes on to
   * its new end.
   * @returns those that are due at another instant.
   */
  async reckonAnew(tx: Tx, caseId: string, now: Date): Promise<readonly MovedClock[]> {
    const calendars = await this.calendars.inForce(tx);
    const running = await tx.findBy(CaseClock, { caseId, stoppedAt: IsNull() });
    const moved: MovedClock[] = [];
    for (const clock of running) {
      if (clock.calendarRevision === calendars.revision) continue;
      const { kind, dueAt: from } = clock;
      const fresh = dueOf(clock.run, calendars).dueAt;
      const holds = CLOCK_EXTENSIONS[kind] === 'merchant' && fresh < from;
      const run = holds ? extendRun(clock.run, from, calendars) : clock.run;
      const values = reckoned(run, calendars);
      const corrected = clock.overdueAt !== null && values.dueAt > now;
      const left = new Set(clock.pendingSteps.map(({ step }) => step));
      const pendingSteps = stepsOf(kind, run, calendars).filter(({ step, at }) =>
        corrected ? Date.parse(at) > now.getTime() : left.has(step),
      );
      await tx.update(
        CaseClock,
        { caseId, kind },
        {
          ...values,
          // Its last step has fired: only a run of its own can come to it again.
          ...(corrected ? { startedAt: now, overdueAt: null } : {}),
          pendingSteps: [...pendingSteps],
          nextFireAt: clock.pausedAt ? null : firstOf(pendingSteps),
        },
      );
      if (values.dueAt.getTime() !== from.getTime())
        moved.push({ kind, from, dueAt: values.dueAt, revision: calendars.revision, corrected });
    }
    return moved;
  }

  /** Cases with running clocks that were reckoned by other calendars than those in force, at most so many. */
  async reckonedBefore(tx: Tx, most: number): Promise<readonly string[]> {
    const rows = await tx.query<{ case_id: string }[]>(
      `SELECT DISTINCT case_id FROM case_clock
       WHERE stopped_at IS NULL AND calendar_revision < $1
       LIMIT $2`,
      [await this.calendars.revision(tx), most],
    );
    return rows.map(({ case_id }) => case_id);
  }

  /** No step fires while a clock is paused. Pausing what is paused or stopped changes nothing. */
  async pause(tx: Tx, caseId: string, kind: ClockKind, now: Date): Promise<void> {
    const clock = await tx.findOneBy(CaseClock, { caseId, kind });
    if (!clock || clock.pausedAt || clock.stoppedAt) return;
    const run = pauseRun(clock.run, now);
    await tx.update(CaseClock, { caseId, kind }, { run, pausedAt: now, nextFireAt: null });
  }

  /** Goes on with the time that was left, in its own measure: a night or a holiday of the pause costs nothing. */
  async resume(tx: Tx, caseId: string, kind: ClockKind, now: Date): Promise<void> {
    const clock = await tx.findOneBy(CaseClock, { caseId, kind });
    if (!clock?.pausedAt || clock.stoppedAt) return;
    const calendars = await this.calendars.inForce(tx);
    const run = resumeRun(clock.run, now);
    const left = new Set(clock.pendingSteps.map(({ step }) => step));
    const pendingSteps = stepsOf(kind, run, calendars).filter(({ step }) => left.has(step));
    await tx.update(
      CaseClock,
      { caseId, kind },
      {
        ...reckoned(run, calendars),
        pausedAt: null,
        pendingSteps: [...pendingSteps],
        nextFireAt: firstOf(pendingSteps),
      },
    );
  }

  async stop(tx: Tx, caseId: string, kind: ClockKind, now: Date): Promise<void> {
    await tx.query(
      `UPDATE case_clock SET stopped_at = $3, next_fire_at = NULL, pending_steps = '[]'
       WHERE case_id = $1 AND kind = $2 AND stopped_at IS NULL`,
      [caseId, kind, now],
    );
  }

  async markOverdue(tx: Tx, caseId: string, kind: ClockKind, now: Date): Promise<void> {
    await tx.query(
      'UPDATE case_clock SET overdue_at = coalesce(overdue_at, $3) WHERE case_id = $1 AND kind = $2',
      [caseId, kind, now],
    );
  }

  /** The breach turned out to be none: what was to be done had come in before the due instant. */
  async clearOverdue(tx: Tx, caseId: string, kind: ClockKind): Promise<void> {
    await tx.update(CaseClock, { caseId, kind }, { overdueAt: null });
  }

  async ofCase(tx: Tx, caseId: string): Promise<readonly CaseClock[]> {
    return tx.find(CaseClock, { where: { caseId }, order: { kind: 'ASC' } });
  }

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

  /**
   * Closes a fired step, in the transaction that acts on it: closed with what is done, or open again with it.
   * @returns whether it was open; of what was closed before, or never fired, nothing is to be done.
   */
  async closeReminder(tx: Tx, { caseId, kind, startedAt, step }: FiredStep, now: Date): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE clock_reminder SET handled_at = $5
       WHERE case_id = $1 AND kind = $2 AND started_at = $3 AND step = $4 AND handled_at IS NULL`,
      [caseId, kind, startedAt, step, now],
    );
    return count === 1;
  }

  /** The sweep: steps that fired and whose job never came to its end get another. @returns how many. */
  async requeueLost(now: Date): Promise<number> {
    const rows = await this.database.asActor(systemActor('clock'), (tx) =>
      tx.query<{ asked: string }[]>(REQUEUE_LOST, [now, new Date(now.getTime() - LOST_AFTER_MS), BATCH]),
    );
    return Number(rows[0]?.asked ?? 0);
  }

  /**
   * Steps ahead fire at their new instants; of those past none is told again, but for the due instant itself where nobody
   * was told of it. A breach that there no longer is, is taken back.
   */
  private async move(
    tx: Tx,
    caseId: string,
    kind: ClockKind,
    now: Date,
    change: (run: ClockRun, calendars: Calendars) => ClockRun,
  ): Promise<void> {
    const clock = await tx.findOneBy(CaseClock, { caseId, kind });
    if (!clock || clock.stoppedAt) return;
    const calendars = await this.calendars.inForce(tx);
    const run = change(clock.run, calendars);
    const pendingSteps = stepsOf(kind, run, calendars).filter(
      ({ step, at }) => Date.parse(at) > now.getTime() || (step === '100' && clock.overdueAt === null),
    );
    const values = reckoned(run, calendars);
    await tx.update(
      CaseClock,
      { caseId, kind },
      {
        startedAt: now,
        ...values,
        overdueAt: values.dueAt > now ? null : clock.overdueAt,
        pendingSteps: [...pendingSteps],
        nextFireAt: clock.pausedAt ? null : firstOf(pendingSteps),
      },
    );
  }
}

/** The payload that both statements ask for. */
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

const firstOf = (steps: readonly { at: string }[]): Date | null => (steps[0] ? new Date(steps[0].at) : null);

/** What is kept of a run beside itself: what follows from it by these calendars. */
function reckoned(run: ClockRun, calendars: Calendars) {
  const { dueAt, provisional } = dueOf(run, calendars);
  return { run, calendarRevision: calendars.revision, dueAt, provisional };
}
