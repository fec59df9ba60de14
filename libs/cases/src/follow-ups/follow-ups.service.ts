import { Injectable } from '@nestjs/common';
import { Database } from '@thaw/platform';
import { CalendarsQuery } from '@thaw/sla';
import { CLOCK_ACTOR } from '../case.service';
import { TellingEffects } from '../effects/telling-effects';
import { CaseFollowUp, FreezeCase } from '../entities';

const BATCH = 100;

/** Reminds people of the cases that they meant to look at again. */
@Injectable()
export class FollowUps {
  constructor(
    private readonly database: Database,
    private readonly calendars: CalendarsQuery,
    private readonly telling: TellingEffects,
  ) {}

  /**
   * A sweep: whose day has come is told once, in the hours of the desk; on a day of rest, when work begins again. Of a case
   * that was closed meanwhile nobody is reminded. @returns how many were.
   */
  async remindDue(now: Date): Promise<number> {
    return this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const due = await tx
        .createQueryBuilder(CaseFollowUp, 'f')
        .innerJoin(FreezeCase, 'c', `c.id = f.caseId AND c.state <> 'closed'`)
        .where('f.toldAt IS NULL AND f.dueAt <= :now', { now })
        .orderBy('f.dueAt')
        .limit(BATCH)
        .setLock('pessimistic_write', undefined, ['f'])
        .setOnLocked('skip_locked')
        .getMany();
      if (due.length === 0) return 0;
      if ((await this.calendars.inForce(tx)).openFrom('desk', now) > now) return 0;
      for (const { caseId, userId, dueAt } of due) {
        const freezeCase = await tx.findOneByOrFail(FreezeCase, { id: caseId });
        await this.telling.taskFor({ tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false }, userId, {
          kind: 'task_for_owner',
          task: 'follow_up_due',
          about: `${userId}/${dueAt.toISOString()}`,
        });
        await tx.update(CaseFollowUp, { caseId, userId }, { toldAt: now });
      }
      return due.length;
    });
  }
}
