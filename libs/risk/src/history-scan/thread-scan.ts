import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { ThreadPool } from '@thaw/platform/threads';
import { ROW_BYTES, writeColumns, type HistoryBlock } from '@thaw/transactions/records';
import type { PackedFound, ScanSetup } from '../engine';
import { BLOCKS_AHEAD, type FromThread, type ThreadStart, type ToThread } from './thread-messages';

/** One processor is the scan's own: more threads at once would only take each other's. */
const THREADS_MOST = availableParallelism() - 1;
/** Node loads it by itself, and so it is there only where the house has been compiled. */
const THREAD_FILE = join(__dirname, 'fold.worker.js');

/** A fold leaves next to nothing behind but findings, which stay. */
const YOUNG_MB = 3;

const threads = new ThreadPool(THREAD_FILE, YOUNG_MB);

/** Folds a history in a thread of its own. */
export class ThreadScan {
  private readonly thread: Worker;
  /** Of this scan alone: a thread folds one after the other. */
  private readonly port: MessagePort;
  private isHeld = true;
  private room = BLOCKS_AHEAD;
  private readonly spare: ArrayBuffer[] = [];
  private failure: { readonly error: unknown } | null = null;
  private packed: PackedFound | null = null;
  /** Whoever waits for word from the thread. */
  private wake: () => void = () => undefined;

  /** Null where there is no thread to be had. @param setup with rules of this build only */
  static begin(setup: ScanSetup): ThreadScan | null {
    return threads.taken < THREADS_MOST && existsSync(THREAD_FILE) ? new ThreadScan(setup) : null;
  }

  private constructor({ rules, parameters = {}, facts, zone, currency }: ScanSetup) {
    this.thread = threads.take();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.port.on('message', (message: FromThread) => this.hear(message));
    this.thread.once('error', this.onError).once('exit', this.onExit);
    const order = { rules: rules.map(({ code }) => code), parameters, facts, timeZone: zone.name, currency };
    this.thread.postMessage({ order, port: port2 } satisfies ThreadStart, [port2]);
  }

  /**
   * The block is copied: it may be written to again. Waits while the thread is many blocks behind.
   * @throws what the thread failed with
   */
  async feedBlock(block: HistoryBlock): Promise<void> {
    this.throwFailure();
    while (this.room === 0) {
      await this.news();
      this.throwFailure();
    }
    this.room -= 1;
    const { rows, newCards, newCurrencies } = block;
    const columns = this.memoryFor(rows * ROW_BYTES);
    writeColumns(block, new Uint8Array(columns));
    this.tell({ kind: 'block', rows, columns, newCards, newCurrencies }, [columns]);
  }

  /** The history ends here. */
  end(): void {
    this.tell({ kind: 'end' });
  }

  /** After the end. @throws what the thread failed with */
  async found(): Promise<PackedFound> {
    while (this.packed === null) {
      this.throwFailure();
      await this.news();
    }
    return this.packed;
  }

  /** Lets the thread go, in the middle of its work if need be. */
  close(): void {
    if (this.release()) threads.end(this.thread);
  }

  private hear(message: FromThread): void {
    switch (message.kind) {
      case 'folded':
        this.room += 1;
        this.spare.push(message.columns);
        break;
      case 'found':
        this.packed = message.found;
        if (this.release()) threads.giveBack(this.thread);
        break;
      case 'failed':
        this.fail(message.error);
    }
    this.wake();
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    this.close();
    this.wake();
  }

  private throwFailure(): void {
    if (this.failure === null) return;
    const { error } = this.failure;
    throw error instanceof Error ? error : new Error(String(error));
  }

  private memoryFor(bytes: number): ArrayBuffer {
    const spare = this.spare.pop();
    return spare !== undefined && spare.byteLength >= bytes ? spare : new ArrayBuffer(bytes);
  }

  private tell(message: ToThread, handedOver: readonly ArrayBuffer[] = []): void {
    this.port.postMessage(message, handedOver);
  }

  private news(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  private readonly onError = (error: unknown): void => this.fail(error);
  private readonly onExit = (): void =>
    this.fail(new Error('the thread that folded the history has ended before it'));

  /** @returns false where the thread is no longer this scan's. */
  private release(): boolean {
    if (!this.isHeld) return false;
    this.isHeld = false;
    this.thread.off('error', this.onError).off('exit', this.onExit);
    this.port.close();
    return true;
  }
}
