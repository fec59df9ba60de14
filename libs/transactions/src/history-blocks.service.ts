import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { BlockFollower } from './block-follower';
import { HistoryReader, type ReadBlock } from './history-reader';
import type { HistoryPlace } from './row-reader';
import { storeBlock } from './store-block';
import { BLOCK_FORMAT, BLOCK_ROWS } from './records';
import { TerminalLock } from './terminal-lock';

export interface BlocksVerdict {
  /** Stored blocks, and rows in them. */
  readonly blocks: number;
  readonly rows: number;
  /** Of the first block that does not agree with the rows; null where all do. */
  readonly differsAt: number | null;
}

/** Told how far a work has come: rows read so far. */
export type RowsRead = (rows: number) => void;

interface StoredEnd {
  readonly position: number;
  readonly rows: number;
  readonly at: Date;
  readonly line: number;
  readonly id: string;
  readonly digest: Buffer;
  /** Whether the digest is that of its columns and names, after the digest of the block before it. */
  readonly sound: boolean;
}

const WORKER = systemActor('worker');

/** Keeps the blocks of histories beside their rows: made from them, thrown away where they change, checked against them. */
@Injectable()
export class HistoryBlocks {
  constructor(
    private readonly database: Database,
    private readonly reader: HistoryReader,
    private readonly lock: TerminalLock,
  ) {}

  /**
   * Stores the blocks that the rows have come to fill since the last time. To be called by who holds the terminal's lock.
   * Safe to stop anywhere and to call again.
   */
  async extend(terminalId: string, onRows?: RowsRead): Promise<void> {
    // Reading keeps its transaction busy; what is read is written in others, block by block.
    await this.database.asActor(WORKER, async (reading) => {
      const tail = await this.reader.storedTail(reading, terminalId);
      for await (const read of this.reader.readAfter(reading, terminalId, tail)) {
        if (read.block.rows < BLOCK_ROWS) break;
        onRows?.(tail.position * BLOCK_ROWS);
        await this.database.asActor(WORKER, (tx) => storeBlock(tx, terminalId, tail.position - 1, read));
      }
    });
  }

  /** Makes blocks of rows while an import writes them, so that they need not be read again. */
  async follow(terminalId: string): Promise<BlockFollower> {
    const tail = await this.database.asActor(WORKER, (tx) => this.reader.wholeTail(tx, terminalId));
    return new BlockFollower(tail);
  }

  /** Takes away the blocks that rows from this time on belong into or stand before: they are made anew by {@link extend}. */
  async dropFrom(tx: Tx, terminalId: string, at: number): Promise<void> {
    await tx.query('DELETE FROM history_block WHERE terminal_id = $1 AND last_at >= $2', [
      terminalId,
      new Date(at),
    ]);
  }

  /** Takes away the blocks that reach beyond this place, where rows are put in. @returns how many. */
  async dropBeyond(tx: Tx, terminalId: string, place: HistoryPlace): Promise<number> {
    const [, count] = await tx.query<[unknown, number]>(
      `DELETE FROM history_block WHERE terminal_id = $1 AND (last_at, last_line, last_id) > ($2, $3, $4)`,
      [terminalId, new Date(place.at), place.line, place.id],
    );
    return count;
  }

  /** Makes the blocks of a terminal anew. @returns false where an import is under way. */
  async rebuild(terminalId: string, onRows?: RowsRead): Promise<boolean> {
    return this.lock.whileAlone(terminalId, async () => {
      await this.database.asActor(WORKER, (tx) =>
        tx.query('DELETE FROM history_block WHERE terminal_id = $1', [terminalId]),
      );
      await this.extend(terminalId, onRows);
    });
  }

  /** Compares the blocks of a terminal with the rows they stand for, to the letter. */
  async verify(terminalId: string, onRows?: RowsRead): Promise<BlocksVerdict> {
    return this.database.asActor(
      WORKER,
      async (tx) => {
        const stored = await tx.query<StoredEnd[]>(STORED_ENDS, [terminalId]);
        let position = 0;
        let read = 0;
        let differsAt: number | null = null;
        for await (const piece of this.reader.readHistory(tx, terminalId, { stored: false })) {
          const here = stored[position];
          if (here && differsAt === null && !agrees(here, position, piece)) differsAt = position;
          position += 1;
          read += piece.block.rows;
          onRows?.(read);
        }
        if (differsAt === null && position < stored.length) differsAt = position;
        const rows = stored.reduce((sum, block) => sum + block.rows, 0);
        return { blocks: stored.length, rows, differsAt };
      },
      { snapshot: true },
    );
  }
}

const STORED_ENDS = `SELECT position, rows, last_at AS at, last_line AS line, last_id AS id, digest,
    digest = sha256(coalesce(lag(digest) OVER (ORDER BY position), '') || columns || names) AS sound
  FROM history_block WHERE terminal_id = $1 AND format = ${BLOCK_FORMAT} ORDER BY position`;

const agrees = (stored: StoredEnd, position: number, { block, last, digest }: ReadBlock): boolean =>
  stored.sound &&
  stored.digest.equals(digest) &&
  stored.position === position &&
  stored.rows === block.rows &&
  stored.at.getTime() === last.at &&
  stored.line === last.line &&
  Number(stored.id) === last.id;
