import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock, type UserActor } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, idempotently, requestHash, type Config, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { CaseTransitions } from '../case-transitions.service';
import { statesWorkedBy, type CaseFacts } from '../domain';
import type { FreezeCase } from '../entities';
import { WhoMayWork } from './who-may-work';
import { WorkSharing } from './work-sharing';

/** A case that waits and is theirs to work on, with what was read of it. */
interface Found {
  readonly freezeCase: FreezeCase;
  readonly facts: CaseFacts;
}

/** Lets go of a case that is not theirs. */
class PassedBy extends Error {
  constructor(readonly caseId: string) {
    super('somebody else’s to work on');
  }
}

/** Gives whoever asks the most pressing case that waits in a queue. */
@Injectable()
export class NextCase {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly mayWork: WhoMayWork,
    private readonly sharing: WorkSharing,
  ) {}

  /**
   * The case is theirs then. Two who ask at once get two; the same key again gives the same one, as it is by then.
   * @throws DomainError QUEUE_EMPTY · NOT_FOUND (the queue) · GUARD_REFUSED (no member, away, without a skill, or with all
   *   they may have) · IDEMPOTENCY_KEY_REUSED
   */
  async pull(actor: Actor, queue: string, key: string): Promise<FreezeCase> {
    if (actor.kind !== 'user') throw new DomainError('FORBIDDEN');
    const request = {
      actor,
      key,
      secret: this.config.cardKey.key,
      requestHash: requestHash(`POST /v1/queues/${queue}/next`, {}),
      now: this.clock.now(),
    };
    return this.database.asActor(actor, async (tx) => {
      let taken: FreezeCase | undefined;
      const { body } = await idempotently(tx, request, async () => {
        taken = await this.take(tx, actor, queue);
        return { status: 201, body: { id: taken.id } };
      });
      return taken ?? this.cases.lock(tx, { id: body.id }, actor);
    });
  }

  private async take(tx: Tx, actor: UserActor, queue: string): Promise<FreezeCase> {
    await this.sharing.needRoom(tx, queue, actor.userId);
    const found = await this.mostPressing(tx, actor, queue);
    if (!found) throw new DomainError('QUEUE_EMPTY');
    await this.transitions.take(tx, found.freezeCase, actor, 'take', {}, { facts: found.facts });
    await this.sharing.given(tx, queue, actor.userId);
    return found.freezeCase;
  }

  /**
   * What they may not work on by their role, or since they had the part before it, is left out by the statement; whatever
   * else bars them is asked of the guards, case by case, until there is one that is theirs or none waits.
   */
  private async mostPressing(tx: Tx, actor: UserActor, queue: string): Promise<Found | null> {
    const passed: string[] = [];
    const states = statesWorkedBy(actor.roles);
    for (;;) {
      try {
        // Within a transaction, a savepoint: what is passed by is not held from others meanwhile.
        return await tx.transaction(async (within) => {
          const [row] = await within.query<{ id: string }[]>(WAITING, [queue, actor.userId, passed, states]);
          return row ? await this.ifTheirs(within, row.id, actor) : null;
        });
      } catch (error) {
        if (!(error instanceof PassedBy)) throw error;
        passed.push(error.caseId);
      }
    }
  }

  private async ifTheirs(tx: Tx, id: string, actor: UserActor): Promise<Found> {
    const freezeCase = await this.cases.lock(tx, { id }, actor);
    const facts = this.transitions.look(tx, freezeCase, actor);
    const refused = await (await this.mayWork.of(tx, freezeCase, { facts }))(actor.userId);
    if (refused) throw new PassedBy(id);
    return { freezeCase, facts: await facts() };
  }
}

/**
 * $1 the queue, $2 who asks, $3 cases that are not theirs, $4 states in which somebody of their roles works. What somebody
 * else holds is passed by, and so is a proposal of their own.
 */
const WAITING = `
SELECT c.id FROM freeze_case c
LEFT JOIN case_clock k ON k.case_id = c.id AND k.kind = 'decision' AND k.stopped_at IS NULL
WHERE c.queue = $1 AND c.owner_id IS NULL AND c.state = ANY($4) AND c.id <> ALL($3::uuid[])
  AND NOT EXISTS (SELECT FROM case_event e
    WHERE e.case_id = c.id AND e.actor = 'user:' || $2 AND e.persona IN ('merchant', 'reviewer'))
  AND NOT (c.state = 'pending_approval' AND EXISTS (SELECT FROM proposal p
    WHERE p.case_id = c.id AND p.state = 'pending' AND p.proposed_by = $2::uuid))
ORDER BY c.priority, k.due_at NULLS LAST, c.opened_at, c.id LIMIT 1 FOR NO KEY UPDATE OF c SKIP LOCKED`;
