import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CalendarsQuery, type Calendars } from '@thaw/sla';
import { CaseRepository, snapshotOf } from './case.repository';
import { CLOCK_ACTOR } from './case.service';
import { appealWindowEnd, leavesAppeal } from './domain';
import { TellingEffects } from './effects/telling-effects';
import { FreezeCase } from './entities';
import { EventLog } from './event-log';

const PAGE = 200;

/**
 * Windows for appeals end by the calendars too: where the arrangement of a year moves the last day, the merchant has the
 * longer time and is told so. What was told is never taken back.
 */
@Injectable()
export class MovedWindows {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly calendars: CalendarsQuery,
    private readonly events: EventLog,
    private readonly telling: TellingEffects,
  ) {}

  /** All windows that are open. @returns how many it moved. */
  async followAll(): Promise<number> {
    const ends: PromiseSettledResult<boolean>[] = [];
    let [until, id] = [this.clock.now(), NO_ID];
    for (;;) {
      const { page, calendars } = await this.database.asActor(CLOCK_ACTOR, async (tx) => ({
        page: await openAfter(tx, until, id),
        calendars: await this.calendars.inForce(tx),
      }));
      for (const each of page)
        if (movedEnd(each, calendars)) ends.push(...(await Promise.allSettled([this.follow(each.id)])));
      const last = page.at(-1);
      if (!last?.appealUntil || page.length < PAGE) break;
      [until, id] = [last.appealUntil, last.id];
    }
    // One that cannot be followed keeps none of the others waiting, and is not kept quiet either.
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return ends.filter((end) => end.status === 'fulfilled' && end.value).length;
  }

  private async follow(caseId: string): Promise<boolean> {
    return this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id: caseId }, CLOCK_ACTOR);
      const now = this.clock.now();
      const calendars = await this.calendars.inForce(tx);
      const { appealUntil: from, state } = freezeCase;
      const appealUntil = movedEnd(freezeCase, calendars);
      if (!appealUntil || !from || from <= now) return false;
      const changes = {
        appealUntil,
        changedAt: now,
        version: freezeCase.version + 1,
        merchantVersion: freezeCase.merchantVersion + 1,
      };
      await tx.update(FreezeCase, { id: caseId }, changes);
      Object.assign(freezeCase, changes);
      await this.events.append(tx, {
        caseId,
        at: now,
        actor: CLOCK_ACTOR,
        persona: 'clock',
        from: state,
        to: state,
        draft: {
          type: 'merchant_deadline_extended',
          data: {
            from: from.toISOString(),
            appealUntil: appealUntil.toISOString(),
            calendarRevision: calendars.revision,
          },
        },
      });
      await this.telling.notifyMerchant(
        { tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false },
        { kind: 'notify_merchant', template: 'deadline_extended', dueAt: appealUntil },
      );
      return true;
    });
  }
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Those whose window ends after this instant and case, the first to end first. */
const openAfter = (tx: Tx, until: Date, id: string): Promise<FreezeCase[]> =>
  tx
    .createQueryBuilder(FreezeCase, 'c')
    .where('(c.appealUntil, c.id) > (:until, :id)', { until, id })
    .orderBy('c.appealUntil')
    .addOrderBy('c.id')
    .limit(PAGE)
    .getMany();

/** Where by the calendars in force the window ends later than was told; null of a decision that leaves nothing to appeal. */
function movedEnd(freezeCase: FreezeCase, calendars: Calendars): Date | null {
  const { letterDeliveredAt, appealUntil, outcome } = freezeCase;
  const snapshot = snapshotOf(freezeCase);
  if (!letterDeliveredAt || !appealUntil || !leavesAppeal(snapshot, outcome)) return null;
  const until = appealWindowEnd(snapshot, letterDeliveredAt, calendars);
  return until > appealUntil ? until : null;
}
