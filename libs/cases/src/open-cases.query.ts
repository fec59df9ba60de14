import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';

/**
 * Which cases are not done with, so that what they rest on must stay: those that are not closed; of the closed ones those
 * that may still be appealed, and those that stand on an authority's order.
 */
@Injectable()
export class OpenCases {
  /** Numbers of those whose terminal has transactions before this time, oldest first. */
  async withTransactionsBefore(tx: Tx, at: Date, now: Date): Promise<readonly string[]> {
    // The window begins when the letter is opened: a letter that never was leaves it open.
    const rows = await tx.query<{ number: string }[]>(
      `SELECT c.number FROM freeze_case c
       WHERE (c.state <> 'closed' OR c.outcome = 'K' OR c.appeal_until > $2
              OR (c.appeal_until IS NULL AND c.resolution = 'restored_with_limits'))
         AND EXISTS (SELECT FROM transaction t WHERE t.terminal_id = c.terminal_id AND t.occurred_at < $1)
       ORDER BY c.opened_at, c.id`,
      [at, now],
    );
    return rows.map(({ number }) => number);
  }
}
