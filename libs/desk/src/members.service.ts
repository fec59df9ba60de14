import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import { Queue, QueueMember } from './queue.entity';
import { invalid, needVersion, recordChange, takeTurn } from './record-change';

export interface MemberTerms {
  readonly cap: number;
  readonly skills: readonly string[];
}

/** Who is a member of which queue, and so sees its cases. */
@Injectable()
export class MembersService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /**
   * @param version as it was shown; 0 for somebody who is no member yet.
   * @throws DomainError NOT_FOUND (the queue) · INVALID_REQUEST (nobody who works at the desk) · QUEUE_CHANGED
   */
  async put(
    actor: Actor,
    queue: string,
    userId: string,
    { cap, skills }: MemberTerms,
    version: number,
  ): Promise<QueueMember> {
    return this.database.asActor(actor, async (tx) => {
      await takeTurn(tx);
      if (!(await tx.existsBy(Queue, { code: queue }))) throw new DomainError('NOT_FOUND');
      await needDeskPerson(tx, 'userId', userId);
      const stands = await tx.findOneBy(QueueMember, { queue, userId });
      needVersion(stands?.version ?? 0, version);
      const terms = { cap, skills: [...new Set(skills)].sort(), version: version + 1 };
      if (stands) await tx.update(QueueMember, { queue, userId }, terms);
      else await tx.insert(QueueMember, { queue, userId, ...terms, lastAssignedAt: null });
      await this.record(tx, actor, queue, userId, stands ? 'changed' : 'made', terms);
      return { queue, userId, lastAssignedAt: stands?.lastAssignedAt ?? null, ...terms };
    });
  }

  /** They see its cases no more, but for those they own. @throws DomainError NOT_FOUND · QUEUE_CHANGED */
  async remove(actor: Actor, queue: string, userId: string, version: number): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      await takeTurn(tx);
      const stands = await tx.findOneBy(QueueMember, { queue, userId });
      if (!stands) throw new DomainError('NOT_FOUND');
      needVersion(stands.version, version);
      await tx.delete(QueueMember, { queue, userId });
      await this.record(tx, actor, queue, userId, 'removed', {});
    });
  }

  /** Who may do what a case waits for can be others now: that is looked at. */
  private async record(
    tx: Tx,
    actor: Actor,
    queue: string,
    userId: string,
    kind: 'made' | 'changed' | 'removed',
    nowIs: object,
  ): Promise<void> {
    const at = this.clock.now();
    await recordChange(tx, { actor, at, subject: 'member', subjectId: `${queue}/${userId}`, kind, nowIs });
    if (kind !== 'changed') await requestJob(tx, 'people.changed', {});
  }
}

/** @throws DomainError INVALID_REQUEST for whoever is no agent or supervisor now. */
export async function needDeskPerson(tx: Tx, field: string, userId: string): Promise<void> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM app_user u JOIN user_role r ON r.user_id = u.id
     WHERE u.id = $1 AND u.disabled_at IS NULL AND r.confirmed_at IS NOT NULL AND r.role IN ('agent', 'supervisor') LIMIT 1`,
    [userId],
  );
  if (rows.length === 0)
    throw invalid(field, '只能是在职的专员或主管。', 'Name an active agent or supervisor.');
}
