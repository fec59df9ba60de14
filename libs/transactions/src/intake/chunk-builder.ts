import { CopyEncoder } from '../copy-encoder';
import { KeySet, isRejection, type ColumnPlan, type Rejection, type TransactionRecord } from '../records';
import { FRAME_HEAD_BYTES, beginFrame, type IntakeFormat } from './intake-frames';
import { refuseOtherTerminal, type LineRejection } from './line-rejection';
import type { PlainLine } from './plain-line';
import type { TupleWriter } from './transaction-tuple';

/** Lines of a chunk; one step of the sequence transaction_id must hold the ids of them all. */
export const CHUNK_LINES = 10_000;
/** Rejected lines are kept as they are and may be long: a chunk ends early where they add up to this. */
const CHUNK_REJECT_CHARS = 4 * 1024 * 1024;
/** Makes room for most rows without growing. */
const ROW_BYTES = 320;
const BYTES_READ_AT = 16;
const COUNTS_BYTES = 24;
/** Left free before the rows, so that a chunk is one piece of memory from its first byte to its last. */
const BEFORE_ROWS = FRAME_HEAD_BYTES + COUNTS_BYTES;

export interface ChunkSource {
  readonly plan: ColumnPlan;
  readonly tuples: TupleWriter;
  /** Of the terminal whose history is read. */
  readonly terminalNo: string;
  /** Lines there are at most, where that is known: there may be thousands of sources of few lines each. */
  readonly lines?: number | undefined;
  /** Memory of earlier chunks: new memory for each would keep the garbage collector busy. */
  readonly spare?: () => ArrayBuffer | undefined;
}

/** Sorts the lines of one file into accepted, known within the file and rejected, chunk by chunk. */
export class ChunkBuilder {
  private readonly known = new KeySet();
  private rows: CopyEncoder;
  private lines = 0;
  private accepted = 0;
  private duplicates = 0;
  private rejected: LineRejection[] = [];
  private rejectChars = 0;
  private readonly total = { lines: 0, rejected: 0 };

  constructor(private readonly source: ChunkSource) {
    this.rows = this.room();
  }

  get isFull(): boolean {
    return this.lines >= CHUNK_LINES || this.rejectChars >= CHUNK_REJECT_CHARS;
  }

  get isEmpty(): boolean {
    return this.lines === 0;
  }

  /** Of all chunks that were taken. */
  get totals(): { readonly lines: number; readonly rejected: number } {
    return this.total;
  }

  add(read: TransactionRecord | Rejection): void {
    const { plan, tuples, terminalNo } = this.source;
    this.lines += 1;
    const rejection = isRejection(read) ? read : refuseOtherTerminal(read, plan, terminalNo);
    if (rejection) {
      this.rejected.push(rejection);
      for (const cell of rejection.columns) this.rejectChars += cell.length;
      return;
    }
    const start = this.rows.position;
    tuples.write(this.rows, read as TransactionRecord);
    this.keepIfNew(start);
  }

  /** A line that was read as bytes. */
  addPlain(plain: PlainLine, bytes: Uint8Array, line: number): void {
    this.lines += 1;
    const start = this.rows.position;
    this.source.tuples.writePlain(this.rows, plain, bytes, line);
    this.keepIfNew(start);
  }

  /** For the rows of a chunk, or of what lines are left. */
  private room(): CopyEncoder {
    const left = (this.source.lines ?? Number.POSITIVE_INFINITY) - this.total.lines;
    return new CopyEncoder(
      Math.min(CHUNK_LINES, Math.max(0, left)) * ROW_BYTES,
      BEFORE_ROWS,
      this.source.spare?.(),
    );
  }

  /** The row is written before anybody knows whether it is to be kept: its key is looked up where it stands. */
  private keepIfNew(start: number): void {
    const { tuples } = this.source;
    if (this.known.addBytes(this.rows.written, tuples.keyFrom, tuples.keyTo)) {
      this.accepted += 1;
    } else {
      this.duplicates += 1;
      this.rows.rewind(start);
    }
  }

  /**
   * The chunk as a frame. The next begins empty, and knows the lines of all before it.
   * @param bytesRead of the upload, up to here.
   */
  take(bytesRead: number): Buffer {
    const rejected = Buffer.from(JSON.stringify(this.rejected));
    const frame = this.rows.end(rejected);
    const rowsBytes = frame.length - rejected.length - BEFORE_ROWS;
    [this.lines, this.accepted, this.duplicates, rowsBytes].forEach((count, at) =>
      frame.writeUInt32LE(count, FRAME_HEAD_BYTES + at * 4),
    );
    frame.writeDoubleLE(bytesRead, FRAME_HEAD_BYTES + BYTES_READ_AT);
    beginFrame(frame, 'C');
    this.total.lines += this.lines;
    this.rows = this.room();
    this.total.rejected += this.rejected.length;
    this.lines = 0;
    this.accepted = 0;
    this.duplicates = 0;
    this.rejected = [];
    this.rejectChars = 0;
    return frame;
  }
}

/** A chunk as its job reads it. */
export interface IntakeChunk {
  /** What it accepts, knows already and rejects adds up to this. */
  readonly lines: number;
  readonly accepted: number;
  readonly duplicates: number;
  /** Of the upload, up to the end of this chunk; about, as it is unzipped in pieces. 0 where the file does not tell. */
  readonly bytesRead: number;
  /** What COPY takes, header and all; ids are still to be put in. */
  readonly rows: Buffer;
  readonly rejected: readonly LineRejection[];
}

export function decodeChunk(payload: Buffer, format: IntakeFormat): IntakeChunk {
  const count = (at: number): number => payload.readUInt32LE(at * 4);
  const from = format === 2 ? BYTES_READ_AT : COUNTS_BYTES;
  const end = from + count(3);
  return {
    lines: count(0),
    accepted: count(1),
    duplicates: count(2),
    bytesRead: format === 2 ? 0 : payload.readDoubleLE(BYTES_READ_AT),
    rows: payload.subarray(from, end),
    rejected: JSON.parse(payload.toString('utf8', end)) as LineRejection[],
  };
}
