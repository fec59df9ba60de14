import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CLOCK_EXTENSIONS, ClocksService, type MovedClock } from '@thaw/sla';
import { IsNull } from 'typeorm';
import { CaseRepository } from './case.repository';
import { CLOCK_ACTOR } from './case.service';
import { TellingEffects } from './effects/telling-effects';
import { EvidenceRequest, FreezeCase } from './entities';
import { EventLog } from './event-log';

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
  ) {}

  /** The job `calendars.changed`, and a sweep for such as were lost. @returns how many cases it looked at. */
  async followAll(): Promise<number> {
    let looked = 0;
    for (;;) {
      const due = await this.database.asActor(CLOCK_ACTOR, (tx) => this.clocks.reckonedBefore(tx, BATCH));
      for (const caseId of due) await this.follow(caseId);
      looked += due.length;
      if (due.length < BATCH) return looked;
    }
  }

  private async follow(caseId: string): Promise<void> {
    await this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      const now = this.clock.now();
      const moved = await this.clocks.reckonAnew(tx, caseId, now);
      if (moved.length === 0) return;
      const theirs = moved.some(({ kind }) => CLOCK_EXTENSIONS[kind] === 'merchant');
      await tx.update(
        FreezeCase,
        { id: caseId },
        {
          version: freezeCase.version + 1,
          merchantVersion: freezeCase.merchantVersion + (theirs ? 1 : 0),
        },
      );
      for (const each of moved) await this.tell(tx, freezeCase, each, now);
    });
  }

  private async tell(
    tx: Tx,
    freezeCase: FreezeCase,
    { kind, from, dueAt, revision, corrected }: MovedClock,
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
          calendarRevision: revision,
          ...(corrected ? { corrected } : {}),
        },
      },
    });
    if (!ofMerchant) return;
    await tx.update(EvidenceRequest, { caseId: freezeCase.id, closedAt: IsNull() }, { dueAt });
    await this.telling.notifyMerchant(
      { tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false },
      { kind: 'notify_merchant', template: 'deadline_extended', dueAt },
    );
  }
}
