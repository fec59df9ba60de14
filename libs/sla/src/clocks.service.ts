import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { In, IsNull } from 'typeorm';
import {
  calendarOf,
  changeClock,
  dueOf,
  recalendarRun,
  stepsOf,
  stepsOfRun,
  stillPending,
  type Calendars,
  type ClockChange,
  type ClockHistory,
  type ClockKind,
  type PendingStep,
  type WorkedCase,
} from './arithmetic';
import { CalendarsQuery } from './calendars/calendars.query';
import { CaseClock } from './case-clock.entity';

/** A clock that was reckoned by other calendars, so that its run is another. */
export interface MovedClock {
  readonly kind: ClockKind;
  readonly from: Date;
  /** The same as `from` where what was told is only held. */
  readonly dueAt: Date;
  /** What the event is to tell of it. */
  readonly change: ClockChange & { readonly does: 'reckon' };
  /** It was overdue and is not any more. */
  readonly corrected: boolean;
}

/** How the clocks of a case run, told in the transaction of what happens to the case. What comes due, `ClockReminders` fires. */
@Injectable()
export class ClocksService {
  constructor(private readonly calendars: CalendarsQuery) {}

  /**
   * Does to the clocks of a case what an event says that was appended in this transaction: the one way to change a clock, so
   * that what is stored is what the events tell.
   */
  async apply(tx: Tx, caseId: string, changes: readonly ClockChange[], now: Date): Promise<void> {
    for (const change of changes) await this.change(tx, caseId, change, now);
  }

