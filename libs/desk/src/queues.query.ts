import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { Away, Queue, QueueChange, QueueMember, type QueueSubject } from './queue.entity';

/** A member who is of the desk now. */
export interface MemberView extends QueueMember {
  readonly displayName: string;
  /** Open cases of the queue that are theirs. */
  readonly open: number;
  /** Why they get no new work now; null: they are there. */
  readonly away: Away | null;
}

@Injectable()
export class QueuesQuery {
  /** In the order in which they are asked. */
  async all(tx: Tx): Promise<readonly Queue[]> {
    return tx.find(Queue, { order: { position: 'ASC', code: 'ASC' } });
  }

  /** @throws DomainError NOT_FOUND */
  async queue(tx: Tx, code: string): Promise<Queue> {
    const found = await tx.findOneBy(Queue, { code });
    if (!found) throw new DomainError('NOT_FOUND');
    return found;
  }

  async isMember(tx: Tx, queue: string, userId: string): Promise<boolean> {
    return tx.existsBy(QueueMember, { queue, userId });
  }

  /**
   * The members who work at the desk now, with what they have, the least laden first by their share of the cap, then
   * whoever waited longest. One who has left or whose roles ended is none.
   */
  async members(tx: Tx, queue: string, now: Date): Promise<readonly MemberView[]> {
    const rows = await tx.query<(Omit<MemberView, 'away'> & { readonly awayId: string | null })[]>(MEMBERS, [
      queue,
      now,
    ]);
    const absent = await tx.findBy(
      Away,
      rows.flatMap(({ awayId }) => (awayId === null ? [] : [{ id: awayId }])),
    );
    return rows.map(({ awayId, ...member }) => ({
      ...member,
      away: (awayId !== null && absent.find(({ id }) => id === awayId)) || null,
    }));
  }

  /** Who is away now or will be, the first to leave first. */
  async absences(tx: Tx, now: Date): Promise<readonly Away[]> {
    return tx
      .createQueryBuilder(Away, 'a')
      .where('a.untilAt > :now', { now })
      .orderBy('a.fromAt')
      .addOrderBy('a.id')
      .getMany();
  }

  async awayNow(tx: Tx, userId: string, now: Date): Promise<Away | null> {
    return tx
      .createQueryBuilder(Away, 'a')
      .where('a.userId = :userId AND a.fromAt <= :now AND a.untilAt > :now', { userId, now })
      .orderBy('a.untilAt', 'DESC')
      .limit(1)
      .getOne();
  }

  /** What became of it, oldest first. */
  async changes(tx: Tx, subject: QueueSubject, subjectId: string): Promise<readonly QueueChange[]> {
    return tx.find(QueueChange, { where: { subject, subjectId }, order: { id: 'ASC' } });
  }
}

/** $1 the queue, $2 now. */
const MEMBERS = `
SELECT m.queue, m.user_id AS "userId", m.cap, m.skills, m.last_assigned_at AS "lastAssignedAt", m.version,
       u.display_name AS "displayName", load.open,
       (SELECT a.id FROM away a WHERE a.user_id = m.user_id AND a.from_at <= $2 AND a.until_at > $2
        ORDER BY a.until_at DESC LIMIT 1) AS "awayId"
FROM queue_member m JOIN app_user u ON u.id = m.user_id
CROSS JOIN LATERAL (SELECT count(*)::int AS open FROM freeze_case c
  WHERE c.owner_id = m.user_id AND c.queue = m.queue AND c.state <> 'closed') AS load
WHERE m.queue = $1 AND u.disabled_at IS NULL AND EXISTS (SELECT FROM user_role r
  WHERE r.user_id = u.id AND r.role IN ('agent', 'supervisor') AND r.confirmed_at IS NOT NULL)
ORDER BY load.open::float / m.cap, m.last_assigned_at NULLS FIRST, m.user_id`;
