import { crc32, createInflateRaw } from 'node:zlib';
import { Readable, pipeline } from 'node:stream';
import { isBomb } from '../unpacking';
import { explain, workbookUnreadable } from './workbook-unreadable';
import type { SealedSpool } from './sealed-spool';

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const END_64_LOCATOR_SIGNATURE = 0x07064b50;
const END_64_LOCATOR_BYTES = 20;
const END_64_SIGNATURE = 0x06064b50;
const END_64_BYTES = 56;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const IS_ENCRYPTED = 1;
const [STORED, DEFLATED] = [0, 8];
const IN_EXTRA_16 = 0xffff;
const IN_EXTRA_32 = 0xffffffff;
const ZIP64_EXTRA = 1;

/** A workbook has some dozens of parts. */
const DIRECTORY_BYTES_MAX = 16 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
/** A sheet as large as sheets can be stays below. */
const PART_BYTES_MAX = 8 * 1024 ** 3;

/** One file of the archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  /** As the archive has it, which may be anything. */
  readonly unpackedBytes: number;
  readonly crc: number;
  /** Of its local header. */
  readonly position: number;
}

/** A ZIP archive (APPNOTE 6.3, ZIP64 too), read by its directory: what stands between its files is nobody's business. */
export class ZipArchive {
  private constructor(
    private readonly spool: SealedSpool,
    private readonly entries: ReadonlyMap<string, ZipEntry>,
  ) {}

  /** @throws DomainError FILE_UNREADABLE */
  static of(spool: SealedSpool): ZipArchive {
    return new ZipArchive(spool, readDirectory(spool));
  }

  /** By its name, in which upper and lower case are one, as the packages of Office have it. */
  entry(name: string): ZipEntry | null {
    return this.entries.get(name.toLowerCase()) ?? null;
  }

  /**
   * The bytes of a file, unpacked, piece by piece.
   * @throws DomainError FILE_UNREADABLE where it is damaged, encrypted, or unpacks to far more than it should
   */
  async *read(entry: ZipEntry): AsyncGenerator<Buffer, void, undefined> {
    if (entry.isEncrypted) throw explain('ENCRYPTED');
    const packed = this.packed(entry);
    if (entry.method !== STORED && entry.method !== DEFLATED) throw explain('DAMAGED');
    const pieces = entry.method === STORED ? packed : inflate(packed);
    let bytes = 0;
    let crc = 0;
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > PART_BYTES_MAX || isBomb(entry.packedBytes, bytes)) throw bomb(entry, bytes);
      crc = crc32(piece, crc);
      yield piece;
    }
    if (crc !== entry.crc) throw explain('DAMAGED');
  }

  private *packed({ position, packedBytes }: ZipEntry): Generator<Buffer, void, undefined> {
    const local = this.spool.read(position, LOCAL_BYTES);
    if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL_SIGNATURE) throw explain('DAMAGED');
    const from = position + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (from + packedBytes > this.spool.size) throw explain('DAMAGED');
    for (let at = 0; at < packedBytes; at += PIECE_BYTES) {
      yield this.spool.read(from + at, Math.min(PIECE_BYTES, packedBytes - at));
    }
  }
}

async function* inflate(packed: Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const inflated = createInflateRaw({ chunkSize: PIECE_BYTES });
  // Errors of either side reach the reader through the stream itself; the callback only keeps them from being unhandled.
  pipeline(Readable.from(packed), inflated, () => undefined);
  try {
    yield* inflated as AsyncIterable<Buffer>;
  } catch (error) {
    throw codeOf(error).startsWith('Z_') ? explain('DAMAGED') : error;
  } finally {
    inflated.destroy();
  }
}

function readDirectory(spool: SealedSpool): ReadonlyMap<string, ZipEntry> {
  const { from, bytes } = findDirectory(spool);
  if (bytes > DIRECTORY_BYTES_MAX || from + bytes > spool.size) throw explain('DAMAGED');
  const directory = spool.read(from, bytes);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw explain('DAMAGED');
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const nameFrom = at + ENTRY_BYTES;
    const extraFrom = nameFrom + nameBytes;
    const extra = directory.subarray(extraFrom, extraFrom + extraBytes);
    const name = directory.toString('utf8', nameFrom, extraFrom);
    const sizes = { unpacked: 24, packed: 20, position: 42 };
    const [unpackedBytes, packedBytes, position] = inExtra(
      [sizes.unpacked, sizes.packed, sizes.position].map((field) => directory.readUInt32LE(at + field)),
      extra,
    ) as [number, number, number];
    entries.set(name.replaceAll('\\', '/').toLowerCase(), {
      name,
      method: directory.readUInt16LE(at + 10),
      isEncrypted: (directory.readUInt16LE(at + 8) & IS_ENCRYPTED) !== 0,
      crc: directory.readUInt32LE(at + 16),
      packedBytes,
      unpackedBytes,
      position,
    });
    at = extraFrom + extraBytes + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Numbers that do not fit into 32 bits stand, in their order, in the extra field of ZIP64. */
function inExtra(values: readonly number[], extra: Buffer): readonly number[] {
  if (!values.includes(IN_EXTRA_32)) return values;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
    let next = at + 4;
    return values.map((value) => {
      if (value !== IN_EXTRA_32) return value;
      next += 8;
      if (next > extra.length) throw explain('DAMAGED');
      return Number(extra.readBigUInt64LE(next - 8));
    });
  }
  throw explain('DAMAGED');
}

function findDirectory(spool: SealedSpool): { from: number; bytes: number } {
  const tailFrom = Math.max(0, spool.size - END_BYTES - COMMENT_BYTES_MAX);
  const tail = spool.read(tailFrom, spool.size - tailFrom);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const [count, bytes, from] = [
      tail.readUInt16LE(at + 10),
      tail.readUInt32LE(at + 12),
      tail.readUInt32LE(at + 16),
    ];
    if (count !== IN_EXTRA_16 && bytes !== IN_EXTRA_32 && from !== IN_EXTRA_32) return { from, bytes };
    return findDirectory64(spool, tailFrom + at);
  }
  // The directory stands at the end: an archive without it is one whose upload broke off.
  throw explain('TRUNCATED');
}

function findDirectory64(spool: SealedSpool, endAt: number): { from: number; bytes: number } {
  const locator = spool.read(Math.max(0, endAt - END_64_LOCATOR_BYTES), END_64_LOCATOR_BYTES);
  if (locator.length < END_64_LOCATOR_BYTES || locator.readUInt32LE(0) !== END_64_LOCATOR_SIGNATURE) {
    throw explain('DAMAGED');
  }
  const end = spool.read(Number(locator.readBigUInt64LE(8)), END_64_BYTES);
  if (end.length < END_64_BYTES || end.readUInt32LE(0) !== END_64_SIGNATURE) throw explain('DAMAGED');
  return { bytes: Number(end.readBigUInt64LE(40)), from: Number(end.readBigUInt64LE(48)) };
}

const bomb = ({ packedBytes }: ZipEntry, bytes: number) =>
  workbookUnreadable({
    zh: `这个工作簿的一个部件只有 ${packedBytes} 字节，却解压出 ${bytes} 字节以上，不再继续读取；请另存为“CSV UTF-8”后上传。`,
    en: `a part of this workbook has ${packedBytes} bytes and unpacks to more than ${bytes}: it is read no further. Save it as "CSV UTF-8" and send that.`,
  });

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
