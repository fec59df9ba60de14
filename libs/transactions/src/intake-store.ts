import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Zone } from '@thaw/kernel';
import { CONFIG, DiskBlobStore, type Config } from '@thaw/platform';
import { IntakeSpool } from './intake-spool';
import type { IntakeContext, IntakeOf } from './intake/intake';
import type { IntakeSummary } from './intake/intake-frames';
import { openIntakeAside } from './intake/intake-thread';
import { readIntake, type IntakeFile } from './intake/intake-reader';
import { CardTokenizer, type ColumnPlan, type FieldMapping } from './records';

/** One terminal's lines, kept. */
export interface TakenIn {
  /** Of the blob that holds the masked lines. */
  readonly key: string;
  readonly plan: ColumnPlan;
  readonly summary: IntakeSummary;
}

/** The key of what was never kept: the file of an import that has nothing to read. */
export const NO_INTAKE = '';

/** A row is longer than the line it was, and a zipped file is shorter than its lines: but not without end. */
export const INTAKE_GROWTH = 16;

/** A chunk is some megabytes. */
const PIECE_BYTES = 1024 * 1024;

/** Where uploads wait for their job: cards are tokens and numbers are masked before the first byte is kept. */
@Injectable()
export class IntakeStore {
  private readonly tokenizer: CardTokenizer;
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'blobDir' | 'cardKey' | 'timeZone' | 'uploadLimitBytes'>,
    private readonly blobs: DiskBlobStore,
  ) {
    this.tokenizer = new CardTokenizer(config.cardKey);
    this.zone = new Zone(config.timeZone);
  }

  /**
   * Begins to take one terminal's lines into one intake file, masked, once their header is read. What becomes of the file
   * is the caller's to say when they are in: it is kept for a job, or discarded.
   * @param upload a table with a header of its own, of this terminal's lines alone; CSV, plain or zipped, or a workbook.
   * @throws DomainError MAPPING_INVALID · FILE_UNREADABLE · FILE_TOO_LARGE · whatever the upload itself throws; so does
   *   `whole` of what is given
   */
  async begin(
    upload: Readable,
    mapping: FieldMapping,
    of: Omit<IntakeOf, 'spoolFolder'>,
  ): Promise<IntakeSpool> {
    const limit = this.config.uploadLimitBytes;
    const context: IntakeContext = {
      ...of,
      tokenizer: this.tokenizer,
      zone: this.zone,
      spoolFolder: join(this.config.blobDir, 'spool'),
    };
    const intake = await openIntakeAside(upTo(limit, upload), mapping, context, this.config.cardKey);
    // It may break while its file is being made, when nobody reads it yet: reading it finds out.
    intake.stream.once('error', () => undefined);
    try {
      return new IntakeSpool(intake, await this.blobs.begin('intake', limit * INTAKE_GROWTH), () =>
        tooLarge(limit),
      );
    } catch (error) {
      intake.stream.destroy();
      throw error;
    }
  }

  /**
   * @throws DomainError FILE_UNREADABLE where the file is gone or is no intake file; so do its chunks where it breaks
   * off. Other errors (no file handles left, say) may pass when tried again.
   */
  async open(key: string): Promise<IntakeFile> {
    const file = await readIntake(this.blobs.open(key, PIECE_BYTES)).catch(unreadable);
    return { ...file, chunks: whole(file.chunks) };
  }

  async remove(key: string): Promise<void> {
    if (key === NO_INTAKE) return;
    await this.blobs.remove(key);
  }
}

/** The upload, as long as it is no longer than this. @throws DomainError FILE_TOO_LARGE */
export async function* upTo(limit: number, upload: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of upload as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw tooLarge(limit);
    yield chunk;
  }
}

async function* whole<T>(chunks: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  try {
    yield* chunks;
  } catch (error) {
    unreadable(error);
  }
}

export const tooLarge = (limit: number): DomainError =>
  new DomainError('FILE_TOO_LARGE', {
    field: 'file',
    detail: {
      zh: `文件不能超过 ${limit} 字节，压缩文件解压后也不能过大；请按时间段拆分后上传。`,
      en: `The file may have at most ${limit} bytes, and a zipped one not much more when unzipped; send it in parts, by period.`,
    },
    extra: { limitBytes: limit },
  });

function unreadable(error: unknown): never {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  // The reader's own errors carry no code: what they say of the file will be so next time, too.
  if (code !== undefined && code !== 'ENOENT') throw error;
  throw new DomainError('FILE_UNREADABLE', {
    detail: { zh: '系统保存的文件已损坏或丢失。', en: 'The file as it was kept here is damaged or lost.' },
  });
}
