import { Inject, Injectable } from '@nestjs/common';
import { Zone, isUuid, type Actor, type Bilingual, type Clock, type Page } from '@thaw/kernel';
import { CLOCK, CONFIG, type Config, type Tx } from '@thaw/platform';
import { badCursor, cursorParts, pageLimit, toPage, type PageRequest } from '../keyset';
import { ownMerchant } from '../own-merchant';
import { addDays, daysBetween, readDay, type CalendarDay } from './calendar-day';
import { readThings, thingsStatement, type ThingPlace, type ThingsWanted } from './due-things.sql';
import { PREVENTION_KINDS, PREVENTION_KIND_WORDS, policyOn, type PreventionKind } from './policy';
import { standingText } from './prevention-words';
import type { PreventionStanding } from './standing';

export interface DueFilter {
  readonly kind?: PreventionKind | undefined;
  readonly merchantId?: string | undefined;
  /** What is due within so many days from today, too; left out: only what is overdue. */
  readonly withinDays?: number | undefined;
}

/** One thing of one terminal that is overdue, or soon will be. */
export interface DueThing {
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly merchant: { readonly id: string; readonly merchantNo: string; readonly name: string };
  readonly kind: PreventionKind;
  readonly title: Bilingual;
  readonly dueOn: CalendarDay;
  /** Null where its day is today or ahead. */
  readonly daysOverdue: number | null;
  readonly text: Bilingual;
}

export interface DueCount {
  readonly kind: PreventionKind;
  readonly title: Bilingual;
  readonly count: number;
  /** True where there are more than could be counted in reasonable time. */
  readonly capped: boolean;
}

/** So many are counted at most. */
export const COUNTED_MOST = 10_000;

interface ThingRow {
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly merchantId: string;
  readonly merchantNo: string;
  readonly name: string;
  readonly kind: PreventionKind;
  readonly dueOn: CalendarDay;
}

/** Lists what is overdue. A merchant user sees the own merchant's part. */
@Injectable()
export class DueThingsQuery {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /** The longest overdue first. @throws DomainError INVALID_REQUEST on `cursor` */
  async page(tx: Tx, actor: Actor, filter: DueFilter & PageRequest): Promise<Page<DueThing>> {
    const after = placeOf(filter.cursor);
    const limit = pageLimit(filter.limit);
    const today = this.today();
    const wanted = this.wanted(actor, filter, today);
    if (!wanted) return { items: [], next: null };
    const { head, parameters } = thingsStatement({
      ...wanted,
      after,
      most: { count: limit + 1, ordered: true },
    });
    const rows = await readThings<ThingRow>(
      tx,
      // First cut, then named: only of so few is it certain that each is looked up.
      `${head}, shown AS MATERIALIZED (
         SELECT * FROM thing ORDER BY due_on, terminal_id, kind COLLATE "C" LIMIT $${parameters.push(limit + 1)})
       SELECT shown.terminal_id AS "terminalId", t.terminal_no AS "terminalNo", shown.merchant_id AS "merchantId",
         m.merchant_no AS "merchantNo", m.name, shown.kind, to_char(shown.due_on, 'YYYY-MM-DD') AS "dueOn"
       FROM shown JOIN terminal t ON t.id = shown.terminal_id JOIN merchant m ON m.id = shown.merchant_id
       ORDER BY shown.due_on, shown.terminal_id, shown.kind COLLATE "C"`,
      parameters,
    );
    return toPage(
      rows,
      limit,
      (row) => thingOf(row, today),
      ({ dueOn, terminalId, kind }) => [dueOn, terminalId, kind],
    );
  }

  /** How many there are of each kind, up to {@link COUNTED_MOST}. */
  async counts(tx: Tx, actor: Actor, filter: DueFilter): Promise<readonly DueCount[]> {
    const wanted = this.wanted(actor, filter, this.today());
    const found = new Map<string, number>();
    if (wanted) {
      const most = { count: COUNTED_MOST + 1, ordered: false };
      const { head, parameters } = thingsStatement({ ...wanted, most });
      const rows = await readThings<{ kind: string; count: number }>(
        tx,
        `${head} SELECT kind, count(*)::int AS count FROM thing GROUP BY kind`,
        parameters,
      );
      for (const { kind, count } of rows) found.set(kind, count);
    }
    return kindsOf(filter).map((kind) => {
      const count = found.get(kind) ?? 0;
      const title = PREVENTION_KIND_WORDS[kind];
      return { kind, title, count: Math.min(count, COUNTED_MOST), capped: count > COUNTED_MOST };
    });
  }

  private today(): CalendarDay {
    return this.zone.dateText(this.clock.now().getTime());
  }

  /** Null where nothing can be found: another merchant's, or one that no merchant is. */
  private wanted(actor: Actor, filter: DueFilter, today: CalendarDay): ThingsWanted | null {
    const own = ownMerchant(actor);
    const { merchantId, withinDays } = filter;
    if (
      merchantId !== undefined &&
      (!isUuid(merchantId) || (own !== null && own !== merchantId.toLowerCase()))
    )
      return null;
    return {
      policy: policyOn(today),
      kinds: kindsOf(filter),
      dueBy: addDays(today, withinDays ?? -1),
      merchantId: own ?? merchantId ?? null,
    };
  }
}

const kindsOf = ({ kind }: DueFilter): readonly PreventionKind[] =>
  kind === undefined ? PREVENTION_KINDS : [kind];

/** @throws DomainError INVALID_REQUEST */
function placeOf(cursor: string | undefined): ThingPlace | undefined {
  if (cursor === undefined) return undefined;
  const [day = '', terminalId = '', named] = cursorParts(cursor, 3);
  const kind = PREVENTION_KINDS.find((each) => each === named);
  const dueOn = readDay(day);
  if (dueOn === null || kind === undefined || !isUuid(terminalId)) throw badCursor();
  return { dueOn, terminalId, kind };
}

function thingOf(row: ThingRow, today: CalendarDay): DueThing {
  const { terminalId, terminalNo, merchantId, merchantNo, name, kind, dueOn } = row;
  const standing = dueStanding({ kind, dueOn }, today);
  return {
    terminalId,
    terminalNo,
    merchant: { id: merchantId, merchantNo, name },
    kind,
    title: PREVENTION_KIND_WORDS[kind],
    dueOn,
    daysOverdue: standing.daysOverdue,
    text: standingText(standing),
  };
}

/** How a thing that has a day, and is due soon at the latest, stands today. */
export const dueStanding = (
  { kind, dueOn }: { readonly kind: PreventionKind; readonly dueOn: CalendarDay },
  today: CalendarDay,
): PreventionStanding =>
  dueOn < today
    ? { kind, state: 'overdue', dueOn, daysOverdue: daysBetween(dueOn, today) }
    : { kind, state: 'soon', dueOn, daysOverdue: null };
