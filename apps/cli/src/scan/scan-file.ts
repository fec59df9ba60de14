import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { Zone } from '@thaw/kernel';
import { silentRules, type Finding, type SilentRule, type TerminalFacts } from '@thaw/risk/rules';
import {
  CardShield,
  CardTokenizer,
  DedupeKeys,
  KeySet,
  RecordReader,
  isRejection,
  openTable,
} from '@thaw/transactions/records';
import { scan, type ScanCounts } from '@thaw/risk/engine';
import { FactsFile } from './facts-file';
import { HistoryColumns, type HistoryRow } from './history-columns';
import { TradeTally } from './html/trade-tally';
import { RejectionLog } from './rejection-log';
import type { ScanRequest } from './scan-arguments';
import { TerminalSpellings } from './terminal-spellings';

export interface TerminalScan {
  /** As the file first spells it; null where it names none. */
  readonly terminal: string | null;
  /** By rule in the order of the list, then by time. Their transactions are file lines. */
  readonly findings: readonly Finding[];
  readonly counts: ScanCounts;
  /** Rules that had nothing to look at, for want of facts. */
  readonly silent: readonly SilentRule[];
  /** When it sold and for how much; null where nobody asked. */
  readonly trade: TradeTally | null;
}

export interface FileScan {
  /** Lines that are transactions and no duplicates; also those that the rules leave out (refunds, declined …). */
  readonly transactions: number;
  /** Lines left out because an earlier one has the same dedupe key. */
  readonly duplicates: number;
  readonly rejections: RejectionLog;
  readonly terminals: readonly TerminalScan[];
}

/** One terminal's part of a file. */
export interface FileTerminal {
  readonly terminal: string | null;
  readonly facts: TerminalFacts;
  /** In the order of time. One object for all rows: read it before asking for the next. */
  readonly rows: Iterable<HistoryRow>;
}

export interface FileHistories {
  readonly transactions: number;
  readonly duplicates: number;
  readonly rejections: RejectionLog;
  /** To be read once. */
  readonly terminals: Iterable<FileTerminal>;
}

/**
 * Runs the rules over a file as the desk would after an import, without server, database or keys: one pass over the
 * bytes into columns, then one over each terminal's history in the order of time.
 * @throws DomainError FILE_UNREADABLE, MAPPING_INVALID
 */
export async function scanFile(
  source: AsyncIterable<Uint8Array>,
  request: ScanRequest,
  given = FactsFile.NONE,
): Promise<FileScan> {
  const { mapping, rules, parameters } = request;
  const zone = new Zone(mapping.timeZone);
  const { terminals: histories, ...read } = await readFileHistories(source, request, zone, given);
  const terminals: TerminalScan[] = [];
  for (const { terminal, facts, rows } of histories) {
    const setup = { rules, parameters, facts, zone, currency: mapping.currency };
    const trade = request.html === null ? null : new TradeTally(zone, mapping.currency);
    const result = scan(setup, trade === null ? rows : trade.watch(rows));
    terminals.push({ terminal, ...result, silent: silentRules(rules, facts), trade });
  }
  return { ...read, terminals };
}

/**
 * A file's transactions by terminal, in columns.
 * @throws DomainError FILE_UNREADABLE, MAPPING_INVALID
 */
export async function readFileHistories(
  source: AsyncIterable<Uint8Array>,
  request: ScanRequest,
  zone: Zone,
  given: FactsFile,
): Promise<FileHistories> {
  // Tokens leave this function only as row numbers, so the key may be any and is thrown away.
  const tokenizer = new CardTokenizer({ id: 'scan', key: randomBytes(32) });
  const { history, rejections, duplicates } = await readHistory(source, request, zone, tokenizer);
  const cardOf = (card: string): string | null => {
    const read = tokenizer.read(card);
    return read && history.cardOf(read.token);
  };
  const factsFor = (terminal: string | null): TerminalFacts =>
    given.factsFor(terminal, request.feeProfile, cardOf);
  return {
    transactions: history.count,
    duplicates,
    rejections,
    terminals: withFacts(history, factsFor),
  };
}

function* withFacts(
  history: HistoryColumns,
  factsFor: (terminal: string | null) => TerminalFacts,
): Generator<FileTerminal, void, undefined> {
  for (const { terminal, rows } of history.histories()) {
    yield { terminal, rows, facts: factsFor(terminal) };
  }
}

async function readHistory(
  source: AsyncIterable<Uint8Array>,
  { mapping }: ScanRequest,
  zone: Zone,
  tokenizer: CardTokenizer,
): Promise<{ history: HistoryColumns; rejections: RejectionLog; duplicates: number }> {
  const file = await openTable(source, mapping, tmpdir());
  try {
    const { plan } = file;
    const shield = new CardShield(plan, tokenizer);
    const reader = new RecordReader(plan);
    const keys = new DedupeKeys(zone);
    const known = new KeySet();
    const spellings = new TerminalSpellings();
    const history = new HistoryColumns();
    const rejections = new RejectionLog();
    let duplicates = 0;
    for await (const batch of file.batches()) {
      for (const line of batch) {
        const read = reader.read(shield.shield(line));
        if (isRejection(read)) {
          rejections.add(read);
          continue;
        }
        const terminal = spellings.firstOf(read.terminalNo);
        const key = keys.keyOf(read, terminal ?? '');
        if (known.add(`${terminal ?? ''} ${key}`)) history.add(read, terminal);
        else duplicates += 1;
      }
    }
    return { history, rejections, duplicates };
  } finally {
    await file.close();
  }
}
