import { isAscii, isUtf8 } from 'node:buffer';
import { isStorable, storable } from '@thaw/kernel';
import type { Field } from './field-mapping';

/**
 * What is wrong with a line as text, before anyone asks what it means. The codes are stable: reject files show them.
 * - COLUMN_COUNT: not as many cells as the header has
 * - QUOTE_INVALID: a quoted cell that does not end before a comma or the end of a line, or never ends
 * - NOT_UTF8, NUL_BYTE: bytes, or characters of a workbook, that are no text
 * - FORMULA_NOT_COMPUTED, CELL_ERROR: a cell of a workbook that has no value to be trusted
 * - NUMBER_IMPRECISE: a number that is a name, such as a card's, whose last digits are lost
 */
export type LineFault =
  | 'COLUMN_COUNT'
  | 'QUOTE_INVALID'
  | 'NOT_UTF8'
  | 'NUL_BYTE'
  | 'FORMULA_NOT_COMPUTED'
  | 'CELL_ERROR'
  | 'NUMBER_IMPRECISE';

/** One record of the file. Blank lines are none. */
export interface CsvLine {
  /** The file's line on which the record starts; the first is 1. Line breaks within quotes count. */
  readonly line: number;
  /** Where there are more than the scanner's `columns`: as many, and {@link CELLS_LEFT_OUT} in place of the rest. */
  readonly cells: readonly string[];
  readonly fault: LineFault | null;
  /** Whose cell is at fault, where it is one cell. */
  readonly field?: Field;
}

/** What cells hold that nobody can store: the zero character, or half of a surrogate pair. */
export function textFaultOf(cells: readonly string[]): 'NUL_BYTE' | 'NOT_UTF8' | null {
  if (cells.some((cell) => cell.includes('\0'))) return 'NUL_BYTE';
  return cells.every(isStorable) ? null : 'NOT_UTF8';
}

/** Stands for the cells of a line beyond the most that are taken apart: a megabyte of commas is a million of them. */
export const CELLS_LEFT_OUT = '…';

/** A line or cell is longer than the limit; the file is read no further. */
export class LineTooLong extends Error {
  constructor(
    readonly line: number,
    readonly limit: number,
  ) {
    super(`line ${line} is longer than ${limit} bytes`);
    this.name = 'LineTooLong';
  }
}

/** The file has more blank lines than any that people make; it is read no further. */
export class TooManyBlankLines extends Error {
  constructor(readonly line: number) {
    super(`more than ${BLANK_LINES_MAX} lines are blank`);
    this.name = 'TooManyBlankLines';
  }
}

/** A gigabyte of line breaks would be a quarter of an hour's work for nothing. */
export const BLANK_LINES_MAX = 1_000_000;
const NEWLINE = 10;
/** Stands for bytes that are not UTF-8 while a line is taken apart: no UTF-8 text can hold a lone surrogate. */
const NOT_TEXT = '\ud800';
const REPLACEMENT = '\ufffd';
/** Above this many, small chunks without a line break are joined, so that they cost no object each. */
const TAIL_PIECES = 1024;

/**
 * Takes CSV bytes (RFC 4180, comma, UTF-8, LF or CRLF) apart into lines, the same whatever the sizes of the chunks.
 * Pure and synchronous; it holds one chunk and one unfinished record, which is at most the limit.
 *
 * Written by hand because file lines must be exact: csv-parse counts a CRLF within quotes twice, and gives up the rest
 * of the file where this gives up one line. A quote fault makes only that line bad on which the record starts, and
 * reading goes on with the next. A quote within an unquoted cell (5" pipe) is a character like others.
 */
export class CsvScanner {
  private width = -1;
  private nextLine = 1;
  private blanks = 0;
  /** Text of a record whose quotes are still open at the last line break. */
  private open = '';
  /** Bytes not yet taken apart: those after the last line break, or more while a record is open. */
  private tail: Buffer[] = [];
  private tailBytes = 0;

  /**
   * @param limit most bytes of a line, and most characters of a record that has line breaks in quotes.
   * @param columns most cells of a line that are taken apart.
   */
  constructor(
    private readonly limit: number,
    private readonly columns: number,
  ) {}

  /** The file's line on which the next record starts. */
  get line(): number {
    return this.nextLine;
  }

  /** Whether every byte so far belongs to a line that has been given out. */
  get isAtRest(): boolean {
    return this.open === '' && this.tailBytes === 0;
  }

  /** Somebody else has read the next line; to be told at rest. */
  passLine(): void {
    this.nextLine += 1;
  }

  /** From now on a line is bad that has more or fewer cells. */
  expectWidth(width: number): void {
    this.width = width;
  }

  /**
   * The lines that this chunk completes.
   * @throws LineTooLong
   */
  push(chunk: Buffer): CsvLine[] {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    // An open record is looked at anew only when it has doubled, lest small chunks make long records cost their square.
    if (end === 0 || this.tailBytes + chunk.length < this.open.length) {
      this.keep(chunk);
      return [];
    }
    const block = this.takeTail(chunk.subarray(0, end));
    const lines = this.scan(this.open + decode(block), false);
    this.keep(chunk.subarray(end));
    return lines;
  }

