import { Injectable } from '@nestjs/common';
import { DomainError, type Actor, type UserActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { CaseTransitions } from '../case-transitions.service';
import type { FreezeCase } from '../entities';
import { WhoMayWork } from './who-may-work';
import { WorkSharing } from './work-sharing';

/** Cases that somebody may not work on are looked at no longer than this. */
const LOOKED_AT = 20;

/** Gives whoever asks the most pressing case that waits in a queue. */
@Injectable()
export class NextCase {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly mayWork: WhoMayWork,
    private readonly sharing: WorkSharing,
  ) {}

  /**
   * The case is theirs then. Two who ask at once get two.
   * @throws DomainError QUEUE_EMPTY · NOT_FOUND (the queue) · GUARD_REFUSED (no member, or with all they may have)
   */
  async pull(actor: Actor, queue: string): Promise<FreezeCase> {
    if (actor.kind !== 'user') throw new DomainError('FORBIDDEN');
    return this.database.asActor(actor, async (tx) => {
      await this.sharing.needRoom(tx, queue, actor.userId);
      const freezeCase = await this.mostPressing(tx, actor, queue);
      if (!freezeCase) throw new DomainError('QUEUE_EMPTY');
      await this.transitions.take(tx, freezeCase, actor, 'take', {});
      await this.sharing.given(tx, queue, actor.userId);
      return freezeCase;
    });
  }

  private async mostPressing(tx: Tx, actor: UserActor, queue: string): Promise<FreezeCase | null> {
    const passed: string[] = [];
    while (passed.length < LOOKED_AT) {
      const [row] = await tx.query<{ id: string }[]>(WAITING, [queue, actor.userId, passed]);
      if (!row) return null;
      const freezeCase = await this.cases.lock(tx, { id: row.id }, actor);
      const refused = await (await this.mayWork.of(tx, freezeCase))(actor.userId);
      if (!refused) return freezeCase;
      passed.push(row.id);
    }
    return null;
  }
}

/** $1 the queue, $2 who asks, $3 cases that are not theirs. What somebody else holds is passed by. */
const WAITING = `
SELECT c.id FROM freeze_case c
LEFT JOIN case_clock k ON k.case_id = c.id AND k.kind = 'decision' AND k.stopped_at IS NULL
WHERE c.queue = $1 AND c.owner_id IS NULL AND c.state NOT IN ('closed', 'appealing', 'upheld') AND c.id <> ALL($3::uuid[])
  AND NOT EXISTS (SELECT FROM case_event e
    WHERE e.case_id = c.id AND e.actor = 'user:' || $2 AND e.persona IN ('merchant', 'reviewer'))
ORDER BY c.priority, k.due_at NULLS LAST, c.opened_at, c.id LIMIT 1 FOR UPDATE OF c SKIP LOCKED`;
