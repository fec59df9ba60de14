import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { Zone } from '@thaw/kernel';
import { silentRules, type Finding, type SilentRule } from '@thaw/risk/rules';
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
import { TradeTally } from './html/trade-tally';
import { HistoryColumns } from './history-columns';
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
  const { mapping, rules, parameters, feeProfile } = request;
  const zone = new Zone(mapping.timeZone);
  // Tokens leave this function only as row numbers, so the key may be any and is thrown away.
  const tokenizer = new CardTokenizer({ id: 'scan', key: randomBytes(32) });
  const { history, rejections, duplicates } = await readHistory(source, request, zone, tokenizer);
  const cardOf = (card: string): string | null => {
    const read = tokenizer.read(card);
    return read && history.cardOf(read.token);
  };
  const terminals: TerminalScan[] = [];
  for (const { terminal, rows } of history.histories()) {
    const facts = given.factsFor(terminal, feeProfile, cardOf);
    const setup = { rules, parameters, facts, zone, currency: mapping.currency };
    const trade = request.html === null ? null : new TradeTally(zone, mapping.currency);
    const result = scan(setup, trade === null ? rows : trade.watch(rows));
    terminals.push({ terminal, ...result, silent: silentRules(rules, facts), trade });
  }
  return { transactions: history.count, duplicates, rejections, terminals };
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
