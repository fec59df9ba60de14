import { DEFAULT_TIME_ZONE, Zone } from '@thaw/kernel';
import { Dice } from './dice';
import { ORDINARY_SHOPS } from './ordinary-shops';
import { ShopCards } from './shop-cards';
import type { Sale, ShopKind } from './shop-kind';
import { SUSPICIOUS_SHOPS } from './suspicious-shops';
import { TradeDays } from './trade-days';

const DAY_MS = 86_400_000;

export const SHOP_KINDS: Readonly<Record<ShopKindName, ShopKind>> = {
  ...ORDINARY_SHOPS,
  ...SUSPICIOUS_SHOPS,
};
export type ShopKindName = keyof typeof ORDINARY_SHOPS | keyof typeof SUSPICIOUS_SHOPS;

/** One shop's history to be made. The same plan gives the same rows, always. */
export interface ShopPlan {
  readonly kind: ShopKindName;
  readonly seed: string;
  /** Sets its cards apart from those of shops with other numbers. */
  readonly shopNumber?: number;
  /** The first local day, YYYY-MM-DD. */
  readonly from: string;
  readonly days: number;
  readonly timeZone?: string;
}

/** A row as an acquirer would hand it over; the fields are those of rules.md. */
export interface SimulatedRow {
  /** Line of the row in a file of its own: the header is line 1. */
  readonly line: number;
  /** ms since the epoch; {@link occurredAt} says the same with its offset. */
  readonly at: number;
  readonly occurredAt: string;
  /** Whole and positive. */
  readonly amountFen: number;
  readonly currency: 'CNY';
  /** `SIM-…`, never a card number; null where the sale names none. */
  readonly card: string | null;
  readonly cardType: 'credit' | 'debit' | 'unknown';
  readonly type: Sale['type'];
  readonly status: Sale['status'];
  /** Unique within the shop. */
  readonly reference: string;
  readonly traceNo: string;
  readonly batchNo: string;
}

/** The history of one shop in the order of time. It is made day by day: memory does not grow with its length. */
export function* simulateShop(plan: ShopPlan): Generator<SimulatedRow> {
  const kind = SHOP_KINDS[plan.kind];
  const zone = new Zone(plan.timeZone ?? DEFAULT_TIME_ZONE);
  const dice = new Dice(`${plan.seed}/${plan.kind}`);
  const cards = new ShopCards(dice.fork('cards'), kind.trade.cards, plan.shopNumber ?? 0);
  const trade = new TradeDays(dice.fork('trade'), kind.trade, cards);
  const misuse = kind.misuse?.(dice.fork('misuse'), (type) => cards.issue(type));
  const firstDay = Date.parse(`${plan.from}T00:00:00Z`) / DAY_MS;
  if (!Number.isInteger(firstDay)) throw new RangeError(`${plan.from} is not a day as YYYY-MM-DD`);
  let line = 1;
  for (let i = 0; i < plan.days; i++) {
    const day = firstDay + i;
    const sales = [...trade.day(day), ...(misuse?.(i) ?? [])].sort((a, b) => a.second - b.second);
    for (const [nth, sale] of sales.entries()) {
      line += 1;
      yield row(sale, zone, day, nth, line);
    }
  }
}

function row(sale: Sale, zone: Zone, day: number, nth: number, line: number): SimulatedRow {
  const at = zone.toInstant(day * DAY_MS + sale.second * 1000);
  const date = new Date(day * DAY_MS).toISOString().slice(2, 10).replaceAll('-', '');
  return {
    line,
    at,
    occurredAt: withOffset(at, zone.offsetAt(at)),
    amountFen: sale.amountFen,
    currency: 'CNY',
    card: sale.card?.id ?? null,
    cardType: sale.card?.type ?? 'unknown',
    type: sale.type,
    status: sale.status,
    reference: `${date}${String(nth + 1).padStart(5, '0')}`,
    // As a terminal counts: six digits, from 1 again after the last.
    traceNo: String(((line - 2) % 999_999) + 1).padStart(6, '0'),
    batchNo: date,
  };
}

function withOffset(at: number, offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  const two = (n: number): string => String(n).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  return `${new Date(at + offset).toISOString().slice(0, 19)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
