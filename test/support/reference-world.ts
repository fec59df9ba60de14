import { DateTime } from 'luxon';
import type { TerminalFacts } from '@thaw/risk/rules';
import type { HistoryRow } from './history-generator';

export interface ReferenceFinding {
  readonly rule: string;
  readonly card: string | null;
  readonly from: number;
  readonly to: number;
  readonly measured: number;
  /** Sorted ids of its transactions. */
  readonly transactions: readonly number[];
}

export interface ReferenceInput {
  readonly rows: readonly HistoryRow[];
  readonly currency: string;
  readonly timeZone: string;
  readonly facts: TerminalFacts;
  /** All parameters, by rule code. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface Sale extends HistoryRow {
  readonly date: string;
  /** Days since 1970-01-01 of the local date. */
  readonly day: number;
  readonly month: string;
  /** Months since January 1970. */
  readonly monthNumber: number;
  readonly second: number;
}

export interface World {
  /** Approved purchases, declined ones and approved refunds, each in the order of time. */
  readonly sales: readonly Sale[];
  readonly declines: readonly Sale[];
  readonly refunds: readonly Sale[];
  readonly low: boolean;
  readonly facts: TerminalFacts;
  readonly timeZone: string;
}

export type Values = Readonly<Record<string, number>>;
export type Reference = (world: World, values: Values) => Omit<ReferenceFinding, 'rule'>[];

export const value = (values: Values, name: string): number => {
  const found = values[name];
  if (found === undefined) throw new Error(`no parameter ${name}`);
  return found;
};

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

export function finding(
  sales: Iterable<Sale>,
  measured: number,
  card: string | null = null,
): Omit<ReferenceFinding, 'rule'> {
  const all = [...sales];
  const times = all.map((sale) => sale.at);
  const transactions = all.map((sale) => sale.id).sort((a, b) => a - b);
  return { card, from: Math.min(...times), to: Math.max(...times), measured, transactions };
}

/** Joins sets that share an element, until none do. `best` is the greatest of the joined ones. */
export function mergeSets(
  sets: readonly { sales: ReadonlySet<Sale>; best: number }[],
): { sales: Set<Sale>; best: number }[] {
  const merged: { sales: Set<Sale>; best: number }[] = [];
  for (const set of sets) {
    const touching = merged.filter((other) => [...set.sales].some((sale) => other.sales.has(sale)));
    const joined = { sales: new Set(set.sales), best: set.best };
    for (const other of touching) {
      for (const sale of other.sales) joined.sales.add(sale);
      joined.best = Math.max(joined.best, other.best);
      merged.splice(merged.indexOf(other), 1);
    }
    merged.push(joined);
  }
  return merged;
}

export const sumOf = (sales: readonly Sale[]): number => sales.reduce((sum, sale) => sum + sale.amountFen, 0);
export const cardOf = (sales: readonly Sale[]): string | null => sales[0]?.card ?? null;

export function dateRow(row: HistoryRow, timeZone: string): Sale {
  const local = DateTime.fromMillis(row.at, { zone: timeZone });
  const date = local.toISODate() as string;
  return {
    ...row,
    date,
    day: Date.parse(date) / 86_400_000,
    month: date.slice(0, 7),
    monthNumber: (local.year - 1970) * 12 + local.month - 1,
    second: local.hour * 3600 + local.minute * 60 + local.second,
  };
}
