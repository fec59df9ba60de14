import type { Zone } from '@thaw/kernel';
import { KeyCounter } from './key-set';
import type { TransactionRecord } from './transaction-record';

/**
 * The key by which rules.md tells a duplicate, within one terminal, in a short text:
 *
 * - `r:<acquirer reference>` where the line gives one,
 * - `t:<trace>/<batch>/<local date>` where it gives trace and batch number,
 * - `n:<ms since the epoch>/<amount in fen>/<card token>/<type>/<n>` else, n counting the identical lines of one file
 *   from 1: a file imported twice adds nothing, and two equal sales in one file are both kept.
 *
 * One instance goes over one file, from its first line to its last, since n counts over the whole file, which need not
 * be in the order of time. For that it holds 15–23 bytes for each line without reference and trace.
 */
export class DedupeKeys {
  private readonly identical = new KeyCounter();
  private lastDay = Number.NaN;
  private lastDate = '';

  /** @param zone the one in which local dates are read. */
  constructor(private readonly zone: Zone) {}

  /**
   * @param terminal whose line it is, where one file holds several terminals': identical lines are counted for each by
   * itself. How the line spells its terminal is not asked: a file may spell one in several ways.
   */
  keyOf(record: TransactionRecord, terminal = ''): string {
    const { reference, traceNo, batchNo, occurredAt } = record;
    if (reference !== null) return `r:${reference}`;
    if (traceNo !== null && batchNo !== null) {
      return `t:${escapeSlash(traceNo)}/${escapeSlash(batchNo)}/${this.dateOf(occurredAt)}`;
    }
    const same = `n:${occurredAt}/${record.amountFen}/${record.cardToken ?? ''}/${record.type}`;
    return `${same}/${this.identical.count(`${same} ${terminal}`)}`;
  }

  /** Counts a line without reference and trace by the bytes of what it has (all of its key but n) and a space. */
  countBytes(bytes: Uint8Array, from: number, to: number): number {
    return this.identical.countBytes(bytes, from, to);
  }

  /** The local date, as keys write it. */
  dateOf(ms: number): string {
    const day = this.zone.dayOf(ms);
    if (day !== this.lastDay) {
      this.lastDay = day;
      this.lastDate = this.zone.dateText(ms);
    }
    return this.lastDate;
  }
}

/** So that trace "1/2", batch "3" is not trace "1", batch "2/3". */
const escapeSlash = (text: string): string =>
  text.includes('/') || text.includes('%') ? text.replaceAll('%', '%25').replaceAll('/', '%2F') : text;
