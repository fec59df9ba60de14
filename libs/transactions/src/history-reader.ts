import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import type { CopyDecoder } from './copy-decoder';
import { copyOut } from './copy-stream';
import {
  BLOCK_FORMAT,
  BLOCK_ROWS,
  BlockBuilder,
  BlockMemory,
  decodeBlock,
  decodeNames,
  digestOf,
  encodeBlock,
  type HistoryBlock,
  type StoredBlock,
} from './records';
import { RowReader, type HistoryPlace, type PlacedRow, type RowColumns } from './row-reader';
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
  /** The greatest of its ids. The greatest of a whole history says how it stood: see {@link HistoryReading.upTo}. */
  readonly maxId: number;
}

export interface HistoryReading {
  /** False: read from the rows alone, as if there were no stored blocks. */
  readonly stored?: boolean;
  /**
   * Read the history as it stood when this was its greatest id: blocks and digests are those that were read then, as if
   * no later row had come, be it late or at the end. That holds because one importer at a time gives a terminal's rows
   * their ids, ascending from commit to commit. Stored blocks are read where they hold no later row and stand before all
   * that do; from there on the rows are read, which costs as much as having no blocks.
   */
  readonly upTo?: number;
  /**
   * True: whoever reads is done with a block when he asks for the next, which may lie in the same memory. Of a long history
   * the blocks are thirty bytes a row, which would else wait to be collected.
   */
  readonly fleeting?: boolean;
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
    { stored = true, upTo = Number.POSITIVE_INFINITY, fleeting = false }: HistoryReading = {},
  ): AsyncGenerator<ReadBlock, void, undefined> {
    const tail = startOfHistory();
    if (stored) {
      const memory = fleeting ? new BlockMemory() : undefined;
      const readOne = (row: CopyDecoder): ReadBlock & StoredPlace => readStored(row, memory);
      for await (const blocks of copyOut(tx, storedBlocks(terminalId), readOne)) {
        for (const read of blocks) {
          // Behind a later row, or a gap, which there should not be, blocks are worth nothing: the rows are read.
          if (read.position !== tail.position || read.maxId > upTo) continue;
          passOver(tail, read.block, read);
          yield read;
        }
        if (memory !== undefined) memory.isFree = true;
      }
    }
    yield* this.readRows(tx, terminalId, tail, upTo);
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
    const query = rowsAfter(terminalId, tail.last, { limit: BLOCK_ROWS });
    for await (const _ of copyOut(tx, query, (row) => rows.read(row) ?? undefined)) return null;
    if (tail.builder.rows > 0) tail.last = rows.place;
    return tail;
  }

  /** The rows behind a place, or from the start where it is null, in their order: at most so many. */
  async rowsBehind(
    tx: Tx,
    terminalId: string,
    place: HistoryPlace | null,
    most: number,
  ): Promise<PlacedRow[]> {
    const rows = await tx.query<(Omit<PlacedRow, 'at'> & { readonly at: Date })[]>(
      `SELECT id::float8 AS id, occurred_at AS at, amount_fen::float8 AS "amountFen", currency, type, status,
         card_token AS card, card_type AS "cardType", card_bin AS bin, line
       FROM transaction WHERE ${whose(terminalId, place)} ORDER BY occurred_at, line, id LIMIT ${most}`,
    );
    return rows.map((row) => ({ ...row, at: row.at.getTime() }));
  }

  /** The place of a row. */
  async placeOf(
    tx: Tx,
    terminalId: string,
    { at, id }: Pick<HistoryPlace, 'at' | 'id'>,
  ): Promise<HistoryPlace> {
    const [row] = await tx.query<{ line: number }[]>(
      'SELECT line FROM transaction WHERE terminal_id = $1 AND occurred_at = $2 AND id = $3',
      [terminalId, new Date(at), id],
    );
    if (!row) throw new Error(`the history has no row ${id} at ${at}`);
    return { at, line: row.line, id };
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
    upTo = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<ReadBlock, void, undefined> {
    const query = rowsAfter(terminalId, tail.last, { upTo });
    // The key's index gives the order of time year by year. Sorting whole histories on disk seems cheaper to the planner
    // where a terminal has most of a year's rows, and it would be silent until the last of them.
    await tx.query('SET LOCAL enable_sort = off');
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
  return { block, unstored, last, digest, maxId: greatest(block.ids) };
}

const greatest = (ids: Float64Array): number => {
  let most = 0;
  for (const id of ids) if (id > most) most = id;
  return most;
};

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

function rowsAfter(
  terminalId: string,
  after: HistoryPlace | null,
  { limit, upTo = Number.POSITIVE_INFINITY }: { readonly limit?: number; readonly upTo?: number },
): string {
  const known = upTo === Number.POSITIVE_INFINITY ? '' : ` AND id <= ${ownNumber(upTo)}`;
  return `SELECT id, occurred_at, amount_fen, currency, type, status, card_token, card_type, card_bin, line
   FROM transaction WHERE ${whose(terminalId, after)}${known} ORDER BY occurred_at, line, id${
     limit === undefined ? '' : ` LIMIT ${limit}`
   }`;
}

/** @throws Error on anything that is no id. */
function ownNumber(id: number): number {
  if (!Number.isSafeInteger(id)) throw new Error('not an id');
  return id;
}

interface StoredPlace extends Pick<ReadBlock, 'last' | 'digest'> {
  readonly position: number;
}

type StoredEnd = StoredPlace & ReturnType<typeof decodeNames>;

const readEnd = (row: CopyDecoder): StoredEnd => ({ ...decodeNames(row.bytea(0)), ...endOf(row) });

function readStored(row: CopyDecoder, memory: BlockMemory | undefined): ReadBlock & StoredPlace {
  const block = decodeBlock({ rows: row.integer(6), columns: row.bytea(7), names: row.bytea(0) }, memory);
  return { block, unstored: null, maxId: greatest(block.ids), ...endOf(row) };
}

const endOf = (row: CopyDecoder): StoredPlace => ({
  position: row.integer(5),
  digest: Buffer.from(row.bytea(1)),
  last: { at: row.timestamp(2), line: row.integer(3), id: row.bigint(4) },
});
