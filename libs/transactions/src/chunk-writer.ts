import { systemActor } from '@thaw/kernel';
import type { Database, Tx } from '@thaw/platform';
import { CopyEncoder, uuidBytes } from './copy-encoder';
import { copyInto } from './copy-stream';
import type { BlockFollower } from './block-follower';
import type { HistoryBlocks } from './history-blocks.service';
import type { HistoryImport } from './history-import.entity';
import type { ImportChunk } from './import-chunks';

/** Another run of this import, or its failure, has come between: whoever came between goes on with it. */
export class ImportTakenOver extends Error {
  constructor(importId: string) {
    super(`import ${importId} is no longer this run's`);
    this.name = 'ImportTakenOver';
  }
}

const TRANSACTION_COLUMNS = [
  'terminal_id',
  'occurred_at',
  'natural_key',
  'line',
  'id',
  'import_id',
  'amount_fen',
  'currency',
  'type',
  'status',
  'card_type',
  'card_token',
  'card_bin',
  'card_last_four',
  'reference',
  'trace_no',
  'batch_no',
  'received_at',
];
const REJECT_COLUMNS = ['import_id', 'line', 'reason', 'field', 'message', 'columns'];
/** Makes room for most rows without growing. */
const ROW_BYTES = 300;

/** Writes the chunks of one import in their order, each in a transaction of its own with the progress it makes. */
export class ChunkWriter {
  private readonly terminalId: Buffer;
  private readonly importId: Buffer;
  private done: number;

  constructor(
    private readonly database: Database,
    private readonly blocks: HistoryBlocks,
    private readonly follower: BlockFollower,
    private readonly running: HistoryImport,
    private readonly now: () => Date,
  ) {
    this.terminalId = uuidBytes(running.terminalId);
    this.importId = uuidBytes(running.id);
    this.done = running.linesDone;
  }

  /** Lines committed, by earlier runs too. */
  get linesDone(): number {
    return this.done;
  }

  /** @throws ImportTakenOver where the import no longer stands where this run left it; nothing is written then. */
  async write(chunk: ImportChunk): Promise<void> {
    await this.database.asActor(systemActor('worker'), async (tx) => {
      // Should the server lose its last chunks in a crash, it loses the progress they made with them: they are read again.
      await tx.query('SET LOCAL synchronous_commit = off');
      await this.advance(tx, chunk);
      if (chunk.accepted.length > 0) {
        await this.blocks.dropFrom(tx, this.running.terminalId, earliestOf(chunk));
        await this.insertAccepted(tx, chunk);
      }
      if (chunk.rejected.length > 0) await this.insertRejected(tx, chunk);
    });
    this.done += chunk.lines;
  }

  /** Comes first in the transaction: the row's lock keeps a second run out until this chunk is in. */
  private async advance(tx: Tx, { lines, accepted, duplicates, rejected }: ImportChunk): Promise<void> {
    const [, count] = await tx.query<[unknown, number]>(
      `UPDATE history_import SET lines_done = lines_done + $3, accepted = accepted + $4, duplicates = duplicates + $5,
         rejected = rejected + $6, progress_at = $7
       WHERE id = $1 AND lines_done = $2 AND state = 'running'`,
      [this.running.id, this.done, lines, accepted.length, duplicates, rejected.length, this.now()],
    );
    if (count !== 1) throw new ImportTakenOver(this.running.id);
  }

  private async insertAccepted(tx: Tx, { accepted }: ImportChunk): Promise<void> {
    const [step] = await tx.query<{ first: string }[]>(`SELECT nextval('transaction_id') AS first`);
    const firstId = Number(step?.first);
    let id = firstId;
    await this.follower.add(tx, accepted, firstId);
    const receivedAt = this.running.createdAt.getTime();
    const rows = new CopyEncoder(accepted.length * ROW_BYTES);
    for (const { key, record } of accepted) {
      rows.row(TRANSACTION_COLUMNS.length);
      rows.uuid(this.terminalId);
      rows.timestamp(record.occurredAt);
      rows.text(key);
      rows.integer(record.line);
      rows.bigint(id++);
      rows.uuid(this.importId);
      rows.bigint(record.amountFen);
      rows.text(record.currency);
      rows.text(record.type);
      rows.text(record.status);
      rows.text(record.cardType);
      rows.text(record.cardToken);
      rows.text(record.bin);
      rows.text(record.lastFour);
      rows.text(record.reference);
      rows.text(record.traceNo);
      rows.text(record.batchNo);
      rows.timestamp(receivedAt);
    }
    await copyInto(tx, `transaction (${TRANSACTION_COLUMNS.join(', ')})`, rows.end());
  }

  private async insertRejected(tx: Tx, { rejected }: ImportChunk): Promise<void> {
    const rows = new CopyEncoder(rejected.length * ROW_BYTES);
    for (const { line, reason, field, message, columns } of rejected) {
      rows.row(REJECT_COLUMNS.length);
      rows.uuid(this.importId);
      rows.integer(line);
      rows.text(reason);
      rows.text(field);
      rows.jsonb(message);
      rows.jsonb(columns);
    }
    await copyInto(tx, `import_reject (${REJECT_COLUMNS.join(', ')})`, rows.end());
  }
}

function earliestOf({ accepted }: ImportChunk): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { record } of accepted) earliest = Math.min(earliest, record.occurredAt);
  return earliest;
}
