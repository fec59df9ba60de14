import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Zone, type Actor, type Clock, type Page } from '@thaw/kernel';
import { CLOCK, CONFIG, plannedOnce, type Config, type Tx } from '@thaw/platform';
import { staffRow, type ListRow, type StaffCaseRow } from '../views/case-list.view';
import { seesParts } from '../visibility';
import type { CaseListing } from './case-listing';
import { cursorAfter, readCursor, type PageEnd } from './listing-cursor';
import { SORT_KEYS, type Asking, type Bind, type SortKey } from './listing-sql';
import {
  countHasOnePlan,
  countSql,
  inOrderOf,
  pageHasOnePlan,
  pageSql,
  type AskedPage,
  type PagePart,
} from './page-sql';

/** More than this is told as "more than this": counting on would cost what nobody reads. */
export const COUNT_MOST = 10_000;

export interface CappedCount {
  readonly count: number;
  /** There are more than {@link COUNT_MOST}. */
  readonly capped: boolean;
}

/** With `key0`, `key1` … as a cursor writes them. */
type PageRow = Omit<ListRow, Instant> &
  Readonly<Record<Instant, number | null>> &
  Readonly<Record<`key${number}`, string>> & { readonly whole?: boolean };

/** Read as milliseconds: to write times as text and to read them again would be a good part of what a page takes. */
const INSTANTS = ['opened_at', 'changed_at', 'closed_at', 'decision_due_at'] as const;
type Instant = (typeof INSTANTS)[number] | 'decision_overdue_at';

const msOf = (sql: string, name: Instant): string => `date_part('epoch', ${sql}) * 1000 AS ${name}`;

/** The whole milliseconds of it, as of any time: of a float they may lie a hair below. */
const instant = (ms: number | null): Date | null => (ms === null ? null : new Date(Math.floor(ms + 0.0005)));

const listRow = (row: PageRow): ListRow => ({
  ...row,
  opened_at: instant(row.opened_at) as Date,
  changed_at: instant(row.changed_at) as Date,
  closed_at: instant(row.closed_at),
  decision_due_at: instant(row.decision_due_at),
  decision_overdue_at: instant(row.decision_overdue_at),
});

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
    const asked = { actor, listing, asking: this.asking(actor), after, most: limit + 1 };
    const keys = SORT_KEYS[listing.sort.by];
    const rows = await rowsOf(tx, asked);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map((row) => staffRow(listRow(row))),
      next: rows.length > limit && last ? cursorAfter(listing, endOf(last, keys)) : null,
    };
  }

  /** Counted up to {@link COUNT_MOST}. */
  async count(tx: Tx, actor: Actor, listing: CaseListing): Promise<CappedCount> {
    const values: unknown[] = [];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const asked = { actor, listing, asking: this.asking(actor) };
    const [row] = await read<{ readonly count: number }>(
      tx,
      countHasOnePlan(listing),
      countSql(asked, COUNT_MOST + 1, bind),
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

/** In one statement where that is planned once, or where there are no parts to be read apart. */
async function rowsOf(tx: Tx, asked: AskedPage): Promise<readonly PageRow[]> {
  if (pageHasOnePlan(asked.listing) || !seesParts(asked.actor)) return readPart(tx, asked, 'whole');
  const near = await readPart(tx, asked, 'near');
  return near[0]?.whole === true ? near : readPart(tx, asked, 'far');
}

async function readPart(tx: Tx, asked: AskedPage, part: PagePart): Promise<readonly PageRow[]> {
  const { listing } = asked;
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const cases = pageSql(
    asked,
    columnsOf('c', `${PLAIN} ${INSTANTS.join(' ')} terminal_id merchant_id`),
    part,
    bind,
  );
  return read<PageRow>(
    tx,
    part === 'whole' && pageHasOnePlan(listing),
    `SELECT ${columnsOf('p', PLAIN)}, ${INSTANTS.map((name) => msOf(`p.${name}`, name)).join(', ')}, t.terminal_no, m.merchant_no, m.name AS merchant_name,
            ${msOf('k.overdue_at', 'decision_overdue_at')}, ${part === 'near' ? 'p.whole, ' : ''}
            ${SORT_KEYS[listing.sort.by].map(keyText).join(', ')}
     FROM (${cases}) p
     JOIN terminal t ON t.id = p.terminal_id JOIN merchant m ON m.id = p.merchant_id
     LEFT JOIN case_clock k ON k.case_id = p.id AND k.kind = 'decision' AND k.stopped_at IS NULL
     ORDER BY ${inOrderOf(listing, 'p')}`,
    values,
  );
}

/** Planned once where that is no risk: the plan of a page costs more than the page. */
const read = <R extends object>(
  tx: Tx,
  hasOnePlan: boolean,
  sql: string,
  values: readonly unknown[],
): Promise<R[]> => (hasOnePlan ? plannedOnce<R>(tx, sql, values) : tx.query<R[]>(sql, [...values]));

const endOf = (row: PageRow, keys: readonly SortKey[]): PageEnd => ({
  id: row.id,
  keys: keys.map((_, index) => row[`key${index}`] as string),
});

/** What a row shows of the case itself, besides its times. */
const PLAIN =
  'id number version merchant_version state reason_code reference_version priority queue owner_id resolution';
const columnsOf = (alias: string, names: string): string =>
  names
    .split(' ')
    .map((name) => `${alias}.${name}`)
    .join(', ');

/** Exact to the microsecond, as no JavaScript date is, and `Infinity` where nothing is due. */
const keyText = ({ kind }: SortKey, index: number): string =>
  `${kind === 'integer' ? `p.k${index}` : `date_part('epoch', p.k${index})`}::text AS key${index}`;
