import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import { ARCHIVE_BYTES_MOST, listArchive, tooLargeToLookInto } from './archive-limits';
import { PICTURE_HEAD_BYTES, needViewablePicture } from './picture-limits';

/** A file that was stored and is to be looked into. */
export interface FileToInspect {
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly open: () => Promise<Readable>;
  /** A vendor packs samples of malware with a password; a merchant has no such reason. */
  readonly mayBeLocked: boolean;
}

export interface Inspected {
  /** No scanner can look into it. */
  readonly isLocked: boolean;
}

const ARCHIVES: readonly string[] = [
  'application/zip',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];

/** What a file does to whoever opens it: pictures that fill their memory, archives that fill their disk. */
@Injectable()
export class FileInspection {
  /** One archive at a time: each is held in memory. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'files'>) {}

  /** @throws DomainError FILE_UNREADABLE, FILE_TOO_LARGE with what to do. */
  async inspect(file: FileToInspect): Promise<Inspected> {
    if (file.mediaType.startsWith('image/')) {
      needViewablePicture(
        await firstBytes(await file.open(), PICTURE_HEAD_BYTES),
        this.config.files.mostPixels,
      );
      return { isLocked: false };
    }
    if (!ARCHIVES.includes(file.mediaType)) return { isLocked: false };
    if (file.sizeBytes > ARCHIVE_BYTES_MOST) throw tooLargeToLookInto();
    const { isLocked } = await this.inTurn(async () =>
      listArchive(await firstBytes(await file.open(), file.sizeBytes)),
    );
    if (isLocked && !file.mayBeLocked) throw locked();
    return { isLocked };
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

async function firstBytes(content: Readable, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of content as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= most) break;
  }
  return Buffer.concat(pieces).subarray(0, most);
}

const locked = (): DomainError =>
  new DomainError('FILE_UNREADABLE', {
    field: 'file',
    rule: 'file.locked',
    detail: {
      zh: '压缩包设有密码，无法检查；请去掉密码后再上传。',
      en: 'The archive has a password and cannot be looked into: take it off and upload it again.',
    },
  });
