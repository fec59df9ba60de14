import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Database } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { DutyAlarms } from './duty-alarms.service';

/** One batch, after which another transaction begins. */
const BATCH = 200;
const ACTOR = systemActor('clock');

/**
 * Cases that may wait for nobody: of a role that they could need, everybody who is there has acted on the case before.
 * Whoever has not may do whatever the role may; so this finds all there are, and few beside them.
 */
const SUSPECTS = `
  SELECT c.id FROM freeze_case c
  WHERE c.id > $1 AND (
    EXISTS (SELECT FROM duty_alarm a WHERE a.case_id = c.id AND a.ended_at IS NULL)
    OR ((c.state <> 'closed' OR EXISTS (SELECT FROM authority_hold h WHERE h.case_id = c.id AND h.released_at IS NULL))
      AND EXISTS (
        SELECT FROM unnest(ARRAY['agent', 'supervisor', 'reviewer']) AS wanted (role)
        WHERE NOT EXISTS (
          SELECT FROM user_role r JOIN app_user u ON u.id = r.user_id AND u.disabled_at IS NULL
          WHERE r.role = wanted.role AND r.confirmed_at IS NOT NULL
            AND (r.role = 'reviewer' OR c.queue IS NULL OR c.owner_id = u.id
              OR EXISTS (SELECT FROM queue_member m WHERE m.queue = c.queue AND m.user_id = u.id))
            AND NOT EXISTS (SELECT FROM case_event e WHERE e.case_id = c.id AND e.actor = 'user:' || u.id)))))
  ORDER BY c.id LIMIT ${BATCH}`;

/** Looks again at what cases wait for, once the people of the desk are others. */
@Injectable()
export class DutyLooks {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cases: CaseRepository,
    private readonly alarms: DutyAlarms,
  ) {}

  /** The job `people.changed`, and a sweep for such as were lost. @returns how many cases it looked at. */
  async lookAtAll(): Promise<number> {
    const looks: PromiseSettledResult<void>[] = [];
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const suspects = await this.database.asActor(ACTOR, (tx) =>
        tx.query<{ id: string }[]>(SUSPECTS, [after]),
      );
      for (const { id } of suspects) looks.push(...(await Promise.allSettled([this.look(id)])));
      const last = suspects.at(-1);
      if (!last || suspects.length < BATCH) break;
      after = last.id;
    }
    // One that cannot be looked at keeps none of the others waiting, and is not kept quiet either.
    const failed = looks.find((look) => look.status === 'rejected');
    if (failed) throw failed.reason;
    return looks.length;
  }

  private async look(id: string): Promise<void> {
    await this.database.asActor(ACTOR, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { id }, ACTOR);
      await this.alarms.look(tx, freezeCase, this.clock.now());
    });
  }
}
