import type { BlockFollower, FilledBlock } from './block-follower';
import { freshRows, numberRows, type Rows } from './fresh-rows';
import type { IntakeChunk } from './intake/chunk-builder';
import type { LineRejection } from './intake/line-rejection';
import type { KnownKeys } from './known-keys';
import type { TransactionYears } from './transaction-years';

/** What became of lines; the last three add up to the first. */
export interface LineCounts {
  lines: number;
  accepted: number;
  duplicates: number;
  rejected: number;
}

export const noLines = (): LineCounts => ({ lines: 0, accepted: 0, duplicates: 0, rejected: 0 });

/** A chunk as it is to be written into one history: all that can be worked out before the server is asked. */
export interface PreparedChunk extends Readonly<LineCounts> {
  /** Of the upload, up to the end of this chunk. */
  readonly bytesRead: number;
  /** What the history does not hold, with ids, as COPY takes it. */
  readonly rows: Buffer;
  /** ms since the epoch, of the earliest of the rows. */
  readonly earliest: number;
  readonly rejections: readonly LineRejection[];
  /** Blocks that its rows fill; to be stored in the transaction that writes the rows. */
  readonly blocks: readonly FilledBlock[];
  /** Whether all rows up to here came after those of the history, so that every block of it stands. */
  readonly isAlong: boolean;
}

/** Prepares the chunks of one import in their order. */
export class ChunkPreparer {
  constructor(
    private readonly known: KnownKeys,
    private readonly follower: BlockFollower,
    private readonly years: TransactionYears,
  ) {}

  /** The rows of a chunk that are to be written; to be followed by {@link number} before the next chunk is asked for. */
  fresh(chunk: IntakeChunk): Rows {
    return freshRows(chunk, this.known);
  }

  /**
   * Tells the years that the rows need, too.
   * @param firstId of the ids that the rows take.
   */
  number(
    { lines, accepted, duplicates, rejected, bytesRead }: IntakeChunk,
    { rows, count }: Rows,
    firstId: number,
  ): PreparedChunk {
    const { follower } = this;
    return {
      lines,
      accepted: count,
      duplicates: duplicates + accepted - count,
      rejected: rejected.length,
      bytesRead,
      rows,
      earliest: count > 0 ? numberRows(rows, firstId, follower, this.years) : Number.POSITIVE_INFINITY,
      rejections: rejected,
      blocks: follower.takeFilled(),
      isAlong: follower.isAlong,
    };
  }
}
