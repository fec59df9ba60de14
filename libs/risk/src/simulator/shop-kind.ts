import type { Bilingual } from '@thaw/kernel';
import type { TerminalFacts } from '../rules';
import type { Dice } from './dice';
import type { ShopCard } from './shop-cards';

/** A span of the day in which a shop sells; `weight` is how much of the day's trade falls into it. */
export interface TradeSpan {
  /** HH:MM, both inside one local day. */
  readonly from: string;
  readonly to: string;
  readonly weight: number;
}

/** How a shop's customers pay, in percent of its sales or cards. */
export interface CardMix {
  /** Cards that come again and again. */
  readonly regulars: number;
  /** Of sales: those of a regular. */
  readonly returning: number;
  /** Of cards: credit; and such whose type nobody knows (prepaid, foreign). The rest is debit. */
  readonly credit: number;
  readonly unknown: number;
  /** Of sales: no card at all, as when a code was scanned. */
  readonly without: number;
}

/** An honest day's trade. */
export interface Trade {
  /** Sales of an ordinary day. */
  readonly salesADay: number;
  /** Percent of it by weekday, Monday first; 0 is closed. */
  readonly weekdays: readonly number[];
  /** Percent of it by month, January first. */
  readonly months: readonly number[];
  readonly spans: readonly TradeSpan[];
  /** Fen by percentile, in ascending order from 0 to 100; amounts in between lie on a line. */
  readonly tickets: readonly (readonly [percentile: number, fen: number])[];
  /** Percent of amounts in whole yuan, and in whole jiao; the rest has single fen. */
  readonly wholeYuan: number;
  readonly wholeJiao: number;
  readonly cards: CardMix;
  /** In a thousand sales. */
  readonly refunds: number;
  readonly declines: number;
  readonly voids: number;
}

/** One entry of a terminal's day before it is numbered. */
export interface Sale {
  /** Since local midnight, 0–86399. */
  readonly second: number;
  readonly amountFen: number;
  readonly card: ShopCard | null;
  readonly type: 'purchase' | 'refund' | 'cash';
  readonly status: 'approved' | 'declined' | 'voided' | 'reversed';
}

/** What a misused terminal adds to the trade it hides behind. Made once per shop; then asked day by day, in order. */
export type Misuse = (
  dice: Dice,
  newCard: (type: ShopCard['type']) => ShopCard,
) => (day: number) => readonly Sale[];

export interface ShopKind {
  readonly title: Bilingual;
  readonly mcc: string;
  readonly feeProfile: TerminalFacts['feeProfile'];
  /** As registered, in seconds of the local day; null where it trades round the clock. */
  readonly hours: TerminalFacts['hours'];
  readonly trade: Trade;
  /** Absent in an ordinary shop. */
  readonly misuse?: Misuse;
  /** Codes of the rules that a history of four months is bound to fire; none for an ordinary shop. */
  readonly fires: readonly string[];
}

/** HH:MM → seconds of the day; 24:00 is its last second. */
export function secondOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return Math.min(hours * 3600 + minutes * 60, 86_399);
}

export const purchase = (second: number, amountFen: number, card: ShopCard | null): Sale => ({
  second,
  amountFen,
  card,
  type: 'purchase',
  status: 'approved',
});
