import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import type { CopyDecoder } from './copy-decoder';
import { copyOut } from './copy-stream';
import {
  BLOCK_FORMAT,
  BLOCK_ROWS,
  BlockBuilder,
  decodeBlock,
  decodeNames,
  digestOf,
  encodeBlock,
  type HistoryBlock,
  type StoredBlock,
} from './records';
import { RowReader, type HistoryPlace, type RowColumns } from './row-reader';
import { uuidLiteral } from './uuid-literal';

/** A block with what is needed to store it, or to go on after it. */
export interface ReadBlock {
  readonly block: HistoryBlock;
  /** As it is to be stored; null where it is. */
  readonly unstored: StoredBlock | null;
  /** Of its last row. */
  readonly last: HistoryPlace;
  /** SHA-256 over the history up to and with this block. */
  readonly digest: Buffer;
}

export interface HistoryReading {
  /** False: read from the rows alone, as if there were no stored blocks. */
  readonly stored?: boolean;
}

/** Where a history has been read to, so that reading can go on from there. */
export interface HistoryTail {
  /** Blocks before it. */
  position: number;
  /** Of the last row before it; null at the start. */
  last: HistoryPlace | null;
  /** Over all before it; null at the start. */
  digest: Buffer | null;
  /** Knows the names that the blocks before it gave. */
  readonly builder: BlockBuilder;
}

/** Reads whole histories as streams. */
@Injectable()
export class HistoryReader {
  /**
   * The terminal's history in the order of time, equal times by file line, then id, in blocks: memory does not grow with
   * the history. Stored blocks come first, the rows after them follow in blocks cut alike, so that blocks and digests are
   * the same whether stored or not. The transaction is busy until the generator has ended: nothing else can be asked of it
   * in between. To see one history throughout, it should be a snapshot (see Database.asActor).
   */
  async *readHistory(
    tx: Tx,
    terminalId: string,
    { stored = true }: HistoryReading = {},
  ): AsyncGenerator<ReadBlock, void, undefined> {
    const tail = startOfHistory();
    if (stored) {
      for await (const blocks of copyOut(tx, storedBlocks(terminalId), readStored)) {
        for (const read of blocks) {
          // Behind a gap, which there should not be, blocks are worth nothing: the rows are read.
          if (read.position !== tail.position) continue;
          passOver(tail, read.block, read);
          yield read;
        }
      }
    }
    yield* this.readRows(tx, terminalId, tail);
  }

  /** Where the stored blocks of a terminal end. */
  async storedTail(tx: Tx, terminalId: string): Promise<HistoryTail> {
    const tail = startOfHistory();
    for await (const ends of copyOut(tx, storedEnds(terminalId), readEnd)) {
      for (const end of ends) if (end.position === tail.position) passOver(tail, end, end);
    }
    return tail;
  }

  /** The rows after the tail in blocks, of which the last need not be whole; the tail moves on behind each. */
  async *readAfter(
    tx: Tx,
    terminalId: string,
    tail: HistoryTail,
  ): AsyncGenerator<ReadBlock, void, undefined> {
    yield* this.readRows(tx, terminalId, tail);
  }

  /** Where a history ends, stored blocks and rows: its builder holds the rows that fill no block yet. */
  async wholeTail(tx: Tx, terminalId: string): Promise<HistoryTail | null> {
    const tail = await this.storedTail(tx, terminalId);
    const rows = new RowReader(tail.builder, QUERY_COLUMNS);
    const query = rowsAfter(terminalId, tail.last, `LIMIT ${BLOCK_ROWS}`);
    for await (const _ of copyOut(tx, query, (row) => rows.read(row) ?? undefined)) return null;
    if (tail.builder.rows > 0) tail.last = rows.place;
    return tail;
  }

  /** How many rows {@link readHistory} would give at this moment, exactly. */
  async countHistory(tx: Tx, terminalId: string): Promise<number> {
    const [last] = await tx.query<{ rows: string; at: Date; line: number; id: string }[]>(
      `SELECT sum(rows) OVER (ORDER BY position) AS rows, last_at AS at, last_line AS line, last_id AS id
       FROM history_block WHERE terminal_id = $1 AND format = ${BLOCK_FORMAT} ORDER BY position DESC LIMIT 1`,
      [terminalId],
    );
    const after = last ? { at: last.at.getTime(), line: last.line, id: Number(last.id) } : null;
    const [row] = await tx.query<{ count: string }[]>(
      `SELECT count(*) AS count FROM transaction WHERE ${whose(terminalId, after)}`,
    );
    return Number(last?.rows ?? 0) + Number(row?.count);
  }

