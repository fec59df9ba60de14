import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Zone, actorRef, type Actor, type Bilingual } from '@thaw/kernel';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import type { TerminalView } from '@thaw/registry';
import { CopyEncoder, uuidBytes } from './copy-encoder';
import { copyInto } from './copy-stream';
import { HistoryAppend } from './history-append.entity';
import { HistoryBlocks } from './history-blocks.service';
import { HistoryKeys } from './history-keys.service';
import type { HistoryLedger } from './history-ledger';
import { TRANSACTION_DOOR, TupleWriter } from './intake/transaction-tuple';
import {
  CardShield,
  CardTokenizer,
  DedupeKeys,
  RecordReader,
  isRejection,
  lineOfGiven,
  planOfGiven,
  type GivenRecord,
  type RejectionReason,
  type TransactionRecord,
} from './records';
import { isAfter, type PlacedRow } from './row-reader';
import { TerminalLock } from './terminal-lock';
import { TransactionYears } from './transaction-years';

/** As many ids as one step of the sequence transaction_id gives. */
export const APPEND_MAX = 10_000;

/** What became of one record, in the order in which they were given. */
export type RecordVerdict =
  | { readonly verdict: 'accepted'; readonly id: number }
  | { readonly verdict: 'duplicate' }
  | {
      readonly verdict: 'rejected';
      readonly reason: RejectionReason;
      readonly field: string | null;
      /** What is wrong and what would be right; card numbers masked. */
      readonly message: Bilingual;
    };

export interface AppendedRows {
  readonly id: string;
  readonly verdicts: readonly RecordVerdict[];
  /** Those that were written, in the order of the history. */
  readonly rows: readonly PlacedRow[];
  /** Whether they are the first of the history. */
  readonly wasEmpty: boolean;
  /** Whether they take away blocks that stand for rows behind them. */
  readonly droppedBlocks: boolean;
  /** As it is now. */
  readonly ledger: HistoryLedger;
}

interface Accepted {
  readonly index: number;
  readonly key: string;
  readonly record: TransactionRecord;
}

/** Room for most rows without growing. */
const ROW_BYTES = 320;

