import { systemActor } from '@thaw/kernel';
import type { Database, Tx } from '@thaw/platform';
import { uuidBytes } from './copy-encoder';
import { copyInto } from './copy-stream';
import type { BlockFollower } from './block-follower';
import type { HistoryBlocks } from './history-blocks.service';
import { noteWritten } from './history-ledger';
import type { HistoryImport } from './history-import.entity';
import { takeTurn } from './import-turn';
import type { IntakeChunk } from './intake/chunk-builder';
import { TRANSACTION_DOOR } from './intake/transaction-tuple';
import type { KnownKeys } from './known-keys';
import { ChunkPreparer, noLines, type PreparedChunk } from './prepared-chunk';
import { storeBlocks } from './store-block';
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
const WORKER = systemActor('worker');

/**
 * Writes the chunks of one import in their order, each in a transaction of its own with the progress it makes. While the
 * server takes one in the next can be prepared.
 */
export class ChunkWriter {
  private readonly importId: Buffer;
  private readonly years = new TransactionYears();
  private readonly preparer: ChunkPreparer;
  private done: number;
  /** What has come of lines since the last commit, and how far in the upload that is. */
  private untold = noLines();
  private bytesRead = 0;
  /** The first of the ids that the next rows take. */
  private nextId: Promise<number>;

  constructor(
    private readonly database: Database,
    private readonly blocks: HistoryBlocks,
    follower: BlockFollower,
    known: KnownKeys,
    private readonly running: HistoryImport,
    private readonly now: () => Date,
  ) {
    this.importId = uuidBytes(running.id);
    this.done = running.linesDone;
    this.preparer = new ChunkPreparer(known, follower, this.years);
    this.nextId = this.database.asActor(WORKER, takeIds);
    this.nextId.catch(() => undefined);
  }

  /** Lines committed, by earlier runs too. */
  get linesDone(): number {
    return this.done;
  }

  /** To be written before the next is prepared but one. */
  async prepare(chunk: IntakeChunk): Promise<PreparedChunk> {
    const rows = this.preparer.fresh(chunk);
    return this.preparer.number(chunk, rows, rows.count > 0 ? await this.nextId : 0);
  }

  /**
   * Of a chunk that adds nothing only the progress would be written: that is left to a later one, or to {@link end}.
   * @throws ImportTakenOver where the import no longer stands where this run left it; nothing is written then.
   */
  async write(chunk: PreparedChunk): Promise<void> {
    this.untold.lines += chunk.lines;
    this.untold.accepted += chunk.accepted;
    this.untold.duplicates += chunk.duplicates;
    this.untold.rejected += chunk.rejected;
    this.bytesRead = chunk.bytesRead;
    if (chunk.accepted > 0) await this.commit((tx) => this.insert(tx, chunk), this.idsAhead());
    else if (chunk.rejected > 0 || this.untold.lines >= UNTOLD_LINES)
      await this.commit((tx) => storeRejects(tx, this.importId, chunk.rejections));
  }

  /** Tells of the progress that the last chunks made. */
  async end(): Promise<void> {
    if (this.untold.lines > 0) await this.commit(() => Promise.resolve());
  }

  private async commit(write: (tx: Tx) => Promise<void>, ids?: IdsAhead): Promise<void> {
    try {
      await this.database.asActor(WORKER, async (tx) => {
        // Should the server lose its last chunks in a crash, it loses the progress they made with them: they are read again.
        await tx.query('SET LOCAL synchronous_commit = off');
        await this.advance(tx);
        ids?.resolve(await takeIds(tx));
        await write(tx);
      });
    } catch (error) {
      ids?.reject(error);
      throw error;
    }
    this.done += this.untold.lines;
    this.untold = noLines();
  }

  /** Ids are taken a chunk ahead, so that the next chunk can have its own before the server has taken this one. */
  private idsAhead(): IdsAhead {
    let ids!: IdsAhead;
    this.nextId = new Promise((resolve, reject) => (ids = { resolve, reject }));
    this.nextId.catch(() => undefined);
    return ids;
  }

  /** Comes before any row in the transaction: the lock on the import keeps a second run out until this chunk is in. */
  private async advance(tx: Tx): Promise<void> {
    await takeTurn(tx, this.running.id);
    const { lines, accepted, duplicates, rejected } = this.untold;
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE history_import SET lines_done = lines_done + $3, accepted = accepted + $4, duplicates = duplicates + $5,
         rejected = rejected + $6, progress_at = $7, bytes_done = $8
       WHERE id = $1 AND lines_done = $2 AND state = 'running'`,
      [this.running.id, this.done, lines, accepted, duplicates, rejected, this.now(), this.bytesRead],
    );
    if (count !== 1) throw new ImportTakenOver(this.running.id);
  }

  private async insert(tx: Tx, chunk: PreparedChunk): Promise<void> {
    const { terminalId } = this.running;
    // Rows that come after all others, be it at the same instant, belong into no block that is stored.
    if (!chunk.isAlong) await this.blocks.dropFrom(tx, terminalId, chunk.earliest);
    await this.years.open(tx);
    await copyInto(tx, TRANSACTION_DOOR, chunk.rows);
    await storeBlocks(tx, terminalId, chunk.blocks);
    await noteWritten(tx, terminalId, chunk.accepted);
    await storeRejects(tx, this.importId, chunk.rejections);
  }
}

interface IdsAhead {
  readonly resolve: (firstId: number) => void;
  readonly reject: (error: unknown) => void;
}

/** The first of as many ids as a chunk has lines at most. */
async function takeIds(tx: Tx): Promise<number> {
  const [step] = await tx.query<{ first: string }[]>(`SELECT nextval('transaction_id') AS first`);
  return Number(step?.first);
}
