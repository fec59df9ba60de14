import { CopyDecoder } from './copy-decoder';
import type { BlockFollower } from './block-follower';
import type { IntakeChunk } from './intake/chunk-builder';
import { ID_AT, columnOf } from './intake/transaction-tuple';
import type { KnownKeys } from './known-keys';
import type { TransactionYears } from './transaction-years';

const KEY = columnOf('natural_key');
const OCCURRED_AT = columnOf('occurred_at');
const COPY_HEADER_BYTES = 19;
const TRAILER = Buffer.from([0xff, 0xff]);

/** The rows of a chunk that the history does not hold, as COPY takes them. */
export interface FreshRows {
  readonly rows: Buffer;
  readonly count: number;
  /** ms since the epoch of the earliest; infinite where there is none. */
  readonly earliest: number;
}

/** Puts ids into the rows of a chunk, from this one on, and leaves out what the history holds already. */
export function freshRows(
  { rows, accepted }: IntakeChunk,
  known: KnownKeys,
  firstId: number,
  follower: BlockFollower,
  years: TransactionYears,
): FreshRows {
  const decoder = new CopyDecoder();
  const kept: Buffer[] = [rows.subarray(0, COPY_HEADER_BYTES)];
  let keptFrom = COPY_HEADER_BYTES;
  let count = 0;
  let earliest = Number.POSITIVE_INFINITY;
  decoder.push(rows, () => {
    if (!known.isEmpty && !known.isNew(decoder.text(KEY))) {
      if (decoder.rowStart > keptFrom) kept.push(rows.subarray(keptFrom, decoder.rowStart));
      keptFrom = decoder.rowEnd;
      return;
    }
    const id = firstId + count;
    rows.writeBigInt64BE(BigInt(id), decoder.rowStart + ID_AT);
    const at = decoder.timestamp(OCCURRED_AT);
    earliest = Math.min(earliest, at);
    years.note(at);
    follower.add(decoder, id);
    count += 1;
  });
  if (count === accepted) return { rows, count, earliest };
  const end = rows.length - TRAILER.length;
  if (end > keptFrom) kept.push(rows.subarray(keptFrom, end));
  kept.push(TRAILER);
  return { rows: Buffer.concat(kept), count, earliest };
}
