import { CopyDecoder } from './copy-decoder';
import { TWO_32 } from './copy-encoder';
import type { BlockFollower } from './block-follower';
import type { IntakeChunk } from './intake/chunk-builder';
import { ID_AT, columnOf } from './intake/transaction-tuple';
import type { KnownKeys } from './known-keys';
import type { TransactionYears } from './transaction-years';

const KEY = columnOf('natural_key');
const OCCURRED_AT = columnOf('occurred_at');
const COPY_HEADER_BYTES = 19;
const TRAILER = Buffer.from([0xff, 0xff]);

/** Rows as COPY takes them. */
export interface Rows {
  readonly rows: Buffer;
  readonly count: number;
}

/** Rows without what begins and what ends a COPY: one that goes on is given the beginning once, and never needs the end. */
export const bareRows = (rows: Buffer): Buffer =>
  rows.subarray(COPY_HEADER_BYTES, rows.length - TRAILER.length);
export const copyHeader = (rows: Buffer): Buffer => rows.subarray(0, COPY_HEADER_BYTES);

/** The rows of a chunk that the history does not hold; they still have no ids. */
export function freshRows({ rows, accepted }: IntakeChunk, known: KnownKeys): Rows {
  if (known.isEmpty) return { rows, count: accepted };
  const decoder = new CopyDecoder();
  const kept: Buffer[] = [rows.subarray(0, COPY_HEADER_BYTES)];
  let keptFrom = COPY_HEADER_BYTES;
  let count = 0;
  decoder.push(rows, () => {
    if (known.isNew(decoder, KEY)) {
      count += 1;
      return;
    }
    if (decoder.rowStart > keptFrom) kept.push(rows.subarray(keptFrom, decoder.rowStart));
    keptFrom = decoder.rowEnd;
  });
  if (count === accepted) return { rows, count };
  const end = rows.length - TRAILER.length;
  if (end > keptFrom) kept.push(rows.subarray(keptFrom, end));
  kept.push(TRAILER);
  return { rows: Buffer.concat(kept), count };
}

/**
 * Puts ids into rows, from this one on, and shows each of them to those who have to know.
 * @returns ms since the epoch of the earliest.
 */
export function numberRows(
  rows: Buffer,
  firstId: number,
  follower: BlockFollower,
  years: TransactionYears,
): number {
  const decoder = new CopyDecoder();
  let id = firstId;
  let earliest = Number.POSITIVE_INFINITY;
  decoder.push(rows, () => {
    const idAt = decoder.rowStart + ID_AT;
    // Buffer's own way for 64 bits would make an object of each number.
    rows.writeUInt32BE(Math.floor(id / TWO_32), idAt);
    rows.writeUInt32BE(id >>> 0, idAt + 4);
    const at = decoder.timestamp(OCCURRED_AT);
    earliest = Math.min(earliest, at);
    years.note(at);
    follower.add(decoder, id);
    id += 1;
  });
  return earliest;
}
