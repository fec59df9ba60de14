import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { ThreadPool } from '@thaw/platform/threads';
import type { ColumnPlan, FieldMapping, TokenKey } from '../records';
import { ended, openIntake, type Intake, type IntakeContext } from './intake';
import type { IntakeSummary } from './intake-frames';
import {
  CHUNKS_AHEAD,
  OWN_BYTES,
  reviveError,
  type FromThread,
  type ThreadOrder,
  type ThreadStart,
  type ToThread,
} from './thread-messages';

/** A shorter upload is read where it is: to start a thread for it would take longer. */
const THREAD_BYTES = 1024 * 1024;
/** More at once would only take each other's processors. */
const THREADS_MOST = availableParallelism();
/** Node loads it by itself, and so it is there only where the house has been compiled. */
const THREAD_FILE = join(__dirname, 'intake.worker.js');

const YOUNG_MB = 6;

const threads = new ThreadPool(THREAD_FILE, YOUNG_MB);

/**
 * Takes an upload in as {@link openIntake} does, to the same intake file and with the same refusals, but reads a long one
 * in a thread of its own: a million lines are seconds of work, in which nobody else would be answered.
 */
export async function openIntakeAside(
  upload: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  context: IntakeContext,
  cardKey: TokenKey,
): Promise<Intake> {
  const { bytes, all } = await peek(upload, THREAD_BYTES);
  if (bytes < THREAD_BYTES || threads.taken >= THREADS_MOST || !existsSync(THREAD_FILE))
    return openIntake(all, mapping, context);
  const { terminalId, terminalNo, importId, receivedAt, spoolFolder, zone } = context;
  const order: ThreadOrder = {
    mapping,
    of: { terminalId, terminalNo, importId, receivedAt, spoolFolder },
    cardKey,
    timeZone: zone.name,
  };
  return new IntakeThread(order, all).opened;
}

/** Reads on until there are so many bytes, and gives all of them with what follows. */
async function peek(
  upload: AsyncIterable<Uint8Array>,
  enough: number,
): Promise<{ bytes: number; all: AsyncGenerator<Uint8Array, void, undefined> }> {
  const source = upload[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < enough) {
    const next: IteratorResult<Uint8Array, unknown> = await source.next();
    if (next.done) break;
    head.push(next.value);
    bytes += next.value.byteLength;
  }
  async function* all(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* head;
      for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
    } finally {
      await source.return?.();
    }
  }
  return { bytes, all: all() };
}

/** One upload and the thread that reads it. */
class IntakeThread {
  readonly opened: Promise<Intake>;
  private readonly thread: Worker;
  /** Of this upload alone: a thread reads one after the other. */
  private readonly port: MessagePort;
  private isHeld = true;
  private readonly stream: Readable;
  private summary: IntakeSummary | null = null;
  /** Chunks that may still be sent, and who waits to send one. */
  private room = CHUNKS_AHEAD;
  private madeRoom: () => void = () => undefined;
  /** Pieces that the stream holds already and whose reader has not asked for more. */
  private held = 0;
  private settle: { resolve: (intake: Intake) => void; reject: (error: unknown) => void } | null = null;

  constructor(
    order: ThreadOrder,
    private readonly upload: AsyncGenerator<Uint8Array, void, undefined>,
  ) {
    this.thread = threads.take();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.stream = new Readable({
      // Of bytes, a reader would be given all pieces that are there joined.
      objectMode: true,
      highWaterMark: 1,
      read: () => this.takeHeld(),
      destroy: (error, done) => {
        this.letGo();
        done(error);
      },
    });
    this.opened = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.port.on('message', (message: FromThread) => this.hear(message));
    this.thread.once('error', this.onError).once('exit', this.onExit);
    this.thread.postMessage({ order, port: port2 } satisfies ThreadStart, [port2]);
    void this.send().catch((error: unknown) => this.fail(error));
  }

  private async send(): Promise<void> {
    for await (const chunk of this.upload) {
      while (this.room === 0) await new Promise<void>((resolve) => (this.madeRoom = resolve));
      this.room -= 1;
      // A copy, as it may lie in memory that others use too.
      const bytes = new Uint8Array(chunk);
      this.tell(bytes, [bytes.buffer]);
    }
    this.tell('end');
  }

  private hear(message: FromThread): void {
    switch (message.kind) {
      case 'want':
        this.room += 1;
        this.madeRoom();
        return;
      case 'opened':
        this.open(message.plan);
        return;
      case 'piece':
        this.held += 1;
        if (this.stream.push(message.bytes)) this.takeHeld();
        return;
      case 'done':
        this.summary = message.summary;
        if (this.release()) threads.giveBack(this.thread);
        this.stream.push(null);
        return;
      case 'failed':
        this.fail(reviveError(message.error));
    }
  }

  private open(plan: ColumnPlan): void {
    this.settle?.resolve({
      plan,
      stream: this.stream,
      summary: () => ended(this.summary),
      giveBack: (piece) => this.giveBack(piece),
    });
    this.settle = null;
  }

  /** Before the header was read it is the opening that fails, and after that the stream. */
  private fail(error: unknown): void {
    if (this.settle) {
      this.settle.reject(error);
      this.settle = null;
      this.stream.once('error', () => undefined);
    }
    this.stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }

  private giveBack({ buffer, byteLength }: Uint8Array): void {
    if (this.isHeld && byteLength >= OWN_BYTES && buffer instanceof ArrayBuffer)
      this.tell({ spare: buffer }, [buffer]);
  }

  private takeHeld(): void {
    for (; this.held > 0; this.held--) this.tell('taken');
  }

  private tell(message: ToThread, handedOver: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, handedOver);
  }

  private readonly onError = (error: unknown): void => this.fail(error);
  private readonly onExit = (): void =>
    this.fail(new Error('the thread that read the upload has ended before it'));

  /** Neither is waited for: the upload may be stalled. */
  private letGo(): void {
    if (this.release()) threads.end(this.thread);
    this.madeRoom();
    this.upload.return().catch(() => undefined);
  }

  /** @returns false where the thread is no longer this upload's. */
  private release(): boolean {
    if (!this.isHeld) return false;
    this.isHeld = false;
    this.thread.off('error', this.onError).off('exit', this.onExit);
    this.port.close();
    return true;
  }
}