  /** The rows after the tail, in blocks; the last need not be whole. */
  private async *readRows(
    tx: Tx,
    terminalId: string,
    tail: HistoryTail,
  ): AsyncGenerator<ReadBlock, void, undefined> {
    const query = rowsAfter(terminalId, tail.last);
    const rows = new RowReader(tail.builder, QUERY_COLUMNS);
    const finish = (block: HistoryBlock): ReadBlock => closeBlock(tail, block, rows.place);
    const read = (row: CopyDecoder): ReadBlock | undefined => {
      const block = rows.read(row);
      return block === null ? undefined : finish(block);
    };
    for await (const blocks of copyOut(tx, query, read)) yield* blocks;
    if (tail.builder.rows > 0) yield finish(tail.builder.take());
  }
}

/** The block that ends here; the tail moves on behind it. */
export function closeBlock(tail: HistoryTail, block: HistoryBlock, last: HistoryPlace): ReadBlock {
  const unstored = encodeBlock(block);
  const digest = digestOf(tail.digest, unstored);
  tail.position += 1;
  tail.last = last;
  tail.digest = digest;
  return { block, unstored, last, digest };
}

const startOfHistory = (): HistoryTail => ({
  position: 0,
  last: null,
  digest: null,
  builder: new BlockBuilder(),
});

function passOver(
  tail: HistoryTail,
  names: Parameters<BlockBuilder['follow']>[0],
  { last, digest }: Pick<ReadBlock, 'last' | 'digest'>,
): void {
  tail.builder.follow(names);
  tail.position += 1;
  tail.last = last;
  tail.digest = digest;
}

/** COPY takes no parameters; a checked uuid and numbers of our own need none. */
const storedBlocks = (terminalId: string): string => stored(terminalId, ', rows, columns');
const storedEnds = (terminalId: string): string => stored(terminalId, '');
const stored = (terminalId: string, more: string): string =>
  `SELECT names, digest, last_at, last_line, last_id, position${more} FROM history_block
   WHERE terminal_id = ${uuidLiteral(terminalId)} AND format = ${BLOCK_FORMAT} ORDER BY position`;

function whose(terminalId: string, after: HistoryPlace | null): string {
  const own = `terminal_id = ${uuidLiteral(terminalId)}`;
  if (after === null) return own;
  const at = `'${new Date(after.at).toISOString()}'::timestamptz`;
  // The first condition is the one that the key's index and the partitions understand.
  return `${own} AND occurred_at >= ${at} AND (occurred_at, line, id) > (${at}, ${after.line}, ${after.id})`;
}

const QUERY_COLUMNS: RowColumns = {
  id: 0,
  at: 1,
  amount: 2,
  currency: 3,
  type: 4,
  status: 5,
  card: 6,
  cardType: 7,
  bin: 8,
  line: 9,
};

const rowsAfter = (terminalId: string, after: HistoryPlace | null, limit = ''): string =>
  `SELECT id, occurred_at, amount_fen, currency, type, status, card_token, card_type, card_bin, line
   FROM transaction WHERE ${whose(terminalId, after)} ORDER BY occurred_at, line, id ${limit}`;

interface StoredPlace extends Pick<ReadBlock, 'last' | 'digest'> {
  readonly position: number;
}

type StoredEnd = StoredPlace & ReturnType<typeof decodeNames>;

const readEnd = (row: CopyDecoder): StoredEnd => ({ ...decodeNames(row.bytea(0)), ...endOf(row) });

function readStored(row: CopyDecoder): ReadBlock & StoredPlace {
  const block = decodeBlock({ rows: row.integer(6), columns: row.bytea(7), names: row.bytea(0) });
  return { block, unstored: null, ...endOf(row) };
}

const endOf = (row: CopyDecoder): StoredPlace => ({
  position: row.integer(5),
  digest: Buffer.from(row.bytea(1)),
  last: { at: row.timestamp(2), line: row.integer(3), id: row.bigint(4) },
});