  /**
   * The last lines, once there are no more bytes.
   * @throws LineTooLong
   */
  end(): CsvLine[] {
    return this.scan(this.open + decode(this.takeTail(Buffer.alloc(0))), true);
  }

  private keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.tail.push(piece);
    this.tailBytes += piece.length;
    if (this.tailBytes > this.limit)
      this.checkLength(this.tail.length > 1 ? Buffer.concat(this.tail) : piece);
    if (this.tail.length > TAIL_PIECES) this.tail = [Buffer.concat(this.tail)];
  }

  private takeTail(last: Buffer): Buffer {
    const block = this.tail.length === 0 ? last : Buffer.concat([...this.tail, last]);
    this.tail = [];
    this.tailBytes = 0;
    if (block.length > this.limit) this.checkLength(block);
    return block;
  }

  private checkLength(block: Buffer): void {
    let line = this.nextLine;
    if (this.open !== '') line += countBreaks(this.open, 0, this.open.length);
    for (let from = 0; from < block.length; line++) {
      const found = block.indexOf(NEWLINE, from);
      const to = found === -1 ? block.length : found;
      if (to - from > this.limit) throw new LineTooLong(line, this.limit);
      from = to + 1;
    }
  }

  /** Takes text apart that ends with a line break, or with the file. */
  private scan(text: string, final: boolean): CsvLine[] {
    const lines: CsvLine[] = [];
    this.open = '';
    let quote = place(text, '"', 0);
    let nul = place(text, '\0', 0);
    let notText = place(text, NOT_TEXT, 0);
    for (let from = 0; from < text.length;) {
      let to = place(text, '\n', from);
      let breaks = 1;
      if (quote < from) quote = place(text, '"', from);
      let cells: readonly string[] | null = null;
      let fault: LineFault | null = null;
      if (quote < to) {
        const record = readQuoted(text, from, this.columns);
        if (record === 'open' && !final && text.length - from <= this.limit) {
          this.open = text.slice(from);
          break;
        }
        if (typeof record === 'object' && record.end - from <= this.limit) {
          ({ cells, end: to } = record);
          breaks += countBreaks(text, from, to);
        } else {
          fault = 'QUOTE_INVALID';
        }
      }
      to = Math.min(to, text.length);
      cells ??= readPlain(text.slice(from, text[to - 1] === '\r' && to > from ? to - 1 : to), this.columns);

      if (nul < from) nul = place(text, '\0', from);
      if (notText < from) notText = place(text, NOT_TEXT, from);
      if (nul < to) fault ??= 'NUL_BYTE';
      if (notText < to) fault ??= 'NOT_UTF8';
      if (nul < to || notText < to) cells = cells.map(storable);
      if (this.width !== -1 && cells.length !== this.width) fault ??= 'COLUMN_COUNT';
      const blank = cells.length === 1 && (cells[0] as string).trim() === '' && fault !== 'QUOTE_INVALID';
      if (!blank) lines.push({ line: this.nextLine, cells, fault });
      else if (++this.blanks > BLANK_LINES_MAX) throw new TooManyBlankLines(this.nextLine);
      this.nextLine += breaks;
      from = to + 1;
    }
    return lines;
  }
}

function readPlain(line: string, most: number): readonly string[] {
  const cells = line.split(',', most + 1);
  if (cells.length > most) cells[most] = CELLS_LEFT_OUT;
  return cells;
}

/**
 * Reads the record that starts here, quotes and all. `end` is where its line break stands, or the end of the text.
 * "open": the text ends within quotes. "invalid": something other than a comma follows a closing quote.
 */
function readQuoted(
  text: string,
  start: number,
  most: number,
): { cells: string[]; end: number } | 'open' | 'invalid' {
  const cells: string[] = [];
  for (let at = start; ; at++) {
    let cell = '';
    if (text[at] === '"') {
      for (let from = at + 1; ; from = at + 1) {
        at = text.indexOf('"', from);
        if (at === -1) return 'open';
        cell += text.slice(from, at);
        at += 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)) at += 1;
      const next = text[at];
      if (next !== undefined && next !== ',' && next !== '\n') return 'invalid';
    } else {
      const from = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at++;
      const cut = text[at] !== ',' && text[at - 1] === '\r' && at > from;
      cell = text.slice(from, cut ? at - 1 : at);
    }
    if (cells.length <= most) cells.push(cells.length < most ? cell : CELLS_LEFT_OUT);
    if (text[at] !== ',') return { cells, end: at };
  }
}

function decode(block: Buffer): string {
  if (isAscii(block)) return block.toString('latin1');
  if (isUtf8(block)) return block.toString('utf8');
  let text = '';
  for (let from = 0; from < block.length;) {
    const to = block.indexOf(NEWLINE, from) + 1 || block.length;
    const line = block.subarray(from, to);
    const lineText = line.toString('utf8');
    text += isUtf8(line) ? lineText : lineText.replaceAll(REPLACEMENT, NOT_TEXT);
    from = to;
  }
  return text;
}

function place(text: string, char: string, from: number): number {
  const found = text.indexOf(char, from);
  return found === -1 ? Number.POSITIVE_INFINITY : found;
}

function countBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
