import type { Bilingual } from '@thaw/kernel';
import {
  CardShield,
  RecordReader,
  isRejection,
  keptCells,
  type CardTokenizer,
  type ColumnPlan,
} from '../records';
import type { KeptRejection } from '../store-rejects';
import { textLine } from './run-lines';
import type { RunLine, RunSpool } from './run-spool';

/**
 * Why a line went to no terminal, beside what makes a line bad as a whole. TERMINAL_UNKNOWN is said of terminals that are
 * not there and of those that are none of the sender's business alike.
 */
export type StrayReason = 'TERMINAL_MISSING' | 'TERMINAL_UNKNOWN' | 'TERMINAL_AMBIGUOUS';

/** Runs whose lines went to no terminal, and why; null: each for what is wrong with it. */
export interface Strays {
  readonly reason: StrayReason | null;
  readonly runs: readonly number[];
}

const BATCH_LINES = 1_000;
const BATCH_CHARS = 4 * 1024 * 1024;

/** The rejections of lines that went to no terminal, in batches; nothing of a card number is in them. */
export function* strayLines(
  spool: RunSpool,
  { reason, runs }: Strays,
  plan: ColumnPlan,
  tokenizer: CardTokenizer,
): Generator<readonly KeptRejection[], void, undefined> {
  const shield = new CardShield(plan, tokenizer);
  const reader = new RecordReader(plan);
  let batch: KeptRejection[] = [];
  let chars = 0;
  for (const line of linesOf(spool, runs)) {
    const safe = shield.shield(textLine(line));
    const rejection = reason === null ? reader.read(safe) : strayRejection(safe, reason, plan);
    if (!isKept(rejection)) throw new Error('a line without fault was kept as a faulty one');
    batch.push(rejection);
    for (const cell of rejection.columns) chars += cell.length;
    if (batch.length < BATCH_LINES && chars < BATCH_CHARS) continue;
    yield batch;
    batch = [];
    chars = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Run by run: they may be thousands, and nobody needs their lines in the order of the file. */
function* linesOf(spool: RunSpool, runs: readonly number[]): Generator<RunLine, void, undefined> {
  for (const run of runs) yield* spool.read(run);
}

const isKept = (read: KeptRejection | ReturnType<RecordReader['read']>): read is KeptRejection =>
  'message' in read || isRejection(read);

function strayRejection(
  { line, cells }: ReturnType<CardShield['shield']>,
  reason: StrayReason,
  { places }: ColumnPlan,
): KeptRejection {
  const named = shorten(cells[places.terminal_no]?.trim() ?? '');
  const merchant = shorten(cells[places.merchant_no]?.trim() ?? '');
  const message = MESSAGES[reason](merchant === '' ? named : `${merchant}/${named}`);
  return { line, reason, field: 'terminal_no', message, columns: keptCells(cells) };
}

const MESSAGES: Readonly<Record<StrayReason, (named: string) => Bilingual>> = {
  TERMINAL_MISSING: () => ({
    zh: '该行没有终端号，不知道属于哪台终端；请补上终端号，或单独按终端导入这些行。',
    en: 'the line names no terminal, so nobody knows whose it is; fill in its number, or import such lines by themselves into their terminal.',
  }),
  TERMINAL_UNKNOWN: (named) => ({
    zh: `没有您可以导入的终端“${named}”；请核对商户号（15 位）和终端号（8 位），新终端请先登记。`,
    en: `there is no terminal "${named}" that you may import to; check the merchant number (15 digits) and terminal number (8 characters), and register a new terminal first.`,
  }),
  TERMINAL_AMBIGUOUS: (named) => ({
    zh: `不止一家商户有终端号“${named}”；请在文件中加上商户号一列（merchant_no），或按终端分开导入。`,
    en: `more than one merchant has a terminal "${named}"; add a column with the merchant number (merchant_no) to the file, or import each terminal's lines by themselves.`,
  }),
};

const SHOWN = 60;
const shorten = (text: string): string => (text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`);