  /**
   * Reckons the running clocks of a case by the calendars in force, each by the one that it goes by now: another queue or class
   * may be worked by another, and so may a queue since. A clock of before calendars were chosen goes on as it began. A deadline that was told to a merchant never comes
   * earlier for it. Reminders that went out stay; a breach that there no longer is, is corrected, and the clock goes on to
   * its new end.
   * @returns those whose run is another since, each for an event; of the others only the revision is noted.
   */
  async reckonAnew(
    tx: Tx,
    { id: caseId, ...worked }: WorkedCase & { readonly id: string },
    now: Date,
  ): Promise<readonly MovedClock[]> {
    const calendars = await this.calendars.inForce(tx);
    const { revision } = calendars;
    // Locked, so that no sweep fires a step between what is read and what is written.
    const running = await tx.find(CaseClock, {
      where: { caseId, stoppedAt: IsNull() },
      lock: { mode: 'pessimistic_write' },
    });
    const moved: MovedClock[] = [];
    for (const clock of running) {
      const { kind, dueAt: from, run } = clock;
      const wanted = run.calendar === undefined ? undefined : calendarOf(kind, worked, calendars);
      const calendar = wanted === run.calendar ? undefined : wanted;
      if (clock.calendarRevision === revision && calendar === undefined) continue;
      const before = historyOf(clock);
      const fresh = dueOf(calendar === undefined ? run : recalendarRun(run, calendar), calendars).dueAt;
      // Its due instant has fired, handled or not: only a run of its own can come to it again.
      const restarts = fresh > from && fresh > now && !clock.pendingSteps.some(({ step }) => step === '100');
      const change = {
        clock: kind,
        does: 'reckon',
        revision,
        restarts,
        ...(calendar === undefined ? {} : { calendar }),
      } as const;
      const after = changeClock(before, change, now, () => calendars) as ClockHistory;
      await this.write(tx, caseId, change, after, calendars, clock.pendingSteps, now);
      if (after.dueAt !== before.dueAt || after.run !== before.run)
        moved.push({
          kind,
          from,
          dueAt: new Date(after.dueAt),
          change,
          corrected: restarts && clock.overdueAt !== null,
        });
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

  /** Years of the desk that deadlines of running clocks reach over which rest on plain weekdays, earliest first. */
  async yearsOfProvisional(tx: Tx): Promise<readonly number[]> {
    const rows = await tx.query<{ year: number }[]>(
      `SELECT DISTINCT generate_series(
         extract(year FROM began_at AT TIME ZONE $1)::int,
         extract(year FROM (due_at - interval '1 millisecond') AT TIME ZONE $1)::int) AS year
       FROM case_clock WHERE provisional AND stopped_at IS NULL ORDER BY year`,
      [this.calendars.zone.name],
    );
    return rows.map(({ year }) => year);
  }

  async ofCase(tx: Tx, caseId: string): Promise<readonly CaseClock[]> {
    return this.ofCases(tx, [caseId]);
  }

  async ofCases(tx: Tx, caseIds: readonly string[]): Promise<readonly CaseClock[]> {
    return tx.find(CaseClock, { where: { caseId: In([...caseIds]) }, order: { kind: 'ASC' } });
  }

  private async change(tx: Tx, caseId: string, change: ClockChange, now: Date): Promise<void> {
    const stored = await tx.findOne(CaseClock, {
      where: { caseId, kind: change.clock },
      lock: { mode: 'pessimistic_write' },
    });
    const before = stored ? historyOf(stored) : undefined;
    const revision = 'revision' in change ? change.revision : before?.revision;
    if (revision === undefined) return;
    const calendars = await this.calendars.at(tx, revision);
    const after = changeClock(before, change, now, () => calendars);
    if (!after || after === before) return;
    await this.write(tx, caseId, change, after, calendars, stored?.pendingSteps ?? [], now);
  }

  private async write(
    tx: Tx,
    caseId: string,
    change: ClockChange,
    after: ClockHistory,
    calendars: Calendars,
    before: readonly PendingStep[],
    now: Date,
  ): Promise<void> {
    const pendingSteps = [...pendingAfter(change, after, calendars, before, now)];
    await tx.upsert(
      CaseClock,
      {
        caseId,
        kind: change.clock,
        ...storedOf(after),
        pendingSteps,
        nextFireAt: nextOf(after, pendingSteps),
      },
      ['caseId', 'kind'],
    );
  }
}

/** When the first of them fires: never while it is paused or stopped. */
export const nextOf = (
  { pausedAt, stoppedAt }: Pick<ClockHistory, 'pausedAt' | 'stoppedAt'>,
  [first]: readonly PendingStep[],
): Date | null => (first && pausedAt === null && stoppedAt === null ? new Date(first.at) : null);

/** A clock as it is stored, in the words of its history. */
export const historyOf = (clock: CaseClock): ClockHistory => ({
  run: clock.run,
  startedAt: clock.startedAt.getTime(),
  revision: clock.calendarRevision,
  pausedAt: clock.pausedAt?.getTime() ?? null,
  stoppedAt: clock.stoppedAt?.getTime() ?? null,
  overdueAt: clock.overdueAt?.getTime() ?? null,
  dueAt: clock.dueAt.getTime(),
  provisional: clock.provisional,
});

/** What of a clock's history is stored, and where. */
export const storedOf = (history: ClockHistory) => ({
  run: history.run,
  calendarRevision: history.revision,
  beganAt: new Date(history.run.beganAt),
  startedAt: new Date(history.startedAt),
  dueAt: new Date(history.dueAt),
  provisional: history.provisional,
  pausedAt: instant(history.pausedAt),
  stoppedAt: instant(history.stoppedAt),
  overdueAt: instant(history.overdueAt),
});

const instant = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/**
 * Another run's steps ahead fire at their new instants, and of those past none is told again. Whatever else leaves to fire
 * what had not.
 */
function pendingAfter(
  change: ClockChange,
  after: ClockHistory,
  calendars: Calendars,
  before: readonly PendingStep[],
  now: Date,
): readonly PendingStep[] {
  if (after.stoppedAt !== null) return [];
  if (change.does === 'overdue' || change.does === 'clear_overdue' || change.does === 'pause') return before;
  const steps = stepsOf(change.clock, after.run, calendars);
  if (change.does === 'start') return steps;
  if (change.does === 'resume' || (change.does === 'reckon' && !change.restarts))
    return stillPending(steps, before);
  return stepsOfRun(steps, after.overdueAt, now.getTime());
}
