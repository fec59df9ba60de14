import type { Tx } from '@thaw/platform';

/**
 * Transactions lie in a table for each year of their time (UTC). One import's run tells the times it writes and opens the
 * years it needs before it writes them. What it has opened stays: years are dropped only while no import is under way.
 */
export class TransactionYears {
  private readonly opened = new Set<number>();
  private readonly wanted = new Set<number>();
  private from = Number.POSITIVE_INFINITY;
  private to = Number.NEGATIVE_INFINITY;

  /** @param at ms since the epoch, of a row that is to be written. */
  note(at: number): void {
    if (at >= this.from && at < this.to) return;
    const year = new Date(at).getUTCFullYear();
    this.from = Date.UTC(year, 0);
    this.to = Date.UTC(year + 1, 0);
    if (!this.opened.has(year)) this.wanted.add(year);
  }

  /** Whether rows were told of that have no table yet, as far as this run knows. */
  get areWanted(): boolean {
    return this.wanted.size > 0;
  }

  /** In the transaction that then writes the rows; a run whose transaction fails is over. */
  async open(tx: Tx): Promise<void> {
    for (const year of this.wanted) {
      await tx.query('SELECT open_transaction_year($1)', [year]);
      this.opened.add(year);
    }
    this.wanted.clear();
  }
}
