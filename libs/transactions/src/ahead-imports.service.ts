import { Injectable } from '@nestjs/common';
import type { Actor } from '@thaw/kernel';
import { Database, Logger, type Tx } from '@thaw/platform';
import { AheadRows, type AheadCounts } from './ahead-rows';
import { HistoryBlocks } from './history-blocks.service';
import type { IntakeSpool } from './intake-spool';
import type { IntakeChunk } from './intake/chunk-builder';
import { KnownKeys } from './known-keys';
import { TerminalLock } from './terminal-lock';

/** Of 10,000 lines. A shorter file is written by its job: it takes a blink. */
const CHUNKS_FROM = 5;
/** An upload that takes longer from one chunk to the next would keep its terminal from others for nothing. */
const STALLED_MS = 5_000;
/** From the header to the commit; nobody else writes to the terminal's history meanwhile. */
const LONGEST_MS = 60_000;
/** Each holds a connection, and now and then a second one. */
const AT_ONCE = 2;

/** What is written in the same commit as the rows. Throwing, it refuses: then none of them was ever there. */
export type AheadFinish<T> = (tx: Tx, counts: AheadCounts) => Promise<T>;

export interface AheadOf {
  readonly actor: Actor;
  readonly terminalId: string;
  /** Whether a bad line refuses the file. */
  readonly strict: boolean;
}

/** An upload goes on without being written ahead, as its file or what stands in the database speaks against it. */
export class NotAhead extends Error {}

/**
 * Writes uploads into their histories while they come in: in one open transaction each, which is committed once the last
 * byte is in and the file is found whole. An upload that breaks off, is refused or dies with its process leaves nothing
 * behind: nobody ever saw a row. Whatever speaks against it, the upload is none the worse: its file waits for its job.
 */
@Injectable()
export class AheadImports {
  private underWay = 0;

  constructor(
    private readonly database: Database,
    private readonly blocks: HistoryBlocks,
    private readonly lock: TerminalLock,
    private readonly logger: Logger,
  ) {}

  /** Begins as soon as there is enough of the upload, if nobody else writes to the terminal or waits to. */
  begin<T>(spool: IntakeSpool, of: AheadOf): AheadImport<T> {
    return new AheadImport((ahead) => this.follow(ahead, spool, of));
  }

  private async follow<T>(ahead: AheadImport<T>, spool: IntakeSpool, of: AheadOf): Promise<T> {
    if (this.underWay >= AT_ONCE) throw new NotAhead();
    this.underWay += 1;
    const longest = setTimeout(() => ahead.stop(), LONGEST_MS);
    const chunks = spool.chunks(ahead.signal);
    try {
      if (!(await unstalled(ahead, spool.hasChunks(CHUNKS_FROM, ahead.signal), CHUNKS_FROM)))
        throw new NotAhead();
      return await this.write(ahead, chunks, of);
    } catch (error) {
      if (!(error instanceof NotAhead) && !ahead.signal.aborted)
        this.logger.warn({ err: error }, 'what was written ahead of an upload was rolled back');
      throw error;
    } finally {
      clearTimeout(longest);
      ahead.stop();
      await chunks.return().catch(() => undefined);
      this.underWay -= 1;
    }
  }

  private async write<T>(
    ahead: AheadImport<T>,
    chunks: AsyncGenerator<IntakeChunk, void, undefined>,
    { actor, terminalId, strict }: AheadOf,
  ): Promise<T> {
    let held = false as boolean;
    try {
      return await this.database.asActor(actor, async (tx) => {
        held = await this.lock.tryHold(tx, terminalId);
        if (!held || (await this.lock.isAwaited(tx, terminalId))) throw new NotAhead();
        // The upload may pause.
        await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
        const known = await KnownKeys.ofTerminal(tx, terminalId);
        const follower = await this.blocks.follow(terminalId);
        const rows = new AheadRows(tx, this.database, this.blocks, { actor, terminalId }, known, follower);
        try {
          for await (const chunk of coming(chunks, ahead)) {
            await rows.write(chunk);
            ahead.signal.throwIfAborted();
            if (rows.isFull || (strict && chunk.rejected.length > 0)) throw new NotAhead();
          }
          const counts = await rows.end();
          const finish = await ahead.finish;
          // Whoever has come meanwhile waits for this.
          await this.lock.requestNext(tx, terminalId);
          return await finish(tx, counts);
        } catch (error) {
          await rows.breakOff();
          throw error;
        }
      });
    } catch (error) {
      if (held) await this.database.asActor(actor, (tx) => this.lock.requestNext(tx, terminalId));
      throw error;
    }
  }
}

/** One upload that is written ahead, seen from where it is received. */
export class AheadImport<T> {
  /** Settles when the upload is found whole. */
  readonly finish: Promise<AheadFinish<T>>;
  private readonly stopping = new AbortController();
  private readonly ended: Promise<T | null>;
  private settle!: (finish: AheadFinish<T>) => void;
  private refuse!: (error: unknown) => void;

  constructor(follow: (ahead: AheadImport<T>) => Promise<T>) {
    this.finish = new Promise((resolve, reject) => {
      this.settle = resolve;
      this.refuse = reject;
    });
    this.finish.catch(() => undefined);
    this.ended = follow(this).catch(() => null);
  }

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /**
   * Commits the rows with what `finish` writes.
   * @returns null where they were not written ahead: then none of them was ever there, and the terminal is free.
   */
  async commit(finish: AheadFinish<T>): Promise<T | null> {
    this.settle(finish);
    return this.ended;
  }

  /** Takes back what was written. Resolves when the terminal is free. */
  async giveUp(): Promise<void> {
    this.stop();
    await this.ended;
  }

  /** No more is written, and what was is rolled back; after the end it changes nothing. */
  stop(): void {
    this.stopping.abort(new NotAhead());
    this.refuse(new NotAhead());
  }
}

async function* coming<T>(
  chunks: AsyncGenerator<IntakeChunk, void, undefined>,
  ahead: AheadImport<T>,
): AsyncGenerator<IntakeChunk, void, undefined> {
  for (;;) {
    const next = await unstalled(ahead, chunks.next());
    if (next.done) return;
    yield next.value;
  }
}

/** Waits for chunks that the upload is to bring, but not long. */
async function unstalled<T, W>(ahead: AheadImport<T>, work: Promise<W>, chunks = 1): Promise<W> {
  const stalled = setTimeout(() => ahead.stop(), chunks * STALLED_MS);
  try {
    return await work;
  } finally {
    clearTimeout(stalled);
  }
}
