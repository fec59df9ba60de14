import { createHash } from 'node:crypto';
import { Readable, pipeline } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { DomainError, type Bilingual } from '@thaw/kernel';
import { Utf8Bytes } from './text-encoding';
import { isBomb } from './unpacking';

const GUNZIP_CHUNK = 64 * 1024;

/** Of a ZIP archive, which a workbook is too. */
export const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** What a file is, when its first bytes say that it is no CSV text. */
const KINDS: readonly { readonly magic: readonly number[]; readonly detail: Bilingual }[] = [
  {
    magic: ZIP,
    detail: {
      zh: '这是压缩过的 ZIP 或 Excel（XLSX）文件；请直接上传 XLSX 文件，不要再压缩。',
      en: 'this is a ZIP or Excel (XLSX) file that was gzipped; send the XLSX file as it is.',
    },
  },
  {
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    detail: {
      zh: '这是旧版 Excel（XLS）文件，或设有密码的工作簿；请去掉密码，另存为“Excel 工作簿（.xlsx）”或“CSV UTF-8”后再上传。',
      en: 'this is an old Excel (XLS) file, or a workbook protected by a password; save it without password as an Excel workbook (.xlsx) or as "CSV UTF-8".',
    },
  },
  {
    magic: [0x25, 0x50, 0x44, 0x46],
    detail: {
      zh: '这是 PDF 文件；请导出为 CSV。',
      en: 'this is a PDF file; export the transactions as CSV.',
    },
  },
  { magic: [0xff, 0xfe], detail: utf16() },
  { magic: [0xfe, 0xff], detail: utf16() },
];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const GZIP = [0x1f, 0x8b];

/** The gzip data breaks off, or is damaged. */
export class GzipBroken extends Error {
  constructor(readonly truncated: boolean) {
    super(truncated ? 'gzip data breaks off' : 'gzip data is damaged');
    this.name = 'GzipBroken';
  }
}

/**
 * The bytes of one upload: counted and hashed as they arrive, unzipped where the first bytes (never the name) say gzip,
 * freed of a byte order mark, turned into UTF-8 where they are GB18030. Reads no faster than its reader does, and holds one chunk.
 */
export class UploadBytes {
  private readonly hash = createHash('sha256');
  private digest: string | null = null;
  private raw = 0;
  private plain = 0;
  private ended = false;
  private gunzip: Gunzip | null = null;

  constructor(private readonly source: AsyncIterable<Uint8Array>) {}

  /** Bytes that arrived so far, as they were sent. */
  get rawBytes(): number {
    return this.raw;
  }

  /** Bytes handed out so far, after unzipping. */
  get plainBytes(): number {
    return this.plain;
  }

  /** SHA-256 (hex) of the upload as it was sent; null until all of it has arrived. */
  get sha256(): string | null {
    if (!this.ended) return null;
    this.digest ??= this.hash.digest('hex');
    return this.digest;
  }

  /**
   * The text's bytes. To be read once.
   * @throws DomainError FILE_UNREADABLE on an empty file or another kind of file, GzipBroken; whatever the source throws
   * passes unchanged.
   */
  async *text(): AsyncGenerator<Buffer, void, undefined> {
    const raw = this.rawChunks();
    try {
      const sent = await peek(raw);
      const zipped = isKind(GZIP, sent.head);
      if (!zipped) refuseOtherKinds(sent.head);
      const text = zipped ? await peek(this.unzip(sent.all)) : sent;
      if (zipped) refuseOtherKinds(text.head);
      if (text.head.length === 0) throw unreadable({ zh: '文件是空的。', en: 'the file is empty.' });
      let skip = isKind(BYTE_ORDER_MARK, text.head) ? BYTE_ORDER_MARK.length : 0;
      const utf8 = new Utf8Bytes();
      for await (const chunk of text.all) {
        this.plain += chunk.length;
        yield skip === 0 ? utf8.convert(chunk) : chunk.subarray(skip);
        skip = 0;
      }
      yield utf8.end();
      // Zeros after the end of gzip data are nobody's text, but belong to the upload and its hash.
      while (!(await raw.next()).done);
    } finally {
      // Lets go of the source, also when the reader stops early. Not waited for: it may be stalled.
      this.gunzip?.destroy();
      raw.return().catch(() => undefined);
    }
  }

  private async *rawChunks(): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of this.source) {
      const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      this.raw += chunk.length;
      this.hash.update(chunk);
      if (chunk.length > 0) yield chunk;
    }
    this.ended = true;
  }

  private async *unzip(zipped: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    const gunzip = createGunzip({ chunkSize: GUNZIP_CHUNK });
    this.gunzip = gunzip;
    // Errors of either side reach the reader through gunzip itself; the callback only keeps them from being unhandled.
    pipeline(Readable.from(zipped), gunzip, () => undefined);
    let bytes = 0;
    try {
      for await (const chunk of gunzip as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (isBomb(this.raw, bytes)) throw bomb(this.raw, bytes);
        yield chunk;
      }
    } catch (error) {
      const code = codeOf(error);
      throw code.startsWith('Z_') ? new GzipBroken(code === 'Z_BUF_ERROR') : error;
    }
  }
}

const bomb = (packedBytes: number, bytes: number): DomainError =>
  unreadable({
    zh: `gzip 文件的前 ${packedBytes} 字节解压出 ${bytes} 字节以上，不像流水，不再继续读取；如确为流水，请不压缩上传。`,
    en: `the first ${packedBytes} bytes of the gzip file unzip to more than ${bytes}, as no history does: it is read no further. If it is one, send it unzipped.`,
  });

export const unreadable = (detail: Bilingual, extra?: Readonly<Record<string, unknown>>): DomainError =>
  new DomainError('FILE_UNREADABLE', { field: 'file', detail, ...(extra && { extra }) });

export interface Peeked {
  /** The first bytes: at least four, unless there are no more. */
  readonly head: Buffer;
  /** Everything, from the first byte on; the first chunk begins with all of `head`. */
  readonly all: AsyncGenerator<Buffer, void, undefined>;
}

/** Looks at the first bytes without losing them: a source may well send its first byte alone. */
export async function peek(source: AsyncGenerator<Buffer, void, undefined>): Promise<Peeked> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 4) {
    const { value, done } = await source.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  async function* all(): AsyncGenerator<Buffer, void, undefined> {
    if (head.length > 0) yield head;
    // By hand, since `yield*` would end the source when gunzip has no more use for it.
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  return { head, all: all() };
}

export const isKind = (magic: readonly number[], head: Buffer): boolean =>
  magic.every((byte, i) => head[i] === byte);

function refuseOtherKinds(head: Buffer): void {
  const kind = KINDS.find(({ magic }) => isKind(magic, head));
  if (kind) throw unreadable(kind.detail);
}

function utf16(): Bilingual {
  return {
    zh: '文件是 UTF-16 编码；请另存为 UTF-8 编码的 CSV。',
    en: 'the file is encoded as UTF-16; save it as CSV in UTF-8.',
  };
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
