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

  /** What there is of the years before this one. Reads every row of them, once. */
  async survey(tx: Tx, before: number): Promise<DroppedYears> {
    return summed(await countsOf(tx, before));
  }

  /**
   * Drops all years before this one, and the blocks of the histories that began in them, which are then to be rebuilt.
   * Counts them first, while others go on writing; then nobody writes transactions to the end of the transaction, and
   * nobody reads them once it has begun to drop, which should be its last work.
   * @throws HistoryInUse, and then nothing is dropped
   */
  async drop(tx: Tx, before: number, now: Date): Promise<DroppedYears> {
    const written = await ledgersOf(tx);
    const counted = await countsOf(tx, before);
    if (!(await this.lock.tryHoldAll(tx)) || (await isImporting(tx))) throw new HistoryInUse('import');
    const dropped = summed(await countedAgain(tx, before, counted, written));
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

/** How many rows of a terminal are in a year. */
interface YearCount {
  readonly terminalId: string;
  readonly year: number;
  readonly rows: number;
}

/** Of all terminals, or of these. */
async function countsOf(tx: Tx, before: number, terminalIds?: readonly string[]): Promise<YearCount[]> {
  return tx.query<YearCount[]>(
    `SELECT terminal_id AS "terminalId", extract(year FROM min(occurred_at) AT TIME ZONE 'UTC')::integer AS year,
       count(*)::integer AS rows
     FROM transaction WHERE occurred_at < $1 ${terminalIds ? 'AND terminal_id = ANY($2)' : ''}
     GROUP BY tableoid, terminal_id`,
    [startOf(before), ...(terminalIds ? [terminalIds] : [])],
  );
}

/** How much was ever written to each history: whoever writes rows counts them there in the same transaction. */
async function ledgersOf(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; written: string }[]>(
    'SELECT terminal_id AS id, written FROM history_ledger',
  );
  return new Map(rows.map(({ id, written }) => [id, written]));
}

/** Only the histories that were written to since their ledgers were read are counted anew. */
async function countedAgain(
  tx: Tx,
  before: number,
  counted: readonly YearCount[],
  written: ReadonlyMap<string, string>,
): Promise<readonly YearCount[]> {
  const changed = new Set<string>();
  for (const [id, now] of await ledgersOf(tx)) if (written.get(id) !== now) changed.add(id);
  if (changed.size === 0) return counted;
  const others = counted.filter(({ terminalId }) => !changed.has(terminalId));
  return [...others, ...(await countsOf(tx, before, [...changed]))];
}

function summed(counts: readonly YearCount[]): DroppedYears {
  const years = new Map<number, number>();
  for (const { year, rows } of counts) years.set(year, (years.get(year) ?? 0) + rows);
  return {
    years: [...years].sort(([a], [b]) => a - b).map(([year, rows]) => ({ year, rows })),
    terminalIds: [...new Set(counts.map(({ terminalId }) => terminalId))].sort(),
  };
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
     WHERE inhparent = 'transaction_rows'::regclass AND substring(inhrelid::regclass::text FROM '\\d+$')::integer < $1`,
    [before],
  );
  return parts.map(({ part }) => part);
}
