import { Injectable } from '@nestjs/common';
import { isMerchantUser, systemActor, type UserActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { referenceOf } from '../domain';
import type { CaseEvent } from '../entities';
import { merchantSees } from '../views/merchant-timeline.view';
import { seenBy } from '../listing/seen-by';

/** What somebody hears: that a case has changed, or that there is something in their inbox. They read the rest. */
export type HeardEvent =
  | {
      readonly kind: 'case';
      readonly number: string;
      /** For staff: what happened. */ readonly type?: string;
    }
  | { readonly kind: 'inbox' };

export interface HeardPart {
  readonly events: readonly { readonly place: number; readonly event: HeardEvent }[];
  /** Up to where was looked. */
  readonly place: number;
}

interface FeedRow {
  readonly position: string;
  readonly number: string | null;
  readonly reference_version: number;
  readonly type: string;
  readonly data: CaseEvent['data'];
  readonly from_state: string | null;
  readonly to_state: string;
}

const READ_MOST = 200;
/** Kept for whoever was away for a long weekend; who stays away longer reads everything anew. */
const KEPT_MS = 5 * 86_400_000;
const REMOVED_AT_ONCE = 10_000;
const PLACED_AT_ONCE = 5_000;
const FEED = systemActor('worker');

/** The feed of what happens, in one order that everybody reads by, each what they may see. */
@Injectable()
export class LiveFeed {
  constructor(private readonly database: Database) {}

  /**
   * Gives what has been committed since its place. One at a time does: so places appear in order, however long the
   * transactions took that wrote the events, and none appears before one that was read already. A sweep does as well,
   * since what has no place is never removed: where nobody listens, all that happened would be kept.
   * @returns the place of the last.
   */
  async settle(): Promise<number> {
    for (;;) {
      const { last, isDone } = await this.database.asActor(FEED, placeSome);
      if (isDone) return last;
    }
  }

  /** Whether everything after this place is still there to be read. @param last the place of the last. */
  async isKept(place: number, last: number): Promise<boolean> {
    if (place > last) return false;
    return this.database.asActor(FEED, async (tx) => {
      const [row] = await tx.query<{ first: string | null }[]>(
        'SELECT min(position) AS first FROM live_event',
      );
      // The last one that was removed is not told from one that never was, so the first that is kept counts as read.
      return row?.first === null || row === undefined || place >= Number(row.first) - 1;
    });
  }

  /** What this person may see of what came after a place, up to another, in order. */
  async after(actor: UserActor, place: number, upTo: number): Promise<HeardPart> {
    const rows = await this.database.asActor(actor, (tx) => seen(tx, actor, place, upTo));
    const last = rows.length < READ_MOST ? undefined : rows.at(-1);
    return {
      events: rows
        .filter((row) => row.number === null || !isMerchantUser(actor) || isForMerchant(row))
        .map((row) => ({ place: Number(row.position), event: eventOf(actor, row) })),
      place: last ? Number(last.position) : upTo,
    };
  }

  /** A sweep. The last is kept, whose place tells where the next goes. @returns how many went. */
  async removeOld(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEPT_MS);
    let all = 0;
    for (;;) {
      const [, some] = await this.database.asActor(FEED, (tx) =>
        tx.query<[unknown[], number]>(REMOVE, [before, REMOVED_AT_ONCE]),
      );
      all += some;
      if (some < REMOVED_AT_ONCE) return all;
    }
  }
}

async function placeSome(tx: Tx): Promise<{ readonly last: number; readonly isDone: boolean }> {
  let placed = 0;
  const [waiting] = await tx.query<unknown[]>('SELECT FROM live_event WHERE position IS NULL LIMIT 1');
  if (waiting) {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('live_event', 0))`);
    [, placed] = await tx.query<[unknown[], number]>(PLACE, [PLACED_AT_ONCE]);
  }
  const [row] = await tx.query<{ last: string }[]>(
    'SELECT coalesce(max(position), 0) AS last FROM live_event',
  );
  return { last: Number(row?.last ?? 0), isDone: placed < PLACED_AT_ONCE };
}

async function seen(tx: Tx, actor: UserActor, place: number, upTo: number): Promise<FeedRow[]> {
  const inboxes = [actor.userId, ...(actor.merchantId === null ? [] : [actor.merchantId])];
  const values: unknown[] = [place, upTo, inboxes, READ_MOST];
  const visible = seenBy(actor, (value) => `$${values.push(value)}`);
  return tx.query<FeedRow[]>(
    `SELECT l.position, c.number, c.reference_version, e.type, e.data, e.from_state, e.to_state
     FROM live_event l LEFT JOIN freeze_case c ON c.id = l.case_id LEFT JOIN case_event e ON e.id = l.event_id
     WHERE l.position > $1 AND l.position <= $2
       AND (l.recipient_id = ANY($3::uuid[]) OR (l.case_id IS NOT NULL AND ${visible}))
     ORDER BY l.position LIMIT $4`,
    values,
  );
}

const isForMerchant = ({ reference_version, type, data, from_state, to_state }: FeedRow): boolean =>
  merchantSees(referenceOf(reference_version))({ type, data, fromState: from_state, toState: to_state });

/** To a merchant a case changes, and nothing else is said: what did it they read as they read all of it. */
function eventOf(actor: UserActor, { number, type }: FeedRow): HeardEvent {
  if (number === null) return { kind: 'inbox' };
  return isMerchantUser(actor) ? { kind: 'case', number } : { kind: 'case', number, type };
}

const PLACE = `
UPDATE live_event l SET position = (SELECT coalesce(max(position), 0) FROM live_event) + fresh.n
FROM (
  SELECT id, row_number() OVER (ORDER BY id) AS n
  FROM (SELECT id FROM live_event WHERE position IS NULL ORDER BY id LIMIT $1) waiting
) fresh
WHERE l.id = fresh.id`;

const REMOVE = `
DELETE FROM live_event WHERE id IN (
  SELECT id FROM live_event WHERE at < $1 AND position < (SELECT max(position) FROM live_event)
  ORDER BY position LIMIT $2)`;
