import { createCipheriv, createDecipheriv, randomBytes, randomUUID, type Cipher } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const ALGORITHM = 'aes-256-ctr';
const KEY_BYTES = 32;
const BLOCK_BYTES = 16;

/**
 * Bytes that have to be read in another order than they come, kept on disk where they do not fit into memory. They may
 * hold card numbers: so they are sealed with a key that this process alone knows and never writes down, and the file has
 * no name any more once it is open, so that a crash leaves nothing behind.
 */
export class SealedSpool {
  private readonly key = randomBytes(KEY_BYTES);
  private readonly cipher: Cipher = createCipheriv(ALGORITHM, this.key, counterAt(0));
  private written = 0;
  private open = true;

  private constructor(private readonly file: number) {}

  /** @param folder where it lies; made where there is none. */
  static async create(folder: string): Promise<SealedSpool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${randomUUID()}.spool`);
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return new SealedSpool(file);
  }

  get size(): number {
    return this.written;
  }

  append(bytes: Uint8Array): void {
    const sealed = this.cipher.update(bytes);
    for (let at = 0; at < sealed.length;) at += writeSync(this.file, sealed, at);
    this.written += sealed.length;
  }

  /** Fewer bytes than asked for where the spool ends before. */
  read(position: number, length: number): Buffer {
    const start = position - (position % BLOCK_BYTES);
    const sealed = Buffer.allocUnsafe(Math.max(0, Math.min(position + length, this.written) - start));
    for (let at = 0; at < sealed.length;) {
      const count = readSync(this.file, sealed, at, sealed.length - at, start + at);
      if (count === 0) throw new Error('the spool is shorter than what was written to it');
      at += count;
    }
    const decipher = createDecipheriv(ALGORITHM, this.key, counterAt(start / BLOCK_BYTES));
    return decipher.update(sealed).subarray(position - start);
  }

  /** Safe to call twice. */
  close(): void {
    if (this.open) closeSync(this.file);
    this.open = false;
  }
}

/** The counter at a block; a key is used for one spool only, so counting begins at zero. */
function counterAt(block: number): Buffer {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeBigUInt64BE(BigInt(block), BLOCK_BYTES - 8);
  return counter;
}
