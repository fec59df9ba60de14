import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { DomainError, type Bilingual } from '@thaw/kernel';
import { isBomb } from '@thaw/transactions/records';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';

/** Larger ones are not looked into, and so not taken: one is held in memory at a time. */
export const ARCHIVE_BYTES_MOST = 64 * 1024 * 1024;
const ENTRIES_MOST = 1_000;
const UNPACKED_BYTES_MOST = 200 * 1024 * 1024;
const HEAD_BYTES = 8;

const ARCHIVE_NAME = /\.(zip|jar|apk|docx|xlsx|pptx|7z|rar|gz|tgz|bz2|xz|zst|tar|cab|iso)$/i;
const MACROS_NAME = /(^|\/)vbaProject\.bin$/i;
/** First bytes of archives within the archive, whatever they are named. */
const ARCHIVE_HEADS = ['504b0304', '52617221', '377abcaf271c', '1f8b', '425a68', 'fd377a585a00', '28b52ffd'];

/** What an archive says of itself, once it was looked through. */
export interface ArchiveListing {
  readonly entries: number;
  readonly unpackedBytes: number;
  /** Some of it can be read with a password only, by no scanner either. */
  readonly isLocked: boolean;
}

/**
 * Looks through a ZIP (a workbook is one too) to its last byte, without writing any of it anywhere: what it says of
 * itself may be a lie, and what it unpacks to is counted.
 * @throws DomainError FILE_UNREADABLE (rule `file.archive`) where it is damaged, unpacks to too much, or holds archives,
 *   macros or names that lead out of a folder
 */
export async function listArchive(bytes: Buffer): Promise<ArchiveListing> {
  const archive = await fromBufferPromise(bytes, { strictFileNames: true }).catch(damaged);
  let [entries, declared, unpacked, isLocked] = [0, 0, 0, false];
  try {
    for await (const entry of archive.eachEntry()) {
      entries += 1;
      declared += entry.uncompressedSize;
      if (entries > ENTRIES_MOST) throw refused(TOO_MANY);
      if (declared > UNPACKED_BYTES_MOST || isBomb(bytes.length, declared)) throw refused(BOMB);
      needHarmlessName(entry);
      if (entry.isEncrypted()) isLocked = true;
      else unpacked += await unpack(archive, entry);
    }
  } catch (error) {
    throw error instanceof DomainError ? error : damaged(error);
  } finally {
    archive.close();
  }
  return { entries, unpackedBytes: unpacked, isLocked };
}

function needHarmlessName({ fileName }: Entry): void {
  if (ARCHIVE_NAME.test(fileName)) throw refused(NESTED);
  if (MACROS_NAME.test(fileName)) throw refused(MACROS);
}

/** The library itself refuses what unpacks to more or less than its entry says. @returns how many bytes it is. */
async function unpack(archive: ZipFile, entry: Entry): Promise<number> {
  let bytes = 0;
  let head = Buffer.alloc(0);
  const counted = new Writable({
    write(piece: Buffer, _encoding, done) {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES)]);
      bytes += piece.length;
      done();
    },
  });
  await pipeline(await archive.openReadStreamPromise(entry), counted);
  const begins = head.toString('hex');
  if (ARCHIVE_HEADS.some((magic) => begins.startsWith(magic))) throw refused(NESTED);
  return bytes;
}

const BOMB: Bilingual = {
  zh: '压缩包解压后过大，不予接受；请直接上传需要的文件。',
  en: 'The archive unpacks to far too much and is not taken: upload the files that are needed by themselves.',
};
const TOO_MANY: Bilingual = {
  zh: `压缩包内最多 ${ENTRIES_MOST} 个文件；请拆分后再上传。`,
  en: `An archive may hold ${ENTRIES_MOST} files: split it and upload the parts.`,
};
const NESTED: Bilingual = {
  zh: '压缩包内不能再含压缩包或内嵌文档；请取出后分别上传。',
  en: 'An archive may hold no further archives or embedded documents: take them out and upload them by themselves.',
};
const MACROS: Bilingual = {
  zh: '文件含有宏，不予接受；请另存为不含宏的文件，或导出为 PDF 后上传。',
  en: 'The file holds macros and is not taken: save it without them, or as a PDF, and upload that.',
};
const DAMAGED: Bilingual = {
  zh: '压缩包或工作簿已损坏，或其中的文件名不安全；请重新打包或另存后再上传。',
  en: 'The archive or workbook is damaged, or names of files in it are unsafe: pack or save it anew and upload that.',
};

export const tooLargeToLookInto = (): DomainError =>
  refused({
    zh: `压缩包不能超过 ${ARCHIVE_BYTES_MOST / 1024 ** 2} MB；请拆分后再上传。`,
    en: `An archive may have ${ARCHIVE_BYTES_MOST / 1024 ** 2} MB: split it and upload the parts.`,
  });

const refused = (detail: Bilingual): DomainError =>
  new DomainError('FILE_UNREADABLE', { field: 'file', rule: 'file.archive', detail });

/** Whatever the library stumbled over. */
function damaged(_error: unknown): never {
  throw refused(DAMAGED);
}