/** Writes a few transactions into a terminal's history at a cost that does not grow with the history. */
@Injectable()
export class HistoryAppends {
  private readonly tokenizer: CardTokenizer;
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'cardKey' | 'timeZone'>,
    private readonly lock: TerminalLock,
    private readonly keys: HistoryKeys,
    private readonly blocks: HistoryBlocks,
  ) {
    this.tokenizer = new CardTokenizer(config.cardKey);
    this.zone = new Zone(config.timeZone);
  }

  /**
   * Keeps everybody else from writing to the terminal's history until the transaction ends. Comes before anything that
   * {@link write} rests on is read.
   * @throws DomainError IMPORT_IN_PROGRESS
   */
  async hold(tx: Tx, terminalId: string): Promise<void> {
    await this.lock.hold(tx, terminalId);
  }

  /**
   * Reads the records as lines of a file are read, and writes those that the history does not hold. The records of one
   * call are one file: equal ones without reference and trace number are told apart within it, and sent again they are
   * duplicates. Rows of one instant follow those that the history has already.
   * @param ledger as it stands; the terminal must be held.
   */
  async write(
    tx: Tx,
    actor: Actor,
    terminal: Pick<TerminalView, 'id' | 'currency'>,
    given: readonly GivenRecord[],
    ledger: HistoryLedger,
    receivedAt: Date,
  ): Promise<AppendedRows> {
    const keys = new DedupeKeys(this.zone);
    const { verdicts, accepted } = this.read(given, terminal.currency, keys);
    const asked = accepted.map(({ key, record }) => ({ key, at: record.occurredAt }));
    const wasEmpty = ledger.written === 0 && (await isEmpty(tx, terminal.id));
    const kept = wasEmpty || ledger.keyed === ledger.written;
    const { known, lastLines } = await this.keys.find(tx, terminal.id, asked, kept);
    const fresh = accepted.filter(({ key }) => !known.has(key));
    const rejected = verdicts.filter(({ verdict }) => verdict === 'rejected').length;
    const receipt = {
      id: randomUUID(),
      terminalId: terminal.id,
      receivedAt,
      createdBy: actorRef(actor),
      accepted: fresh.length,
      duplicates: given.length - fresh.length - rejected,
      rejected,
    };
    const written = ledger.written + fresh.length;
    const after = { written, keyed: kept ? written : ledger.keyed };
    const firstId = await keepReceipt(tx, receipt, after);
    const out = new CopyEncoder(fresh.length * ROW_BYTES);
    const of = {
      terminalId: uuidBytes(terminal.id),
      importId: uuidBytes(receipt.id),
      receivedAt: receivedAt.getTime(),
    };
    const tuples = new TupleWriter(of, keys);
    const years = new TransactionYears();
    const rows = fresh.map(({ index, key, record }, place) => {
      const id = firstId + place;
      const line = record.line + (lastLines.get(record.occurredAt) ?? 0);
      years.note(record.occurredAt);
      tuples.write(out, { ...record, line }, key, id);
      verdicts[index] = { verdict: 'accepted', id };
      return placedRow(record, line, id);
    });
    rows.sort((a, b) => (isAfter(a, b) ? 1 : -1));
    let droppedBlocks = false;
    if (rows[0]) {
      droppedBlocks = (await this.blocks.dropBeyond(tx, terminal.id, rows[0])) > 0;
      await years.open(tx);
      await copyInto(tx, TRANSACTION_DOOR, out.end());
      if (kept)
        await this.keys.add(
          tx,
          terminal.id,
          fresh.map(({ key }) => key),
        );
    }
    return { id: receipt.id, verdicts, rows, wasEmpty, droppedBlocks, ledger: after };
  }

  private read(
    given: readonly GivenRecord[],
    currency: string,
    keys: DedupeKeys,
  ): { readonly verdicts: RecordVerdict[]; readonly accepted: readonly Accepted[] } {
    const plan = planOfGiven({ timeZone: this.config.timeZone, currency });
    const shield = new CardShield(plan, this.tokenizer);
    const reader = new RecordReader(plan);
    const seen = new Set<string>();
    const accepted: Accepted[] = [];
    const verdicts = given.map((one, index): RecordVerdict => {
      const read = reader.read(shield.shield(lineOfGiven(one, index + 1)));
      if (isRejection(read)) {
        const { reason, field, message } = read;
        return { verdict: 'rejected', reason, field: field === null ? null : nameOf(plan, field), message };
      }
      const key = keys.keyOf(read);
      if (!seen.has(key)) accepted.push({ index, key, record: read });
      seen.add(key);
      // Until it is written it is one: of an earlier record here, or of the history.
      return { verdict: 'duplicate' };
    });
    return { verdicts, accepted };
  }
}

async function isEmpty(tx: Tx, terminalId: string): Promise<boolean> {
  const some = await tx.query<unknown[]>('SELECT 1 FROM transaction WHERE terminal_id = $1 LIMIT 1', [
    terminalId,
  ]);
  return some.length === 0;
}

/** Keeps the receipt and counts its rows. @returns the first of as many ids as a call can want. */
async function keepReceipt(tx: Tx, receipt: HistoryAppend, ledger: HistoryLedger): Promise<number> {
  const { id, terminalId, receivedAt, createdBy, accepted, duplicates, rejected } = receipt;
  const [step] = await tx.query<{ first: string }[]>(
    `WITH receipt AS (
       INSERT INTO history_append (id, terminal_id, received_at, created_by, accepted, duplicates, rejected)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
     ), counted AS (
       INSERT INTO history_ledger (terminal_id, written, keyed) VALUES ($2, $8, $9)
       ON CONFLICT (terminal_id) DO UPDATE SET written = excluded.written, keyed = excluded.keyed
     ) SELECT nextval('transaction_id') AS first`,
    [id, terminalId, receivedAt, createdBy, accepted, duplicates, rejected, ledger.written, ledger.keyed],
  );
  return Number(step?.first);
}

const nameOf = ({ header, places }: ReturnType<typeof planOfGiven>, field: keyof typeof places): string =>
  header[places[field]] ?? field;

const placedRow = (record: TransactionRecord, line: number, id: number): PlacedRow => ({
  id,
  line,
  at: record.occurredAt,
  amountFen: record.amountFen,
  currency: record.currency,
  type: record.type,
  status: record.status,
  card: record.cardToken,
  cardType: record.cardType,
  bin: record.bin,
});
