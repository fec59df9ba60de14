import { systemActor } from '@thaw/kernel';
import type { Database, Tx } from '@thaw/platform';
import { uuidBytes } from './copy-encoder';
import { copyInto } from './copy-stream';
import { freshRows, numberRows, type Rows } from './fresh-rows';
import type { BlockFollower } from './block-follower';
import type { HistoryBlocks } from './history-blocks.service';
import { noteWritten } from './history-ledger';
import type { HistoryImport } from './history-import.entity';
import type { IntakeChunk } from './intake/chunk-builder';
import { TRANSACTION_COLUMNS } from './intake/transaction-tuple';
import type { KnownKeys } from './known-keys';
import { storeRejects } from './store-rejects';
import { TransactionYears } from './transaction-years';

/** Another run of this import, its failure or its cancelling has come between: whoever came between goes on with it. */
export class ImportTakenOver extends Error {
  constructor(importId: string) {
    super(`import ${importId} is no longer this run's`);
    this.name = 'ImportTakenOver';
  }
}

/** Lines of which only the progress is to be told: so many are known in a blink. */
const UNTOLD_LINES = 100_000;

const nothing = () => ({ lines: 0, accepted: 0, duplicates: 0, rejected: 0, bytesRead: 0 });

/** Writes the chunks of one import in their order, each in a transaction of its own with the progress it makes. */
export class ChunkWriter {
  private readonly importId: Buffer;
  private readonly years = new TransactionYears();
  private done: number;
  /** What has come of lines since the last commit. */
  private untold = nothing();

  constructor(
    private readonly database: Database,
    private readonly blocks: HistoryBlocks,
    private readonly follower: BlockFollower,
    private readonly known: KnownKeys,
    private readonly running: HistoryImport,
    private readonly now: () => Date,
  ) {
    this.importId = uuidBytes(running.id);
    this.done = running.linesDone;
  }

  /** Lines committed, by earlier runs too. */
  get linesDone(): number {
    return this.done;
  }

  /**
   * Of a chunk that adds nothing only the progress would be written: that is left to a later one, or to {@link end}.
   * @throws ImportTakenOver where the import no longer stands where this run left it; nothing is written then.
   */
  async write(chunk: IntakeChunk): Promise<void> {
    const { lines, accepted, duplicates, rejected, bytesRead } = chunk;
    const fresh = freshRows(chunk, this.known);
    this.untold.lines += lines;
    this.untold.accepted += fresh.count;
    this.untold.duplicates += duplicates + accepted - fresh.count;
    this.untold.rejected += rejected.length;
    this.untold.bytesRead = bytesRead;
    if (fresh.count > 0 || rejected.length > 0 || this.untold.lines >= UNTOLD_LINES)
      await this.commit(async (tx) => {
        if (fresh.count > 0) await this.insert(tx, fresh);
        await storeRejects(tx, this.importId, rejected);
      });
  }

  /** Tells of the progress that the last chunks made. */
  async end(): Promise<void> {
    if (this.untold.lines > 0) await this.commit(() => Promise.resolve());
  }

  private async commit(write: (tx: Tx) => Promise<void>): Promise<void> {
    await this.database.asActor(systemActor('worker'), async (tx) => {
      // Should the server lose its last chunks in a crash, it loses the progress they made with them: they are read again.
      await tx.query('SET LOCAL synchronous_commit = off');
      await this.advance(tx);
      await write(tx);
    });
    this.done += this.untold.lines;
    this.untold = nothing();
  }

  /** Comes before any row in the transaction: the lock on the import keeps a second run out until this chunk is in. */
  private async advance(tx: Tx): Promise<void> {
    const { lines, accepted, duplicates, rejected, bytesRead } = this.untold;
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE history_import SET lines_done = lines_done + $3, accepted = accepted + $4, duplicates = duplicates + $5,
         rejected = rejected + $6, progress_at = $7, bytes_done = $8
       WHERE id = $1 AND lines_done = $2 AND state = 'running'`,
      [this.running.id, this.done, lines, accepted, duplicates, rejected, this.now(), bytesRead],
    );
    if (count !== 1) throw new ImportTakenOver(this.running.id);
  }

  private async insert(tx: Tx, { rows, count }: Rows): Promise<void> {
    const [step] = await tx.query<{ first: string }[]>(`SELECT nextval('transaction_id') AS first`);
    const earliest = numberRows(rows, Number(step?.first), this.follower, this.years);
    // Rows that come after all others, be it at the same instant, belong into no block that is stored.
    if (!this.follower.isAlong) await this.blocks.dropFrom(tx, this.running.terminalId, earliest);
    await this.years.open(tx);
    await copyInto(tx, `transaction (${TRANSACTION_COLUMNS.join(', ')})`, rows);
    await this.follower.store(tx);
    await noteWritten(tx, this.running.terminalId, count);
  }
}
