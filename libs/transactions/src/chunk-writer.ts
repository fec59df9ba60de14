import { systemActor } from '@thaw/kernel';
import type { Database, Tx } from '@thaw/platform';
import { uuidBytes } from './copy-encoder';
import { copyInto } from './copy-stream';
import { freshRows } from './fresh-rows';
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

/** Writes the chunks of one import in their order, each in a transaction of its own with the progress it makes. */
export class ChunkWriter {
  private readonly importId: Buffer;
  private readonly years = new TransactionYears();
  private done: number;

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

  /** @throws ImportTakenOver where the import no longer stands where this run left it; nothing is written then. */
  async write(chunk: IntakeChunk): Promise<void> {
    await this.database.asActor(systemActor('worker'), async (tx) => {
      // Should the server lose its last chunks in a crash, it loses the progress they made with them: they are read again.
      await tx.query('SET LOCAL synchronous_commit = off');
      const [step] = await tx.query<{ first: string }[]>(`SELECT nextval('transaction_id') AS first`);
      const fresh = freshRows(chunk, this.known, Number(step?.first), this.follower, this.years);
      await this.advance(tx, chunk, fresh.count);
      if (fresh.count > 0) {
        // Rows that come after all others, be it at the same instant, belong into no block that is stored.
        if (!this.follower.isAlong) {
          await this.blocks.dropFrom(tx, this.running.terminalId, fresh.earliest);
        }
        await this.years.open(tx);
        await copyInto(tx, `transaction (${TRANSACTION_COLUMNS.join(', ')})`, fresh.rows);
        await this.follower.store(tx);
        await noteWritten(tx, this.running.terminalId, fresh.count);
      }
      await storeRejects(tx, this.importId, chunk.rejected);
    });
    this.done += chunk.lines;
  }

  /** Comes before any row in the transaction: the lock on the import keeps a second run out until this chunk is in. */
  private async advance(
    tx: Tx,
    { lines, accepted, duplicates, rejected, bytesRead }: IntakeChunk,
    fresh: number,
  ): Promise<void> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE history_import SET lines_done = lines_done + $3, accepted = accepted + $4, duplicates = duplicates + $5,
         rejected = rejected + $6, progress_at = $7, bytes_done = $8
       WHERE id = $1 AND lines_done = $2 AND state = 'running'`,
      [
        this.running.id,
        this.done,
        lines,
        fresh,
        duplicates + accepted - fresh,
        rejected.length,
        this.now(),
        bytesRead,
      ],
    );
    if (count !== 1) throw new ImportTakenOver(this.running.id);
  }
}
