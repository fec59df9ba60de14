import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CLOCK_EXTENSIONS, ClocksService, type ClockKind, type MovedClock } from '@thaw/sla';
import { IsNull } from 'typeorm';
import { CaseRepository } from './case.repository';
import { CLOCK_ACTOR } from './case.service';
import { TellingEffects } from './effects/telling-effects';
import { Appeal, EvidenceRequest, FreezeCase, MajorEvent, Objection } from './entities';
import { EventLog } from './event-log';
import { MovedWindows } from './moved-windows.service';

const BATCH = 200;

/** What the desk reckons by was changed: each case whose clocks it moves hears of it, as an event of its own. */
@Injectable()
export class CalendarMoves {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly clocks: ClocksService,
    private readonly events: EventLog,
    private readonly telling: TellingEffects,
    private readonly windows: MovedWindows,
  ) {}

  /**
   * The job `calendars.changed`, and a sweep for such as were lost.
   * @returns of how many cases it looked at the clocks, or moved the window for an appeal.
   */
  async followAll(): Promise<number> {
    const windows = await this.windows.followAll();
    return windows + (await this.followClocks());
  }

  private async followClocks(): Promise<number> {
    let looked = 0;
    for (;;) {
      const due = await this.database.asActor(CLOCK_ACTOR, (tx) => this.clocks.reckonedBefore(tx, BATCH));
      // One that cannot be followed keeps none of the others waiting, and is not kept quiet either.
      const ends = await Promise.allSettled(due.map((caseId) => this.follow(caseId)));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
      looked += due.length;
      if (due.length < BATCH) return looked;
    }
  }

  private async follow(caseId: string): Promise<void> {
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      const now = this.clock.now();
      const moved = await this.clocks.reckonAnew(tx, caseId, now);
      // Each is a step of its own in the timeline; what is only held at what was told is none.
      const steps = moved.filter(({ from, dueAt }) => dueAt.getTime() !== from.getTime());
      for (const each of moved) if (!steps.includes(each)) await this.noteHeld(tx, freezeCase, each, now);
      if (steps.length === 0) return;
      const theirs = steps.filter(({ kind }) => CLOCK_EXTENSIONS[kind] === 'merchant');
      const versions = {
        version: freezeCase.version + steps.length,
        merchantVersion: freezeCase.merchantVersion + theirs.length,
      };
      await tx.update(FreezeCase, { id: caseId }, versions);
      Object.assign(freezeCase, versions);
      for (const each of steps) await this.tell(tx, freezeCase, each, now);
    });
  }

  private async tell(
    tx: Tx,
    freezeCase: FreezeCase,
    { kind, from, dueAt, change, corrected }: MovedClock,
    now: Date,
  ) {
    const ofMerchant = CLOCK_EXTENSIONS[kind] === 'merchant';
    await this.events.append(tx, {
      caseId: freezeCase.id,
      at: now,
      actor: CLOCK_ACTOR,
      persona: 'clock',
      from: freezeCase.state,
      to: freezeCase.state,
      draft: {
        type: ofMerchant ? 'merchant_deadline_extended' : 'deadline_reckoned_anew',
        data: {
          clock: kind,
          from: from.toISOString(),
          dueAt: dueAt.toISOString(),
          calendarRevision: change.revision,
          ...(corrected ? { corrected } : {}),
        },
      },
      clocks: [change],
    });
    await this.moveRow(tx, freezeCase.id, kind, dueAt);
    if (!ofMerchant) return;
    await this.telling.notifyMerchant(
      { tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false },
      { kind: 'notify_merchant', template: 'deadline_extended', dueAt },
    );
  }

  /** The merchant was told a later instant than the calendars now say: it stays, and the clock keeps why. */
  private async noteHeld(
    tx: Tx,
    { id, state }: FreezeCase,
    { kind, dueAt, change }: MovedClock,
    now: Date,
  ): Promise<void> {
    await this.events.append(tx, {
      caseId: id,
      at: now,
      actor: CLOCK_ACTOR,
      persona: 'clock',
      from: state,
      to: state,
      draft: {
        type: 'deadline_held',
        data: { clock: kind, dueAt: dueAt.toISOString(), calendarRevision: change.revision },
      },
      clocks: [change],
    });
  }

  /** What was asked for or objected says its deadline itself, too. */
  private async moveRow(tx: Tx, caseId: string, kind: ClockKind, dueAt: Date): Promise<void> {
    if (kind === 'evidence') await tx.update(EvidenceRequest, { caseId, closedAt: IsNull() }, { dueAt });
    if (kind === 'objection_reply')
      await tx.update(
        Objection,
        { caseId, answeredBy: IsNull(), dismissalReply: IsNull() },
        { replyDueAt: dueAt },
      );
    if (kind === 'appeal_reply')
      await tx.update(Appeal, { caseId, decidedAt: IsNull() }, { replyDueAt: dueAt });
    if (kind === 'major_event') await tx.update(MajorEvent, { caseId, reportedAt: IsNull() }, { dueAt });
  }
}
