import { Inject, Injectable } from '@nestjs/common';
import { userView } from '@thaw/identity';
import {
  DomainError,
  Zone,
  isAllowed,
  systemActor,
  type Actor,
  type Clock,
  type UserActor,
} from '@thaw/kernel';
import { CLOCK, CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { CaseService } from '../case.service';
import type { ActionName } from '../domain';
import { BulkAction, BulkActionCase, CaseFollowUp, type FreezeCase, type HadBefore } from '../entities';
import { bulkRefusal } from './bulk-refusal';
import { FOLLOWS_UP, UNDOABLE } from './many-cases';

const WORKER = systemActor('worker');
/** A run that has not told of itself for so long is lost. */
const LOST_AFTER_MS = 120_000;

/** Carries out what was asked for on many cases. */
@Injectable()
export class BulkRuns {
  private readonly zone: Zone;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
    private readonly cases: CaseService,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /**
   * The job: one case after the other, each in a transaction with its result, so that a run that was cut off goes on where
   * it was and none is taken twice. One that is refused leaves the others as they are. Acts as who asked, as they are now.
   * @throws what was no refusal, once every other case has had its turn.
   */
  async run(bulkId: string): Promise<void> {
    const bulk = await this.begin(bulkId);
    if (!bulk) return;
    const actor = await this.database.asActor(WORKER, (tx) => actorNow(tx, bulk.askedBy));
    const failures: unknown[] = [];
    for (const place of await this.waiting(bulkId))
      await this.takeOne(bulk, place, actor).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
    await this.finish(bulkId);
  }

  /** Its attempts are used up: what is still waiting was left alone, and why is ours to find out. */
  async failed(bulkId: string): Promise<void> {
    const refusal = bulkRefusal(new DomainError('INTERNAL'));
    await this.database.asActor(WORKER, (tx) =>
      tx.update(
        BulkActionCase,
        { bulkId, outcome: 'waiting' },
        { outcome: 'refused', refusal, endedAt: this.clock.now() },
      ),
    );
    await this.finish(bulkId);
  }

  /** The sweep: one whose job was lost with the queue gets another. @returns how many. */
  async requeueLost(now: Date): Promise<number> {
    return this.database.asActor(WORKER, async (tx) => {
      const [lost] = await tx.query<[{ id: string }[], number]>(
        `UPDATE bulk_action SET heartbeat_at = $1 WHERE id IN (
           SELECT id FROM bulk_action WHERE state <> 'finished' AND coalesce(heartbeat_at, created_at) < $2
           FOR UPDATE SKIP LOCKED LIMIT 100) RETURNING id`,
        [now, new Date(now.getTime() - LOST_AFTER_MS)],
      );
      for (const { id } of lost) await requestJob(tx, 'bulk.run', { bulkId: id });
      return lost.length;
    });
  }

  private async begin(id: string): Promise<BulkAction | null> {
    return this.database.asActor(WORKER, async (tx) => {
      const bulk = await tx.findOne(BulkAction, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!bulk || bulk.state === 'finished') return null;
      await tx.update(BulkAction, { id }, { state: 'running', heartbeatAt: this.clock.now() });
      return bulk;
    });
  }

  private async waiting(bulkId: string): Promise<readonly number[]> {
    const rows = await this.database.asActor(WORKER, (tx) =>
      tx.find(BulkActionCase, { where: { bulkId, outcome: 'waiting' }, order: { place: 'ASC' } }),
    );
    return rows.map(({ place }) => place);
  }

  private async takeOne(bulk: BulkAction, place: number, actor: UserActor | null): Promise<void> {
    await this.database.asActor(actor ? this.sight(bulk.action, actor) : WORKER, async (tx) => {
      const row = await tx.findOne(BulkActionCase, {
        where: { bulkId: bulk.id, place, outcome: 'waiting' },
        lock: { mode: 'pessimistic_write' },
      });
      if (!row) return;
      const endedAt = this.clock.now();
      const result = actor ? await this.act(tx, bulk, row, actor) : { refused: LEFT };
      const written =
        'refused' in result
          ? { outcome: 'refused' as const, refusal: bulkRefusal(result.refused) }
          : { outcome: 'done' as const, ...result };
      await tx.update(BulkActionCase, { bulkId: bulk.id, place }, { ...written, endedAt });
    });
    await this.database.asActor(WORKER, (tx) =>
      tx.update(BulkAction, { id: bulk.id }, { heartbeatAt: this.clock.now() }),
    );
  }

  private async act(
    tx: Tx,
    { action: ofAll, payload, undoes }: BulkAction,
    { number, version, ownAction, ownPayload }: BulkActionCase,
    by: UserActor,
  ): Promise<{ readonly refused: DomainError } | Pick<BulkActionCase, 'had' | 'versionAfter'>> {
    const before: { had: HadBefore | null } = { had: null };
    const action = ownAction ?? ofAll;
    const isTheirsAlone = FOLLOWS_UP.includes(action);
    const locked = async (within: Tx, { id, ownerId, queue }: FreezeCase): Promise<void> => {
      if (!UNDOABLE.includes(action)) return;
      const followUpOn = await this.followUpOf(within, id, by);
      before.had = { ownerId, queue, followUpOn };
      if (undoes !== null && isTheirsAlone) await needAsSet(within, undoes, number, followUpOn);
    };
    const asked = { number, action, payload: { ...payload, ...ownPayload }, locked, by };
    try {
      // Within a transaction, a savepoint: what was begun of a refused one is undone, and its result is kept.
      const { id, version: versionAfter } = await tx.transaction((within) =>
        this.cases.actIn(within, this.sight(ofAll, by), {
          ...asked,
          // A follow-up is taken back whatever became of the case.
          version: undoes !== null && isTheirsAlone ? null : version,
        }),
      );
      const { had } = before;
      const followsUpOn = isTheirsAlone ? await this.followUpOf(tx, id, by) : undefined;
      return { had: had && { ...had, ...(followsUpOn !== undefined && { followsUpOn }) }, versionAfter };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'DEPENDENCY_UNAVAILABLE') throw error;
      return { refused: undoes !== null && error.code === 'CASE_CHANGED' ? CHANGED_SINCE : error };
    }
  }

  /** By whom cases are seen: what somebody brought out of their own sight they can take back all the same. */
  private sight(action: ActionName, actor: UserActor): Actor {
    return action === 'put_back' ? WORKER : actor;
  }

  private async followUpOf(tx: Tx, caseId: string, { userId }: UserActor): Promise<string | null> {
    const followUp = await tx.findOneBy(CaseFollowUp, { caseId, userId });
    return followUp && this.zone.dateText(followUp.dueAt.getTime());
  }

  private async finish(id: string): Promise<void> {
    await this.database.asActor(WORKER, (tx) =>
      tx
        .createQueryBuilder()
        .update(BulkAction)
        .set({ state: 'finished', finishedAt: this.clock.now(), payload: null })
        .where(`id = :id AND state <> 'finished'`, { id })
        .andWhere(
          `NOT EXISTS (SELECT FROM bulk_action_case c WHERE c.bulk_id = :id AND c.outcome = 'waiting')`,
        )
        .execute(),
    );
  }
}

