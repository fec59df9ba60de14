import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';

/** Which cases are not closed: what they rest on must stay. */
@Injectable()
export class OpenCases {
  /** Numbers of those whose terminal has transactions before this time, oldest first. */
  async withTransactionsBefore(tx: Tx, at: Date): Promise<readonly string[]> {
    const rows = await tx.query<{ number: string }[]>(
      `SELECT c.number FROM freeze_case c WHERE c.state <> 'closed'
         AND EXISTS (SELECT FROM transaction t WHERE t.terminal_id = c.terminal_id AND t.occurred_at < $1)
       ORDER BY c.opened_at, c.id`,
      [at],
    );
    return rows.map(({ number }) => number);
  }
}
