import { Injectable } from '@nestjs/common';
import { Away, type QueueMember } from '@thaw/desk';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import type { MemberFact } from '../domain';

/** A member who is of the desk now. */
export interface MemberView extends QueueMember {
  readonly displayName: string;
  /** Open cases of the queue that are theirs. */
  readonly open: number;
  /** Why they get no new work now; null: they are there. */
  readonly away: Away | null;
}

/** How the members of a queue are laden with its cases. */
@Injectable()
export class QueueLoadQuery {
  /**
   * The members who work at the desk now, with what they have, the least laden first by their share of the cap, then
   * whoever waited longest. One who has left or whose roles ended is none.
   */
  async members(tx: Tx, queue: string, now: Date): Promise<readonly MemberView[]> {
    const rows = await tx.query<(Omit<MemberView, 'away'> & { readonly awayId: string | null })[]>(MEMBERS, [
      queue,
      now,
    ]);
    const ids = rows.flatMap(({ awayId }) => awayId ?? []);
    const absent = ids.length === 0 ? [] : await tx.findBy(Away, { id: In(ids) });
    return rows.map(({ awayId, ...member }) => ({
      ...member,
      away: (awayId !== null && absent.find(({ id }) => id === awayId)) || null,
    }));
  }

  /** The same for whoever gives out cases. */
  async facts(tx: Tx, queue: string, now: Date): Promise<readonly MemberFact[]> {
    const members = await this.members(tx, queue, now);
    return members.map(({ away, ...member }) => ({ ...member, isAway: away !== null }));
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
