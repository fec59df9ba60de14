import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { FIRST_LINES, HEAD_BYTES, KINDS, PIECE_BYTES, SALT_BYTES, type Kind } from './archive-frames';
import { sealOf, type Seal } from './seal';

const deflate = promisify(deflateRaw);

export interface WrittenPart {
  readonly bytes: number;
  readonly sha256: Buffer;
}

/** Writes an archive beside its name and puts it there once it is whole; memory holds a piece or two of it. */
export class ArchiveWriter {
  private size = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly seal: Seal,
  ) {}

  /** @param key 32 bytes; null: it can be read by whoever has it. @throws where the place cannot be written. */
  static async create(path: string, key: Buffer | null): Promise<ArchiveWriter> {
    const file = await open(partial(path), 'w', 0o600);
    const salt = randomBytes(SALT_BYTES);
    const writer = new ArchiveWriter(path, file, sealOf(key, salt));
    await writer.write(Buffer.from(key === null ? FIRST_LINES.open : FIRST_LINES.sealed), salt);
    return writer;
  }

  /** Bytes on disk so far. */
  get bytes(): number {
    return this.size;
  }

  about(what: object): Promise<void> {
    return this.frame('about', text(what));
  }

  /** @param end what is known of it only once it has been read. */
  async part(
    what: object,
    content: Readable,
    end: (written: WrittenPart) => object = () => ({}),
  ): Promise<WrittenPart> {
    await this.frame('part', text(what));
    const hash = createHash('sha256');
    let [bytes, waiting] = [0, 0];
    let pieces: Buffer[] = [];
    const flush = async (): Promise<void> => {
      const piece = Buffer.concat(pieces);
      [pieces, waiting] = [[], 0];
      await this.frame('bytes', await deflate(piece, { level: constants.Z_BEST_SPEED }));
    };
    for await (const chunk of content as AsyncIterable<Buffer>) {
      for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
        const some = chunk.subarray(from, from + PIECE_BYTES);
        if (waiting + some.length > PIECE_BYTES) await flush();
        // The stream may use its memory again.
        pieces.push(Buffer.from(some));
        waiting += some.length;
      }
      hash.update(chunk);
      bytes += chunk.length;
    }
    if (waiting > 0) await flush();
    const written = { bytes, sha256: hash.digest() };
    await this.frame('end', text(end(written)));
    return written;
  }

  /** The last frame; then it stands under its name. */
  async finish(what: object): Promise<void> {
    await this.frame('whole', text(what));
    await this.file.sync();
    await this.file.close();
    await rename(partial(this.path), this.path);
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(partial(this.path), { force: true });
  }

  private async frame(kind: Kind, payload: Buffer): Promise<void> {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt8(KINDS.indexOf(kind), 0);
    head.writeUInt32BE(payload.length, 1);
    const { bytes, tag } = this.seal.close(head, payload);
    await this.write(head, bytes, tag);
  }

  private async write(...parts: Buffer[]): Promise<void> {
    const whole = Buffer.concat(parts);
    for (let from = 0; from < whole.length;)
      from += (await this.file.write(whole, from, whole.length - from)).bytesWritten;
    this.size += whole.length;
  }
}

const text = (what: object): Buffer => Buffer.from(JSON.stringify(what));
const partial = (path: string): string => `${path}.${process.pid}.partial`;
