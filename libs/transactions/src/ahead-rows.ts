import type { Actor } from '@thaw/kernel';
import type { Database, Tx } from '@thaw/platform';
import type { BlockFollower, FilledBlock } from './block-follower';
import { OpenCopy } from './copy-stream';
import { bareRows, copyHeader } from './fresh-rows';
import type { HistoryBlocks } from './history-blocks.service';
import { noteWritten } from './history-ledger';
import type { IntakeChunk } from './intake/chunk-builder';
import type { LineRejection } from './intake/line-rejection';
import { TRANSACTION_DOOR } from './intake/transaction-tuple';
import type { KnownKeys } from './known-keys';
import { ChunkPreparer, noLines, type LineCounts } from './prepared-chunk';
import { storeBlocks } from './store-block';
import { TransactionYears } from './transaction-years';

/**
 * Chunks that one COPY takes: while it goes on, nothing else can be said to the server, and the blocks that its rows fill
 * wait.
 */
const COPY_CHUNKS = 8;
/** Characters of bad lines that are held until the import stands that they are told of. */
const REJECT_CHARS_MOST = 4 * 1024 * 1024;

/** What of an import was written ahead of its end. */
export interface AheadCounts extends Readonly<LineCounts> {
  readonly rejections: readonly LineRejection[];
}

/**
 * Writes rows of one import into its history, in a transaction that is open for as long as the upload comes in, and which
 * holds the terminal: by COPYs of many chunks, since the server would wait between one and the next.
 */
export class AheadRows {
  private readonly years = new TransactionYears();
  private readonly preparer: ChunkPreparer;
  private readonly counts = noLines();
  private readonly rejections: LineRejection[] = [];
  private rejectChars = 0;
  /** The first ids of chunks to come. */
  private ids: number[] = [];
  private copy: OpenCopy | null = null;
  /** Chunks that it has taken. */
  private copied = 0;
  private sending: Promise<void> = Promise.resolve();
  /** Since the last COPY began. */
  private blocksFilled: FilledBlock[] = [];
  private earliest = Number.POSITIVE_INFINITY;

  constructor(
    private readonly tx: Tx,
    private readonly database: Database,
    private readonly blocks: HistoryBlocks,
    private readonly of: { readonly actor: Actor; readonly terminalId: string },
    known: KnownKeys,
    private readonly follower: BlockFollower,
  ) {
    this.preparer = new ChunkPreparer(known, follower, this.years);
  }

  /** Whether there are more bad lines than are held. */
  get isFull(): boolean {
    return this.rejectChars > REJECT_CHARS_MOST;
  }

  /** Resolves when the next chunk may come, while this one is still being sent; the one before it has been. */
  async write(chunk: IntakeChunk): Promise<void> {
    const fresh = this.preparer.fresh(chunk);
    if (fresh.count > 0 && this.ids.length === 0) await this.takeIds(COPY_CHUNKS + 1);
    const prepared = this.preparer.number(chunk, fresh, fresh.count > 0 ? (this.ids.shift() as number) : 0);
    this.counts.lines += prepared.lines;
    this.counts.accepted += prepared.accepted;
    this.counts.duplicates += prepared.duplicates;
    this.counts.rejected += prepared.rejected;
    for (const rejection of prepared.rejections) {
      this.rejections.push(rejection);
      for (const cell of rejection.columns) this.rejectChars += cell.length;
    }
    this.blocksFilled.push(...prepared.blocks);
    this.earliest = Math.min(this.earliest, prepared.earliest);
    await this.sending;
    if (fresh.count > 0) await this.send(fresh.rows);
  }

  /** Writes what is still to be written. @returns what became of all lines. */
  async end(): Promise<AheadCounts> {
    await this.endCopy();
    const { counts, rejections } = this;
    if (counts.accepted > 0) await noteWritten(this.tx, this.of.terminalId, counts.accepted);
    return { ...counts, rejections };
  }

  /** To be called where it did not come to {@link end}: a connection in the middle of a COPY cannot be rolled back. */
  async breakOff(): Promise<void> {
    await this.sending.catch(() => undefined);
    await this.copy?.breakOff();
  }

  private async send(rows: Buffer): Promise<void> {
    if (this.years.areWanted) {
      // A COPY that is under way does not see a new table.
      await this.closeCopy();
      await this.openYears();
    }
    // One id was left for these rows, so that they are ready when the server is: it waits for no more than is said here.
    if (this.copied === COPY_CHUNKS) await this.takeIds(COPY_CHUNKS);
    if (this.copy === null) {
      this.copied = 0;
      this.copy = await OpenCopy.into(this.tx, TRANSACTION_DOOR);
      this.sending = this.copy.write(copyHeader(rows));
    }
    const { copy } = this;
    await this.sending;
    this.sending = copy.write(bareRows(rows));
    this.copied += 1;
    // Told by whoever waits for it next.
    this.sending.catch(() => undefined);
  }

  /** Not in the transaction: to make a table keeps others from making one, and this transaction is a long one. */
  private async openYears(): Promise<void> {
    await this.database.asActor(this.of.actor, (tx) => this.years.open(tx));
  }

  private async takeIds(count: number): Promise<void> {
    await this.endCopy();
    this.copied = 0;
    const steps = await this.tx.query<{ first: string }[]>(
      `SELECT nextval('transaction_id') AS first FROM generate_series(1, ${count}) ORDER BY first`,
    );
    this.ids = steps.map(({ first }) => Number(first));
  }

  private async closeCopy(): Promise<void> {
    const { copy } = this;
    if (copy === null) return;
    await this.sending;
    await copy.end();
    this.copy = null;
  }

  private async endCopy(): Promise<void> {
    await this.closeCopy();
    const { terminalId } = this.of;
    if (this.follower.isAlong) await storeBlocks(this.tx, terminalId, this.blocksFilled);
    // Rows that come after all others, be it at the same instant, belong into no block that is stored.
    else if (this.earliest < Number.POSITIVE_INFINITY)
      await this.blocks.dropFrom(this.tx, terminalId, this.earliest);
    this.blocksFilled = [];
    this.earliest = Number.POSITIVE_INFINITY;
  }
}
