import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import {
  CLOCK_EXTENSIONS,
  beginRun,
  dueOf,
  aheadOf,
  extendRun,
  holdRun,
  pauseRun,
  resumeRun,
  retargetRun,
  stepsOf,
  stillPending,
  type Calendars,
  type ClockKind,
  type ClockRun,
  type Target,
} from './arithmetic';
import { CalendarsQuery } from './calendars/calendars.query';
import { CaseClock } from './case-clock.entity';

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

/** How the clocks of a case run, told in the transaction of what happens to the case. What comes due, `ClockReminders` fires. */
@Injectable()
export class ClocksService {
  constructor(private readonly calendars: CalendarsQuery) {}

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
    // Locked, so that no sweep fires a step between what is read and what is written.
    const running = await tx.find(CaseClock, {
      where: { caseId, stoppedAt: IsNull() },
      lock: { mode: 'pessimistic_write' },
    });
    const moved: MovedClock[] = [];
    for (const clock of running) {
      if (clock.calendarRevision === calendars.revision) continue;
      const { kind, dueAt: from } = clock;
      const fresh = dueOf(clock.run, calendars).dueAt;
      const run =
        CLOCK_EXTENSIONS[kind] === 'merchant' && fresh < from ? holdRun(clock.run, from) : clock.run;
      const values = reckoned(run, calendars);
      const steps = stepsOf(kind, run, calendars);
      // Its last step has fired, handled or not: only a run of its own can come to it again.
      const goesOn = values.dueAt > now && !clock.pendingSteps.some(({ step }) => step === '100');
      const pendingSteps = goesOn ? aheadOf(steps, now) : stillPending(steps, clock.pendingSteps);
      await tx.update(
        CaseClock,
        { caseId, kind },
        {
          ...values,
          ...(goesOn ? { startedAt: now, overdueAt: null } : {}),
          pendingSteps: [...pendingSteps],
          nextFireAt: clock.pausedAt ? null : firstOf(pendingSteps),
        },
      );
      if (values.dueAt.getTime() !== from.getTime())
        moved.push({
          kind,
          from,
          dueAt: values.dueAt,
          revision: calendars.revision,
          corrected: goesOn && clock.overdueAt !== null,
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
    const pendingSteps = stillPending(stepsOf(kind, run, calendars), clock.pendingSteps);
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
    const steps = stepsOf(kind, run, calendars);
    const values = reckoned(run, calendars);
    const due = values.dueAt <= now && clock.overdueAt === null ? steps.slice(-1) : [];
    const pendingSteps = [...due, ...aheadOf(steps, now)];
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

const firstOf = (steps: readonly { at: string }[]): Date | null => (steps[0] ? new Date(steps[0].at) : null);

/** What is kept of a run beside itself: what follows from it by these calendars. */
function reckoned(run: ClockRun, calendars: Calendars) {
  const { dueAt, provisional } = dueOf(run, calendars);
  return { run, calendarRevision: calendars.revision, dueAt, provisional };
}
