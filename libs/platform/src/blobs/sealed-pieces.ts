import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** Says what the bytes are, to whoever finds them without the database. */
const HEAD = Buffer.from('THAW-SEALED-1\n\0\0', 'latin1');
const PIECE_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

/** How many bytes are stored of so many. */
export const sealedSize = (plainBytes: number): number =>
  HEAD.length + plainBytes + TAG_BYTES * Math.max(1, Math.ceil(plainBytes / PIECE_BYTES));

/** The file is not what was sealed, or was sealed under another key: cut off, altered, put together anew. */
export class SealBroken extends Error {
  constructor() {
    super('a sealed file does not open: it was altered or cut off, or is sealed under another key');
    this.name = 'SealBroken';
  }
}

/**
 * Seals a file as a stream of pieces of 64 KiB, each by AES-256-GCM, as STREAM does (Hoang, Reyhanitabar, Rogaway, Vizár
 * 2015): the nonce counts the pieces and marks the last, so that none can be left out, moved or added. A key seals one
 * file only, which is why nonces may count from nothing.
 */
export const sealing = (key: Buffer): Transform => new Pieces(PIECE_BYTES, new Sealer(key));

/** The other way round. It fails with {@link SealBroken} before it gives anything of a piece that is not right. */
export const unsealing = (key: Buffer): Transform => new Pieces(PIECE_BYTES + TAG_BYTES, new Opener(key));

/** The nonce of a piece: eleven bytes of its number, one that says whether it is the last. */
function nonceOf(piece: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(piece, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

interface Work {
  /** Given before all else. */
  readonly head: Buffer;
  /** Has to come before all else. */
  readonly wanted: Buffer;
  readonly piece: (bytes: Buffer, isLast: boolean) => Buffer;
}

const NOTHING = Buffer.alloc(0);

class Sealer implements Work {
  readonly head = HEAD;
  readonly wanted = NOTHING;
  private count = 0;

  constructor(private readonly key: Buffer) {}

  piece(bytes: Buffer, isLast: boolean): Buffer {
    const cipher = createCipheriv(ALGORITHM, this.key, nonceOf(this.count++, isLast));
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

class Opener implements Work {
  readonly head = NOTHING;
  readonly wanted = HEAD;
  private count = 0;

  constructor(private readonly key: Buffer) {}

  piece(bytes: Buffer, isLast: boolean): Buffer {
    const end = bytes.length - TAG_BYTES;
    if (end < 0) throw new SealBroken();
    const nonce = nonceOf(this.count++, isLast);
    const decipher = createDecipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(end));
    const plain = decipher.update(bytes.subarray(0, end));
    try {
      decipher.final();
    } catch {
      throw new SealBroken();
    }
    return plain;
  }
}

/** Cuts what comes into pieces of one size; the last, which may be shorter or empty, is known only when all has come. */
class Pieces extends Transform {
  private held: Buffer[] = [];
  private bytes = 0;
  private isHeadRead = false;

  constructor(
    private readonly size: number,
    private readonly work: Work,
  ) {
    super();
    this.push(work.head);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.held.push(chunk);
    this.bytes += chunk.length;
    this.attempt(done, () => {
      if (!this.readHead()) return;
      // One that is whole waits: it may be the last.
      while (this.bytes > this.size) this.push(this.work.piece(this.cut(this.size), false));
    });
  }

  override _flush(done: TransformCallback): void {
    this.attempt(done, () => {
      if (!this.readHead()) throw new SealBroken();
      this.push(this.work.piece(this.cut(this.bytes), true));
    });
  }

  private readHead(): boolean {
    const { wanted } = this.work;
    if (this.isHeadRead) return true;
    if (this.bytes < wanted.length) return false;
    if (!this.cut(wanted.length).equals(wanted)) throw new SealBroken();
    this.isHeadRead = true;
    return true;
  }

  private cut(bytes: number): Buffer {
    const all = this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held);
    this.held = [all.subarray(bytes)];
    this.bytes -= bytes;
    return all.subarray(0, bytes);
  }

  private attempt(done: TransformCallback, work: () => void): void {
    try {
      work();
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}
