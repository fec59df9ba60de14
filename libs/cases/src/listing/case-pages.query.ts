import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Zone, type Actor, type Clock, type Page } from '@thaw/kernel';
import { CLOCK, CONFIG, type Config, type Tx } from '@thaw/platform';
import { staffRow, type ListRow, type StaffCaseRow } from '../views/case-list.view';
import type { CaseListing } from './case-listing';
import { cursorAfter, readCursor, type PageEnd } from './listing-cursor';
import { SORT_KEYS, branchesOf, conditionsSql, type Asking, type Bind, type SortKey } from './listing-sql';
import { seenBy } from './seen-by';

/** More than this is told as "more than this": counting on would cost what nobody reads. */
export const COUNT_MOST = 10_000;

export interface CappedCount {
  readonly count: number;
  /** There are more than {@link COUNT_MOST}. */
  readonly capped: boolean;
}

/** With `key0`, `key1` … as a cursor writes them. */
type PageRow = ListRow & Readonly<Record<`key${number}`, string>>;

/** Pages and counts of the cases that a listing names, for staff. Never writes. */
@Injectable()
export class CasePages {
  private readonly zone: Zone;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /** By keyset on the keys of the sort and the id: the same cost at any depth, and stable while cases change. */
  async page(
    tx: Tx,
    actor: Actor,
    listing: CaseListing,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Page<StaffCaseRow>> {
    const after = cursor === undefined ? null : readCursor(listing, cursor);
    const values: unknown[] = [];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const keys = SORT_KEYS[listing.sort.by];
    const direction = listing.sort.descending ? 'DESC' : 'ASC';
    const most = bind(limit + 1);
    const asking = this.asking(actor);
    const branches = branchesOf(listing, asking).map((branch) => {
      const conditions = [seenBy(actor, bind), ...conditionsSql(branch, bind, asking)];
      if (after) conditions.push(beyond(keys, after, listing.sort.descending, bind));
      return `(SELECT ${columnsOf('c', `${SHOWN} terminal_id merchant_id`)}, ${keys.map(({ sql }, index) => `${sql} AS k${index}`).join(', ')}
        FROM freeze_case c WHERE ${conditions.join(' AND ')}
        ORDER BY ${[...keys.map(({ sql }) => sql), 'c.id'].map((sql) => `${sql} ${direction}`).join(', ')}
        LIMIT ${most})`;
    });
    const order = [...keys.map((_, index) => `p.k${index}`), 'p.id'];
    const inOrder = order.map((sql) => `${sql} ${direction}`).join(', ');
    const rows = await tx.query<PageRow[]>(
      `SELECT ${columnsOf('p', SHOWN)}, t.terminal_no, m.merchant_no, m.name AS merchant_name,
              k.overdue_at AS decision_overdue_at,
              ${keys.map(keyText).join(', ')}
       FROM (SELECT * FROM (${branches.join(' UNION ALL ')}) p ORDER BY ${inOrder} LIMIT ${most}) p
       JOIN terminal t ON t.id = p.terminal_id JOIN merchant m ON m.id = p.merchant_id
       LEFT JOIN case_clock k ON k.case_id = p.id AND k.kind = 'decision' AND k.stopped_at IS NULL
       ORDER BY ${inOrder}`,
      values,
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(staffRow),
      next: rows.length > limit && last ? cursorAfter(listing, endOf(last, keys)) : null,
    };
  }

  /** Counted up to {@link COUNT_MOST}. */
  async count(tx: Tx, actor: Actor, listing: CaseListing): Promise<CappedCount> {
    const values: unknown[] = [];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const conditions = [seenBy(actor, bind), ...conditionsSql(listing, bind, this.asking(actor))];
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count
       FROM (SELECT FROM freeze_case c WHERE ${conditions.join(' AND ')} LIMIT ${COUNT_MOST + 1}) counted`,
      values,
    );
    const count = row?.count ?? 0;
    return { count: Math.min(count, COUNT_MOST), capped: count > COUNT_MOST };
  }

  private asking(actor: Actor): Asking {
    if (actor.kind !== 'user') throw new DomainError('FORBIDDEN');
    return { userId: actor.userId, now: this.clock.now(), zone: this.zone };
  }
}

const endOf = (row: PageRow, keys: readonly SortKey[]): PageEnd => ({
  id: row.id,
  keys: keys.map((_, index) => row[`key${index}`] as string),
});

/** What a row shows of the case itself. */
const SHOWN =
  'id number version merchant_version state reason_code reference_version priority queue owner_id opened_at changed_at ' +
  'closed_at resolution decision_due_at';
const columnsOf = (alias: string, names: string): string =>
  names
    .split(' ')
    .map((name) => `${alias}.${name}`)
    .join(', ');

/** Exact to the microsecond, as no JavaScript date is, and `Infinity` where nothing is due. */
const keyText = ({ kind }: SortKey, index: number): string =>
  `${kind === 'integer' ? `p.k${index}` : `extract(epoch FROM p.k${index})`}::text AS key${index}`;

function beyond(keys: readonly SortKey[], after: PageEnd, descending: boolean, bind: Bind): string {
  const bounds = keys.map(({ kind }, index) =>
    kind === 'integer'
      ? `${bind(after.keys[index])}::integer`
      : `to_timestamp(${bind(after.keys[index])}::double precision)`,
  );
  const mine = [...keys.map(({ sql }) => sql), 'c.id'].join(', ');
  return `(${mine}) ${descending ? '<' : '>'} (${[...bounds, `${bind(after.id)}::uuid`].join(', ')})`;
}
