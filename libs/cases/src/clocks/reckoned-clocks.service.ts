import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { CLOCK_EXTENSIONS, ClocksService, type ClockKind, type MovedClock } from '@thaw/sla';
import { IsNull } from 'typeorm';
import { TellingEffects } from '../effects/telling-effects';
import { Appeal, EvidenceRequest, FreezeCase, MajorEvent, Objection } from '../entities';
import { EventLog } from '../event-log';

const CLOCK_ACTOR = systemActor('clock');

/** Clocks of a case that go by other calendars since: what the desk reckons by was changed, or who works the case. */
@Injectable()
export class ReckonedClocks {
  constructor(
    private readonly clocks: ClocksService,
    private readonly events: EventLog,
    private readonly telling: TellingEffects,
  ) {}

  /** Reckons all that run, of a case that the transaction holds locked; each that is moved is an event of its own. */
  async follow(tx: Tx, freezeCase: FreezeCase, now: Date): Promise<void> {
    const moved = await this.clocks.reckonAnew(tx, freezeCase, now);
    // Each is a step of its own in the timeline; what is only held at what was told, or counted by another calendar, is none.
    const steps = moved.filter(({ from, dueAt }) => dueAt.getTime() !== from.getTime());
    for (const each of moved) if (!steps.includes(each)) await this.note(tx, freezeCase, each, now);
    if (steps.length === 0) return;
    const theirs = steps.filter(({ kind }) => CLOCK_EXTENSIONS[kind] === 'merchant');
    const versions = {
      version: freezeCase.version + steps.length,
      merchantVersion: freezeCase.merchantVersion + theirs.length,
    };
    await tx.update(FreezeCase, { id: freezeCase.id }, versions);
    Object.assign(freezeCase, versions);
    for (const each of steps) await this.tell(tx, freezeCase, each, now);
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
          ...(change.calendar === undefined ? {} : { calendar: change.calendar }),
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

  /**
   * The due instant stands, and the clock keeps why: the merchant was told a later one than the calendars now say, or another
   * calendar says the same.
   */
  private async note(
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
        type: change.calendar === undefined ? 'deadline_held' : 'clock_calendar_changed',
        data: {
          clock: kind,
          dueAt: dueAt.toISOString(),
          ...(change.calendar === undefined ? {} : { calendar: change.calendar }),
          calendarRevision: change.revision,
        },
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
