import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Zone, isDomainError } from '@thaw/kernel';
import { CONFIG, DiskBlobStore, type Config } from '@thaw/platform';
import { INTAKE_GROWTH, tooLarge, upTo, type TakenIn } from '../intake-store';
import { takeLines, type IntakeOf } from '../intake/intake';
import { CardTokenizer, openTable, type ColumnPlan, type FieldMapping, type LineSource } from '../records';
import type { KeptRejection } from '../store-rejects';
import { LineRouter, type NamedRun } from './line-router';
import { RunSpool } from './run-spool';
import { strayLines, type Strays } from './stray-lines';

/** An upload whose lines have been sorted by the terminals that they name. */
export interface SortedUpload {
  readonly plan: ColumnPlan;
  readonly rawBytes: number;
  /** Hex. */
  readonly sha256: string;
  readonly named: readonly NamedRun[];
  /** Runs of lines that name no terminal that could be one. */
  readonly faulty: number;
  readonly missing: number;
  readonly malformed: number;
  readonly spool: RunSpool;
}

/** Bytes of text after which others get their turn. */
const TURN_BYTES = 64 * 1024;

/** Where a file of several terminals is taken apart. Until its cards are tokens it lies on disk sealed only. */
@Injectable()
export class RoutingStore {
  private readonly tokenizer: CardTokenizer;
  private readonly zone: Zone;
  private readonly spoolFolder: string;

  constructor(
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'blobDir' | 'cardKey' | 'timeZone' | 'uploadLimitBytes'>,
    private readonly blobs: DiskBlobStore,
  ) {
    this.tokenizer = new CardTokenizer(config.cardKey);
    this.zone = new Zone(config.timeZone);
    this.spoolFolder = join(config.blobDir, 'spool');
  }

  /**
   * Reads an upload to its end, and sorts its lines. Its spool is the caller's to close.
   * @throws DomainError MAPPING_INVALID · FILE_UNREADABLE · FILE_TOO_LARGE · whatever the upload itself throws
   */
  async sort(upload: Readable, mapping: FieldMapping): Promise<SortedUpload> {
    const limit = this.config.uploadLimitBytes;
    const table = await openTable(upTo(limit, upload), mapping, this.spoolFolder);
    let spool: RunSpool | null = null;
    try {
      const { plan } = table;
      spool = await RunSpool.create(this.spoolFolder, JSON.stringify(plan.header), (bytes) => {
        if (bytes > limit * INTAKE_GROWTH) throw tooLarge(limit);
      });
      const router = new LineRouter(plan, spool);
      let turn = 0;
      for await (const bytes of table.visit(router)) {
        turn += bytes;
        if (turn < TURN_BYTES) continue;
        turn = 0;
        await setImmediate();
      }
      spool.end();
      const { rawBytes, sha256 } = table;
      if (sha256 === null) throw new Error('the upload has not been read to its end');
      const { named, faulty, missing, malformed } = router;
      return { plan, rawBytes, sha256, named, faulty, missing, malformed, spool };
    } catch (error) {
      spool?.close();
      throw error;
    } finally {
      await table.close();
    }
  }

  /**
   * Keeps the lines of one terminal where its import's job will read them.
   * @throws DomainError FILE_TOO_LARGE
   */
  async take(lines: LineSource, of: Omit<IntakeOf, 'spoolFolder'>): Promise<TakenIn> {
    const { tokenizer, zone, spoolFolder, config } = this;
    const { pieces, summary } = takeLines(lines, { ...of, tokenizer, zone, spoolFolder });
    const limit = config.uploadLimitBytes;
    try {
      const stream = Readable.from(pieces, { objectMode: false });
      const { key } = await this.blobs.put('intake', stream, limit * INTAKE_GROWTH);
      return { key, plan: lines.plan, summary: summary() };
    } catch (error) {
      throw isDomainError(error, 'FILE_TOO_LARGE') ? tooLarge(limit) : error;
    }
  }

  /** The rejections of lines that went to no terminal, in batches. */
  strays(
    { spool, plan }: SortedUpload,
    strays: Strays,
  ): Generator<readonly KeptRejection[], void, undefined> {
    return strayLines(spool, strays, plan, this.tokenizer);
  }
}
