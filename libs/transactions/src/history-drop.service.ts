import { Injectable } from '@nestjs/common';
import { isLockTimeout, type Tx } from '@thaw/platform';
import { noteTakenAway } from './history-ledger';
import { TerminalLock } from './terminal-lock';

/** What dropping would take away, or took away. */
export interface DroppedYears {
  readonly years: readonly { readonly year: number; readonly rows: number }[];
  /** Whose history began in those years. */
  readonly terminalIds: readonly string[];
}

/** How long the drop, and so all who want to read meanwhile, wait for those who are reading. */
const READERS_MAY_TAKE = '5s';

/** An import is under way, or somebody goes on reading. */
export class HistoryInUse extends Error {
  constructor(readonly by: 'import' | 'reader') {
    super(`transactions are in use by an ${by}`);
    this.name = 'HistoryInUse';
  }
}

/** Drops old years of transactions. Only the owner of the tables can; whoever serves cannot. */
@Injectable()
export class HistoryDrop {
  constructor(private readonly lock: TerminalLock) {}

  /** What there is of the years before this one. Reads every row of them. */
  async survey(tx: Tx, before: number): Promise<DroppedYears> {
    const years = await tx.query<{ year: number; rows: string }[]>(
      `SELECT extract(year FROM min(occurred_at) AT TIME ZONE 'UTC')::integer AS year, count(*) AS rows FROM transaction
       WHERE occurred_at < $1 GROUP BY tableoid ORDER BY 1`,
      [startOf(before)],
    );
    const terminals = await tx.query<{ id: string }[]>(
      'SELECT DISTINCT terminal_id AS id FROM transaction WHERE occurred_at < $1 ORDER BY 1',
      [startOf(before)],
    );
    return {
      years: years.map(({ year, rows }) => ({ year, rows: Number(rows) })),
      terminalIds: terminals.map(({ id }) => id),
    };
  }

  /**
   * Drops all years before this one, and the blocks of the histories that began in them, which are then to be rebuilt.
   * Nobody writes transactions from here to the end of the transaction; nobody reads them once it has begun to drop, which
   * should be its last work.
   * @throws HistoryInUse, and then nothing is dropped
   */
  async drop(tx: Tx, before: number, now: Date): Promise<DroppedYears> {
    if (!(await this.lock.tryHoldAll(tx)) || (await isImporting(tx))) throw new HistoryInUse('import');
    const dropped = await this.survey(tx, before);
    const { years, terminalIds } = dropped;
    if (years.length === 0) return dropped;
    await lockOut(tx);
    await tx.query('DELETE FROM history_block WHERE terminal_id = ANY($1)', [terminalIds]);
    await noteTakenAway(tx, terminalIds);
    for (const part of await partsBefore(tx, before)) await tx.query(`DROP TABLE ${part}`);
    await tx.query(
      `INSERT INTO history_drop (before, years, rows, terminals, dropped_by, dropped_at)
       VALUES ($1, $2, $3, $4, session_user, $5)`,
      [
        startOf(before),
        years.map(({ year }) => year),
        years.reduce((sum, { rows }) => sum + rows, 0),
        terminalIds.length,
        now,
      ],
    );
    return dropped;
  }
}

/** One that has begun may be between two attempts, when nobody holds its terminal. */
async function isImporting(tx: Tx): Promise<boolean> {
  const [running] = await tx.query<object[]>(`SELECT FROM history_import WHERE state = 'running' LIMIT 1`);
  return running !== undefined;
}

async function lockOut(tx: Tx): Promise<void> {
  try {
    await tx.query(`SET LOCAL lock_timeout = '${READERS_MAY_TAKE}'`);
    await tx.query('LOCK TABLE transaction IN ACCESS EXCLUSIVE MODE');
  } catch (error) {
    throw isLockTimeout(error) ? new HistoryInUse('reader') : error;
  }
}

const startOf = (year: number): Date => new Date(Date.UTC(year, 0));

/** Named by their years: see open_transaction_year. */
async function partsBefore(tx: Tx, before: number): Promise<string[]> {
  const parts = await tx.query<{ part: string }[]>(
    `SELECT inhrelid::regclass::text AS part FROM pg_inherits
     WHERE inhparent = 'transaction'::regclass AND substring(inhrelid::regclass::text FROM '\\d+$')::integer < $1`,
    [before],
  );
  return parts.map(({ part }) => part);
}
