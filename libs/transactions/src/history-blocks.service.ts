import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { CopyEncoder, uuidBytes } from './copy-encoder';
import { copyInto } from './copy-stream';
import { HistoryReader, type ReadBlock } from './history-reader';
import { BLOCK_FORMAT, type StoredBlock } from './records';
import { TerminalLock } from './terminal-lock';

export interface BlocksVerdict {
  /** Stored blocks, and rows in them. */
  readonly blocks: number;
  readonly rows: number;
  /** Of the first block that does not agree with the rows; null where all do. */
  readonly differsAt: number | null;
}

const WORKER = systemActor('worker');
const COLUMNS = [
  'terminal_id',
  'position',
  'format',
  'rows',
  'last_at',
  'last_line',
  'last_id',
  'digest',
  'columns',
  'names',
];

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
  async extend(terminalId: string): Promise<void> {
    const tail = await this.database.asActor(WORKER, (tx) => this.reader.storedTail(tx, terminalId));
    for (let stored = true; stored;) {
      stored = await this.database.asActor(WORKER, async (tx) => {
        const { position } = tail;
        const next = await this.reader.nextBlock(tx, terminalId, tail);
        if (next?.unstored) await storeBlock(tx, terminalId, position, next, next.unstored);
        return next !== null;
      });
    }
  }

  /** Takes away the blocks that rows from this time on belong into or stand before: they are made anew by {@link extend}. */
  async dropFrom(tx: Tx, terminalId: string, at: number): Promise<void> {
    await tx.query('DELETE FROM history_block WHERE terminal_id = $1 AND last_at >= $2', [
      terminalId,
      new Date(at),
    ]);
  }

  /** Makes the blocks of a terminal anew. @returns false where an import is under way. */
  async rebuild(terminalId: string): Promise<boolean> {
    return this.lock.whileAlone(terminalId, async () => {
      await this.database.asActor(WORKER, (tx) =>
        tx.query('DELETE FROM history_block WHERE terminal_id = $1', [terminalId]),
      );
      await this.extend(terminalId);
    });
  }

  /** Compares the blocks of a terminal with the rows they stand for. */
  async verify(terminalId: string): Promise<BlocksVerdict> {
    return this.database.asActor(
      WORKER,
      async (tx) => {
        const stored = await tx.query<{ rows: number; digest: Buffer }[]>(
          `SELECT rows, digest FROM history_block WHERE terminal_id = $1 AND format = ${BLOCK_FORMAT} ORDER BY position`,
          [terminalId],
        );
        let position = 0;
        let differsAt: number | null = null;
        for await (const { digest } of this.reader.readHistory(tx, terminalId, { stored: false })) {
          const here = stored[position];
          if (here && differsAt === null && !here.digest.equals(digest)) differsAt = position;
          position += 1;
        }
        if (differsAt === null && position < stored.length) differsAt = position;
        const rows = stored.reduce((sum, block) => sum + block.rows, 0);
        return { blocks: stored.length, rows, differsAt };
      },
      { snapshot: true },
    );
  }
}

async function storeBlock(
  tx: Tx,
  terminalId: string,
  position: number,
  { last, digest }: ReadBlock,
  { rows, columns, names }: StoredBlock,
): Promise<void> {
  const row = new CopyEncoder(columns.length + names.length + 200);
  row.row(COLUMNS.length);
  row.uuid(uuidBytes(terminalId));
  row.integer(position);
  row.smallint(BLOCK_FORMAT);
  row.integer(rows);
  row.timestamp(last.at);
  row.integer(last.line);
  row.bigint(last.id);
  row.bytes(digest);
  row.bytes(columns);
  row.bytes(names);
  // One of another format may stand there.
  await tx.query('DELETE FROM history_block WHERE terminal_id = $1 AND position = $2', [
    terminalId,
    position,
  ]);
  await copyInto(tx, `history_block (${COLUMNS.join(', ')})`, row.end());
}
