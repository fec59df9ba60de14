import type { SafeLine } from './card-shield';
import { decodeHead, decodeRow, type IntakeHead, type IntakeSummary } from './intake-format';
import type { Rejection } from './rejection';
import { RecordReader, type TransactionRecord } from './transaction-record';

const NEWLINE = 10;

export interface IntakeFile extends IntakeHead {
  /** Every line of the upload as a transaction or a rejection, in the file's order, in batches; to be read once. */
  readonly batches: AsyncGenerator<(TransactionRecord | Rejection)[], void, undefined>;
  /** @throws Error before the batches have ended. */
  summary(): IntakeSummary;
}

/**
 * Opens an intake file as its job reads it.
 * @throws Error on a file that is no intake file, and while reading on one that breaks off.
 */
export async function readIntake(stream: AsyncIterable<Uint8Array>): Promise<IntakeFile> {
  const batches = textLines(stream);
  let first: string[] = [];
  while (first.length === 0) {
    const { value, done } = await batches.next();
    if (done) throw new Error('the intake file is empty');
    first = value;
  }
  const head = decodeHead(first[0] as string);
  const reader = new RecordReader(head.plan);
  let summary: IntakeSummary | null = null;

  function readRows(rows: readonly string[]): (TransactionRecord | Rejection)[] {
    const read: (TransactionRecord | Rejection)[] = [];
    for (const row of rows) {
      const decoded: SafeLine | { readonly end: IntakeSummary } = decodeRow(row);
      if ('end' in decoded) summary = decoded.end;
      else read.push(reader.read(decoded));
    }
    return read;
  }

  async function* read(): AsyncGenerator<(TransactionRecord | Rejection)[], void, undefined> {
    try {
      yield readRows(first.slice(1));
      for await (const rows of batches) yield readRows(rows);
    } finally {
      await batches.return();
    }
    if (summary === null) throw new Error('the intake file breaks off: its upload did not end');
  }

  return {
    ...head,
    batches: read(),
    summary() {
      if (summary === null) throw new Error('the intake file has not been read to its end');
      return summary;
    },
  };
}

/** Whole lines of text, as many at a time as a chunk completes. What follows the last line break is dropped. */
async function* textLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string[], void, undefined> {
  let tail: Buffer[] = [];
  for await (const piece of stream) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const end = chunk.lastIndexOf(NEWLINE);
    if (end === -1) {
      tail.push(chunk);
      continue;
    }
    const text = Buffer.concat([...tail, chunk.subarray(0, end)]).toString('utf8');
    tail = [chunk.subarray(end + 1)];
    yield text.split('\n');
  }
}
