import { DomainError } from '@thaw/kernel';
import type { ColumnPlan, CsvLine, LineVisitor } from '../records';
import type { RunSpool } from './run-spool';
import { readTerminalName, type TerminalName } from './terminal-name';

/** More names than that are no terminals': another column was taken for theirs. */
export const NAMES_MAX = 10_000;
/** Spellings of names that are remembered. */
const SPELLINGS_MAX = 50_000;

/** Lines that name one terminal, in one way of naming it. */
export interface NamedRun {
  readonly name: TerminalName;
  readonly run: number;
}

/** Sorts the lines of one file by the terminal that they name. */
export class LineRouter implements LineVisitor {
  private readonly byName = new Map<string, NamedRun>();
  private spelled = new Map<string, number>();
  /** Lines that are wrong as a whole: which cell is whose nobody knows. */
  readonly faulty: number;
  readonly missing: number;
  /** Lines whose terminal can be none. */
  readonly malformed: number;
  private readonly terminalPlace: number;
  private readonly merchantPlace: number;

  /** @throws DomainError MAPPING_INVALID where no column names a terminal. */
  constructor(
    plan: ColumnPlan,
    private readonly spool: RunSpool,
    private readonly namesMax = NAMES_MAX,
  ) {
    this.terminalPlace = plan.places.terminal_no;
    this.merchantPlace = plan.places.merchant_no;
    if (this.terminalPlace === -1) throw noTerminalColumn(plan.header);
    this.faulty = spool.begin();
    this.missing = spool.begin();
    this.malformed = spool.begin();
  }

  get named(): readonly NamedRun[] {
    return [...this.byName.values()];
  }

  plain(bytes: Uint8Array, bounds: Int32Array, line: number): boolean {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const cell = (place: number): string =>
      place === -1 ? '' : text.toString('utf8', bounds[2 * place], bounds[2 * place + 1]);
    const run = this.runOf(cell(this.merchantPlace), cell(this.terminalPlace));
    this.spool.addPlain(run, bytes, bounds, line);
    return true;
  }

  line(line: CsvLine): void {
    this.spool.add(this.runOfLine(line), line);
  }

  private runOfLine({ cells, fault, field }: CsvLine): number {
    const isUnclear =
      fault !== null && (field === undefined || field === 'terminal_no' || field === 'merchant_no');
    if (isUnclear) return this.faulty;
    return this.runOf(cells[this.merchantPlace] ?? '', cells[this.terminalPlace] ?? '');
  }

  private runOf(merchant: string, terminal: string): number {
    const spelling = `${merchant}/${terminal}`;
    const known = this.spelled.get(spelling);
    if (known !== undefined) return known;
    const run = this.runOfName(readTerminalName(merchant, terminal));
    if (this.spelled.size >= SPELLINGS_MAX) this.spelled = new Map();
    this.spelled.set(spelling, run);
    return run;
  }

  private runOfName(name: ReturnType<typeof readTerminalName>): number {
    if (name === 'missing') return this.missing;
    if (name === 'malformed') return this.malformed;
    const key = `${name.merchantNo ?? ''}/${name.terminalNo}`;
    const known = this.byName.get(key);
    if (known) return known.run;
    if (this.byName.size >= this.namesMax) throw tooManyNames(this.namesMax);
    const run = this.spool.begin();
    this.byName.set(key, { name, run });
    return run;
  }
}

const LISTED_COLUMNS = 40;

function noTerminalColumn(header: readonly string[]): DomainError {
  const listed = header.slice(0, LISTED_COLUMNS);
  return new DomainError('MAPPING_INVALID', {
    field: 'columns.terminal_no',
    detail: {
      zh: `文件中没有终端号一列，无法按终端分配：请指定它在哪一列（terminal_no=列名，有商户号时加 merchant_no=列名）；若整份文件属于同一台终端，请指明这台终端。文件第一行的列有：${listed.join('、')}。`,
      en: `no column of the file names terminals, so its lines cannot be routed: say which one does (terminal_no=column, and merchant_no=column where there is one); if the whole file is one terminal's, say which terminal. The columns in its first line are: ${listed.join(', ')}.`,
    },
  });
}

const tooManyNames = (most: number): DomainError =>
  new DomainError('MAPPING_INVALID', {
    field: 'columns.terminal_no',
    detail: {
      zh: `文件中的终端超过 ${most} 台；请核对 terminal_no 与 merchant_no 所在的列，确有这么多终端时请拆分文件。`,
      en: `the file names more than ${most} terminals; check which columns hold terminal_no and merchant_no, and split the file if there are really so many.`,
    },
  });
