import { Injectable } from '@nestjs/common';
import { requestJob, type Tx } from '@thaw/platform';
import { askForRefresh } from './standing-store';
import { WatchedTerminal } from './watched-terminal.entity';

/**
 * Terminals whose findings somebody waits for. Rows of their own: whoever begins or ends a watch must not wait for an
 * append or a rescan that has the standing scan in hand.
 */
@Injectable()
export class WatchedTerminals {
  /** From now on `standing.changed` tells when its findings may be others. Its standing scan is begun where there is none. */
  async watch(tx: Tx, terminalId: string, now: Date): Promise<void> {
    await tx.query(
      'INSERT INTO watched_terminal (terminal_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [terminalId, now],
    );
    const known = await tx.query<unknown[]>('SELECT FROM standing_scan WHERE terminal_id = $1', [terminalId]);
    if (known.length === 0) await askForRefresh(tx, terminalId, 'first', now);
  }

  async unwatch(tx: Tx, terminalId: string): Promise<void> {
    await tx.delete(WatchedTerminal, { terminalId });
  }
}

/** In the transaction that brings findings up to date, of a terminal that is watched. */
export const tellWatcher = (tx: Tx, terminalId: string): Promise<void> =>
  requestJob(tx, 'standing.changed', { terminalId });
