import { Zone } from '@thaw/kernel';
import type { TerminalFacts } from '@thaw/risk/rules';
import type { ScanRecord } from '@thaw/risk/engine';

export type HistoryRow = ScanRecord;

export const HISTORY_CURRENCY = 'CNY';

/** A small seeded generator (mulberry32): the same seed gives the same history on every machine. */
export class Dice {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends inside. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length - 1)] as T;
  }

  chance(percent: number): boolean {
    return this.next() * 100 < percent;
  }
}

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'].map(
  (name) => new Zone(name),
);
export const DAY_MS = 86_400_000;
/** First days close to turns of year, leap day and changes of the clocks. */
const STARTS = [
  '2025-12-20',
  '2026-01-27',
  '2024-02-20',
  '2026-03-03',
  '2026-03-27',
  '2025-10-20',
  '2026-04-01',
];
const SECONDS = [0, 1, 8 * 3600, 32_399, 32_400, 32_401, 43_200, 73_799, 73_800, 73_801, 86_398, 86_399];
/** By card: three banks, and cards of which only a name is known. */
const BINS = ['411111', '622202', '62284801', null];
const AMOUNTS = [1, 99, 100, 101, 10_000, 19_999, 20_000, 100_000, 100_012, 999_999, 4_999_999, 5_000_001];

export type RowFields = Partial<Omit<HistoryRow, 'id'>>;

export class HistoryRows {
  readonly rows: HistoryRow[] = [];
  readonly zone: Zone;
  readonly firstDay: number;
  /** What is known beside the rows. */
  facts: Partial<TerminalFacts> = {};

  constructor(readonly dice: Dice) {
    this.zone = dice.chance(50) ? (ZONES[0] as Zone) : dice.pick(ZONES);
    this.firstDay = Date.parse(dice.pick(STARTS)) / DAY_MS;
  }

  at(day: number, second: number): number {
    return this.zone.toInstant((this.firstDay + day) * DAY_MS + second * 1000);
  }

  add(at: number, fields: RowFields = {}): void {
    const { dice } = this;
    const row: HistoryRow = {
      id: this.rows.length + 2,
      at,
      amountFen: dice.chance(70) ? dice.whole(1, 60_000) : dice.pick(AMOUNTS),
      currency: HISTORY_CURRENCY,
      type: 'purchase',
      status: 'approved',
      card: `card${dice.whole(1, 6)}`,
      cardType: dice.chance(70) ? 'credit' : dice.pick(['debit', 'unknown']),
      ...fields,
    };
    const bin = row.card ? (BINS[Number(row.card.replace(/\D/g, '')) % BINS.length] ?? null) : null;
    this.rows.push({ bin, ...row });
  }

  second(): number {
    return this.dice.chance(50) ? this.dice.pick(SECONDS) : this.dice.whole(0, 86_399);
  }
}
