import type { MessagePort } from 'node:worker_threads';
import type { HistoryCard } from '@thaw/transactions/records';
import type { PackedFound } from '../engine';
import type { ParameterOverrides, TerminalFacts } from '../rules';

/** What a thread is given for each scan: all about it is said through a port of its own. */
export interface ThreadStart {
  readonly order: FoldOrder;
  readonly port: MessagePort;
}

/** A scan setup as it goes between threads: rules by their codes, the zone by its name. */
export interface FoldOrder {
  readonly rules: readonly string[];
  readonly parameters: ParameterOverrides;
  readonly facts: TerminalFacts;
  readonly timeZone: string;
  readonly currency: string;
}

/** To the thread: a block, its columns in memory that is handed over, or that the history ends. */
export type ToThread =
  | {
      readonly kind: 'block';
      readonly rows: number;
      readonly columns: ArrayBuffer;
      readonly newCards: readonly HistoryCard[];
      readonly newCurrencies: readonly string[];
    }
  | { readonly kind: 'end' };

/** From the thread: it has folded a block, whose memory it gives back, has come to its end or failed. */
export type FromThread =
  | { readonly kind: 'folded'; readonly columns: ArrayBuffer }
  | { readonly kind: 'found'; readonly found: PackedFound }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Blocks of half a megabyte that may be on their way to the thread. */
export const BLOCKS_AHEAD = 4;