const LEFT = new DomainError('FORBIDDEN', {
  detail: {
    zh: '提出批量操作的人已停用或不再具有相应角色。',
    en: 'Whoever asked for it has left the desk, or has another role now.',
  },
});

/** What they have set otherwise since is not taken back. @throws DomainError CASE_CHANGED */
async function needAsSet(tx: Tx, bulkId: string, number: string, stands: string | null): Promise<void> {
  const done = await tx.findOneBy(BulkActionCase, { bulkId, number });
  const was = done?.had?.followsUpOn;
  if (was !== undefined && was !== stands) throw CHANGED_SINCE;
}

const CHANGED_SINCE = new DomainError('CASE_CHANGED', {
  rule: 'bulk.undo.unchanged',
  detail: {
    zh: '此后案件有变动，未撤销：请查看案件，必要时改派。',
    en: 'The case has changed since and was left as it is: look at it, and assign it if need be.',
  },
});

/** Null where they may do no such thing any more. */
async function actorNow(tx: Tx, userId: string): Promise<UserActor | null> {
  const { disabledAt, displayName, roles, merchantId } = await userView(tx, userId);
  const actor: UserActor = { kind: 'user', userId, displayName, roles, merchantId };
  return disabledAt === null && isAllowed(actor, 'case.bulk') ? actor : null;
}
