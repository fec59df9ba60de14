import { Inject, Injectable } from '@nestjs/common';
import {
  LAT_E6_MAX,
  LON_E6_MAX,
  actorRef,
  readInstant,
  type Actor,
  type Clock,
  type Page,
} from '@thaw/kernel';
import { CLOCK, type Tx } from '@thaw/platform';
import { RegistryQuery, badCursor, cursorParts, pageLimit, toPage, type PageRequest } from '@thaw/registry';
import { FIX_SOURCES, type FixSource, type LocationFixRow } from './location-fix.entity';
import { ItemReader, fault, readReport, receiptOf, type ReportReceipt } from './report';

/** A fix as staff read it. */
export type LocationFixView = Readonly<Omit<LocationFixRow, 'terminalId'>>;

interface NewFix {
  readonly at: Date;
  readonly source: FixSource;
  readonly latE6: number;
  readonly lonE6: number;
}

const MEMBERS = ['at', 'latE6', 'lonE6', 'source'];
const COLUMNS = `id, at, source, lat_e6 AS "latE6", lon_e6 AS "lonE6", received_at AS "receivedAt",
  reported_by AS "reportedBy"`;

/** Where terminals were seen: told by machines and staff, read by staff and by the rule on moved terminals. */
@Injectable()
export class LocationFixesService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly registry: RegistryQuery,
  ) {}

  /**
   * Keeps the fixes of a report that are right and new; the others hurt none of them.
   * @throws DomainError NOT_FOUND (the terminal)
   */
  async report(tx: Tx, actor: Actor, terminalId: string, items: readonly unknown[]): Promise<ReportReceipt> {
    const { id } = await this.registry.terminal(tx, actor, terminalId);
    const now = this.clock.now();
    const report = readReport(items, (item) => readFix(item, now.getTime()), keyOf);
    const fixes = report.fresh.map(({ item }) => item);
    const kept = await tx.query<{ at: Date; source: FixSource; latE6: number; lonE6: number }[]>(
      `INSERT INTO location_fix (terminal_id, at, source, lat_e6, lon_e6, received_at, reported_by)
       SELECT $1, f.*, $6, $7 FROM unnest($2::timestamptz[], $3::text[], $4::integer[], $5::integer[]) AS f
       ON CONFLICT DO NOTHING RETURNING at, source, lat_e6 AS "latE6", lon_e6 AS "lonE6"`,
      [
        id,
        fixes.map(({ at }) => at),
        fixes.map(({ source }) => source),
        fixes.map(({ latE6 }) => latE6),
        fixes.map(({ lonE6 }) => lonE6),
        now,
        actorRef(actor),
      ],
    );
    const taken = new Set(kept.map(keyOf));
    return receiptOf(report, (fix) => ({ verdict: taken.has(keyOf(fix)) ? 'accepted' : 'duplicate' }));
  }

  /** The latest first. @throws DomainError NOT_FOUND (the terminal) · INVALID_REQUEST on `cursor` */
  async pageOfTerminal(
    tx: Tx,
    actor: Actor,
    terminalId: string,
    page: PageRequest,
  ): Promise<Page<LocationFixView>> {
    await this.registry.terminal(tx, actor, terminalId);
    const limit = pageLimit(page.limit);
    const [at, id] = cursorParts(page.cursor, 2);
    const after = at !== undefined && id !== undefined;
    if (after && (!readInstant(at) || !/^\d{1,15}$/.test(id))) throw badCursor();
    const rows = await tx.query<(Omit<LocationFixView, 'id'> & { readonly id: string })[]>(
      `SELECT ${COLUMNS} FROM location_fix
       WHERE terminal_id = $1 ${after ? 'AND at <= $3 AND (at, id) < ($3, $4)' : ''}
       ORDER BY at DESC, id DESC LIMIT $2`,
      [terminalId, limit + 1, ...(after ? [at, id] : [])],
    );
    return toPage(
      rows,
      limit,
      (row) => ({ ...row, id: Number(row.id) }),
      (last) => [last.at.toISOString(), last.id],
    );
  }
}

const keyOf = ({ at, source, latE6, lonE6 }: NewFix): string => `${at.getTime()} ${source} ${latE6} ${lonE6}`;

function readFix(item: unknown, now: number): NewFix {
  const reader = new ItemReader(item, MEMBERS, now);
  const fix = {
    at: reader.past('at'),
    latE6: reader.whole('latE6', -LAT_E6_MAX, LAT_E6_MAX),
    lonE6: reader.whole('lonE6', -LON_E6_MAX, LON_E6_MAX),
    source: reader.oneOf('source', FIX_SOURCES),
  };
  if (fix.latE6 === 0 && fix.lonE6 === 0) {
    throw fault(
      'latE6',
      '0, 0 表示接收机尚未定位：请不要上报。',
      '0, 0 is what a receiver gives that knows no place: leave such fixes out.',
    );
  }
  return fix;
}
