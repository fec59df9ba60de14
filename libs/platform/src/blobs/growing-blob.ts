import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DomainError } from '@thaw/kernel';

/** Pieces that are read back lie in so many memories in turn: a new one for each would keep the garbage collector busy. */
const MEMORIES = 2;

/** A file on its way to disk, which can be read while it grows. It appears under its key only when it is kept. */
export class GrowingBlob {
  private bytes = 0;
  /** Where each piece that was written ends. */
  private readonly ends: number[] = [];
  private isWhole = false;
  private isGone = false;
  private waiting: (() => void)[] = [];
  private reading: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly key: string,
    private readonly path: string,
    private readonly limitBytes: number,
    private readonly file: FileHandle,
  ) {}

  /** @param path where it is to be kept; until then it lies beside it. */
  static async create(key: string, path: string, limitBytes: number): Promise<GrowingBlob> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return new GrowingBlob(key, path, limitBytes, await open(partial(path), 'wx+', 0o600));
  }

  get sizeBytes(): number {
    return this.bytes;
  }

  /** One after the other. @throws DomainError FILE_TOO_LARGE past the limit */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.bytes + chunk.length > this.limitBytes) throw tooLarge(this.limitBytes);
    for (let from = 0; from < chunk.length;)
      from += (await this.file.write(chunk, from, chunk.length - from, this.bytes + from)).bytesWritten;
    this.bytes += chunk.length;
    this.ends.push(this.bytes);
    this.wake();
  }

  /**
   * Waits until so many pieces have been written. @returns false where there will never be as many.
   * @throws the signal's reason
   */
  async hasGrown(pieces: number, signal: AbortSignal): Promise<boolean> {
    const wake = (): void => this.wake();
    signal.addEventListener('abort', wake);
    try {
      while (this.ends.length < pieces) {
        signal.throwIfAborted();
        if (this.isWhole || this.isGone) return false;
        await new Promise<void>((resolve) => this.waiting.push(resolve));
      }
      return true;
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  /** Nothing more comes. */
  end(): void {
    this.isWhole = true;
    this.wake();
  }

  /**
   * Its bytes from the start, up to where it ends, as they come, in the pieces in which they were written: who wrote frames
   * need not join them. For one reader, who is done with a piece when he asks for the next but one.
   * @throws Error where it is thrown away before it has ended; the signal's reason
   */
  async *follow(signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    const wake = (): void => this.wake();
    const memories: Buffer[] = [];
    signal.addEventListener('abort', wake);
    try {
      for (let from = 0, piece = 0; ;) {
        signal.throwIfAborted();
        if (this.isGone) throw new Error('the file was thrown away while it was read');
        const end = this.ends[piece];
        if (end !== undefined) {
          const place = piece % MEMORIES;
          const memory = memories[place];
          const bytes =
            memory && memory.length >= end - from
              ? memory.subarray(0, end - from)
              : (memories[place] = Buffer.allocUnsafeSlow(end - from));
          await this.read(bytes, from);
          yield bytes;
          from = end;
          piece += 1;
        } else if (this.isWhole) return;
        else await new Promise<void>((resolve) => this.waiting.push(resolve));
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  /** Syncs it to disk and puts it under its key. */
  async keep(): Promise<void> {
    await this.file.sync();
    await this.close();
    await rename(partial(this.path), this.path);
  }

  /** Leaves nothing behind, be it kept already. Twice does no harm. */
  async discard(): Promise<void> {
    await this.close();
    await rm(partial(this.path), { force: true });
    await rm(this.path, { force: true });
  }

  private async read(into: Buffer, from: number): Promise<void> {
    for (let at = 0; at < into.length;) {
      const reading = this.file.read(into, at, into.length - at, from + at);
      this.reading = reading.catch(() => undefined);
      const { bytesRead } = await reading;
      if (bytesRead === 0) throw new Error('the file is shorter than what was written to it');
      at += bytesRead;
    }
  }

  private async close(): Promise<void> {
    if (this.isGone) return;
    this.isGone = true;
    this.wake();
    await this.reading;
    await this.file.close();
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}

const partial = (path: string): string => `${path}.partial`;

const tooLarge = (limitBytes: number): DomainError =>
  new DomainError('FILE_TOO_LARGE', {
    detail: `The file is larger than ${limitBytes} bytes.`,
    field: 'file',
  });
