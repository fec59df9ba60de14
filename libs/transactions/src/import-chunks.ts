import type { KnownKeys } from './known-keys';
import { refuseOtherTerminal, type LineRejection } from './line-rejection';
import {
  isRejection,
  type DedupeKeys,
  type IntakeFile,
  type Rejection,
  type TransactionRecord,
} from './records';

/** Lines of one file that are written in one transaction. */
export interface ImportChunk {
  /** How many lines it covers: what it accepts, knows already and rejects adds up to this. */
  readonly lines: number;
  readonly accepted: readonly { readonly key: string; readonly record: TransactionRecord }[];
  readonly duplicates: number;
  readonly rejected: readonly LineRejection[];
}

export interface ChunkSource {
  readonly file: Pick<IntakeFile, 'batches' | 'plan'>;
  readonly keys: DedupeKeys;
  readonly known: KnownKeys;
  /** Of the terminal whose history is read. */
  readonly terminalNo: string;
  /** Lines that have been written before: they count where identical lines are numbered, and are passed over. */
  readonly linesDone: number;
}

/** Lines of one chunk; one step of the sequence transaction_id must hold the ids of them all. */
export const CHUNK_LINES = 10_000;
/** Rejected lines are kept as they are and may be long: a chunk ends early where they add up to this. */
const CHUNK_REJECT_CHARS = 4 * 1024 * 1024;

/** Sorts the lines of a file into chunks, in the file's order. */
export async function* chunksOf(source: ChunkSource): AsyncGenerator<ImportChunk, void, undefined> {
  let skip = source.linesDone;
  let chunk = new ChunkBuilder(source);
  for await (const batch of source.file.batches) {
    for (const read of batch) {
      if (skip > 0) {
        skip -= 1;
        chunk.passOver(read);
        continue;
      }
      chunk.take(read);
      if (!chunk.full) continue;
      yield chunk;
      chunk = new ChunkBuilder(source);
    }
  }
  if (chunk.lines > 0) yield chunk;
}

class ChunkBuilder implements ImportChunk {
  lines = 0;
  duplicates = 0;
  readonly accepted: { key: string; record: TransactionRecord }[] = [];
  readonly rejected: LineRejection[] = [];
  private rejectChars = 0;

  constructor(private readonly source: ChunkSource) {}

  get full(): boolean {
    return this.lines >= CHUNK_LINES || this.rejectChars >= CHUNK_REJECT_CHARS;
  }

  take(read: TransactionRecord | Rejection): void {
    this.lines += 1;
    const rejection = this.rejectionOf(read);
    if (rejection) {
      this.rejected.push(rejection);
      for (const cell of rejection.columns) this.rejectChars += cell.length;
      return;
    }
    const record = read as TransactionRecord;
    const key = this.source.keys.keyOf(record);
    if (this.source.known.isNew(key)) this.accepted.push({ key, record });
    else this.duplicates += 1;
  }

  passOver(read: TransactionRecord | Rejection): void {
    if (!this.rejectionOf(read)) this.source.keys.keyOf(read as TransactionRecord);
  }

  private rejectionOf(read: TransactionRecord | Rejection): LineRejection | null {
    return isRejection(read) ? read : this.ofOtherTerminal(read);
  }

  private ofOtherTerminal(record: TransactionRecord): LineRejection | null {
    return refuseOtherTerminal(record, this.source.file.plan, this.source.terminalNo);
  }
}
