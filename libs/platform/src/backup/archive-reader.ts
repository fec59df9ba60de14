import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import {
  ArchiveError,
  FIRST_LINES,
  HEAD_BYTES,
  KINDS,
  LONGEST_FRAME,
  PIECE_BYTES,
  SALT_BYTES,
  type Kind,
} from './archive-frames';
import { sealOf, type Seal } from './seal';

const inflate = promisify(inflateRaw);
const READ_BYTES = 4 * 1_048_576;

/** What an archive holds, in its order; `content` is to be read before the next part is asked for. */
export interface ArchivePart {
  readonly what: Readonly<Record<string, unknown>>;
  readonly content: AsyncGenerator<Buffer, void, undefined>;
  /** Once the content is read. */
  end(): Readonly<Record<string, unknown>>;
}

interface Frame {
  readonly kind: Kind;
  readonly payload: Buffer;
}

/** Reads an archive from its beginning to its end; every frame is held against its tag before it is given out. */
export class ArchiveReader {
  private readonly unread: Buffer[] = [];
  private unreadBytes = 0;
  private ended: Readonly<Record<string, unknown>> | null = null;

  private constructor(
    private readonly file: FileHandle,
    private readonly seal: Seal,
    private readonly isSealed: boolean,
  ) {}

  /** @throws ArchiveError FORMAT · KEY; or where the file cannot be read. */
  static async open(path: string, key: Buffer | null): Promise<ArchiveReader> {
    const file = await open(path, 'r');
    try {
      const start = Buffer.alloc(FIRST_LINES.open.length + SALT_BYTES);
      const { bytesRead } = await file.read(start, 0, start.length, null);
      const line = start.toString('latin1', 0, FIRST_LINES.open.length);
      if (bytesRead < start.length || !Object.values<string>(FIRST_LINES).includes(line))
        throw new ArchiveError('FORMAT');
      const isSealed = line === FIRST_LINES.sealed;
      if (isSealed && key === null) throw new ArchiveError('KEY');
      const salt = start.subarray(FIRST_LINES.open.length);
      return new ArchiveReader(file, sealOf(isSealed ? key : null, salt), isSealed);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** @throws ArchiveError; KEY where not even the first frame is sealed under this key. */
  async about(): Promise<Readonly<Record<string, unknown>>> {
    const { kind, payload } = await this.frame(this.isSealed ? 'KEY' : 'ALTERED');
    if (kind !== 'about') throw new ArchiveError('ALTERED');
    return read(payload);
  }

  async *parts(): AsyncGenerator<ArchivePart, void, undefined> {
    for (;;) {
      const { kind, payload } = await this.frame();
      if (kind === 'whole') {
        await this.needEnd();
        this.ended = read(payload);
        return;
      }
      if (kind !== 'part') throw new ArchiveError('ALTERED');
      let end: Readonly<Record<string, unknown>> | null = null;
      const content = this.content((what) => (end = what));
      yield {
        what: read(payload),
        content,
        end: () => {
          if (end === null) throw new Error('the part has not been read to its end');
          return end;
        },
      };
      // Whoever looked at no more than what it is.
      while (!(await content.next()).done);
    }
  }

  /** What was said last, once all parts are read. */
  whole(): Readonly<Record<string, unknown>> {
    if (this.ended === null) throw new Error('the archive has not been read to its end');
    return this.ended;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async *content(
    ended: (what: Readonly<Record<string, unknown>>) => void,
  ): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const { kind, payload } = await this.frame();
      if (kind === 'end') return ended(read(payload));
      if (kind !== 'bytes') throw new ArchiveError('ALTERED');
      yield await inflate(payload, { maxOutputLength: PIECE_BYTES }).catch(() => {
        throw new ArchiveError('ALTERED');
      });
    }
  }

  private async frame(fault: 'ALTERED' | 'KEY' = 'ALTERED'): Promise<Frame> {
    const head = await this.take(HEAD_BYTES);
    const kind = KINDS[head.readUInt8(0)];
    const length = head.readUInt32BE(1);
    if (kind === undefined || length > LONGEST_FRAME) throw new ArchiveError(fault);
    const bytes = await this.take(length);
    const payload = this.seal.open(head, bytes, await this.take(this.seal.tagBytes));
    if (payload === null) throw new ArchiveError(fault);
    return { kind, payload };
  }

  private async needEnd(): Promise<void> {
    if (this.unreadBytes > 0 || (await this.fill()) > 0) throw new ArchiveError('ALTERED');
  }

  private async take(bytes: number): Promise<Buffer> {
    while (this.unreadBytes < bytes) if ((await this.fill()) === 0) throw new ArchiveError('CUT');
    const all = this.unread.length === 1 ? (this.unread[0] as Buffer) : Buffer.concat(this.unread);
    this.unread.splice(0, this.unread.length, all.subarray(bytes));
    this.unreadBytes -= bytes;
    return all.subarray(0, bytes);
  }

  private async fill(): Promise<number> {
    const memory = Buffer.allocUnsafe(READ_BYTES);
    const { bytesRead } = await this.file.read(memory, 0, READ_BYTES, null);
    if (bytesRead > 0) this.unread.push(memory.subarray(0, bytesRead));
    this.unreadBytes += bytesRead;
    return bytesRead;
  }
}

function read(payload: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(payload.toString('utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    throw new ArchiveError('ALTERED');
  }
}
