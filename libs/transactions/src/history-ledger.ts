import type { Tx } from '@thaw/platform';

/** How much was written to a terminal's history, and how much of it is known elsewhere. */
export interface HistoryLedger {
  /** Rows ever written since this is counted, and times that rows were taken away: another number once the history is another. */
  readonly written: number;
  /** What was written when the keys of the whole history were kept; null while they never were. */
  readonly keyed: number | null;
}

/** To be told by whoever writes rows, in the transaction that writes them. */
export async function noteWritten(tx: Tx, terminalId: string, rows: number): Promise<void> {
  await tx.query(
    `INSERT INTO history_ledger AS l (terminal_id, written) VALUES ($1, $2)
     ON CONFLICT (terminal_id) DO UPDATE SET written = l.written + excluded.written`,
    [terminalId, rows],
  );
}

/** To be told by whoever takes rows away, in the transaction that does: nothing that was derived from them is right any more. */
export async function noteTakenAway(tx: Tx, terminalIds: readonly string[]): Promise<void> {
  await tx.query(
    'UPDATE history_ledger SET written = written + 1, keyed = NULL WHERE terminal_id = ANY($1::uuid[])',
    [terminalIds],
  );
}

export async function readLedger(tx: Tx, terminalId: string): Promise<HistoryLedger> {
  const [row] = await tx.query<{ written: string; keyed: string | null }[]>(
    'SELECT written, keyed FROM history_ledger WHERE terminal_id = $1',
    [terminalId],
  );
  return row
    ? { written: Number(row.written), keyed: row.keyed === null ? null : Number(row.keyed) }
    : { written: 0, keyed: null };
}
