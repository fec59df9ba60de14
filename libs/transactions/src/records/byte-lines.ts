import { isUtf8 } from 'node:buffer';
import type { CsvLine, CsvScanner } from './csv-scanner';

/** Reads the lines of a file, each once, in their order. */
export interface LineVisitor {
  /**
   * A line that is text without anything odd in it, as its bytes: cell i stands from `bounds[2 * i]` to
   * `bounds[2 * i + 1]`, quotes around it left out. There are as many as the header has, and most lines are such.
   * @returns false: it has not been read, and is to come once more as a line of texts.
   */
  plain?(bytes: Uint8Array, bounds: Int32Array, line: number): boolean;
  /** A line of texts. */
  line(line: CsvLine): void;
}

const [NEWLINE, RETURN, QUOTE, COMMA] = [10, 13, 34, 44];
/** A line beyond this is not worth a look of its own. */
const PLAIN_BYTES_MAX = 16 * 1024;

/**
 * Takes the text of a file apart into lines without making strings of them, where that can be done in one look; whatever
 * is unusual (a quote that is escaped or left open, a line break in quotes, bytes that are no text, too few cells or too
 * many) goes through the scanner, line by line, and so is read as exactly as it always was.
 */
export class ByteLines {
  private readonly bounds: Int32Array;

  /** @param width cells of a line. */
  constructor(
    private readonly scanner: CsvScanner,
    private readonly width: number,
    private readonly visitor: LineVisitor,
  ) {
    this.bounds = new Int32Array(2 * width);
  }

  /** @throws LineTooLong */
  push(chunk: Buffer): void {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    // What is left of an earlier chunk ends with this one's first line.
    let at = this.scanner.isAtRest ? 0 : this.scanLine(chunk, 0);
    if (this.visitor.plain && isText(chunk.subarray(at, end))) {
      while (at < end) {
        if (this.scanner.isAtRest) at = this.readPlain(chunk, at, end);
        if (at < end) at = this.scanLine(chunk, at);
      }
    }
    this.scan(chunk.subarray(at));
  }

  /** @throws LineTooLong */
  end(): void {
    for (const line of this.scanner.end()) this.visitor.line(line);
  }

  /** @returns where the first line begins that is not plain, or the end. */
  private readPlain(chunk: Buffer, from: number, end: number): number {
    const { scanner, visitor, bounds } = this;
    let at = from;
    while (at < end) {
      const next = cutCells(chunk, at, bounds, this.width);
      if (next === -1 || next - at > PLAIN_BYTES_MAX || !visitor.plain?.(chunk, bounds, scanner.line)) break;
      scanner.passLine();
      at = next;
    }
    return at;
  }

  /** Gives the scanner all up to the next line break. */
  private scanLine(chunk: Buffer, from: number): number {
    const next = chunk.indexOf(NEWLINE, from) + 1 || chunk.length;
    this.scan(chunk.subarray(from, next));
    return next;
  }

  private scan(piece: Buffer): void {
    if (piece.length === 0) return;
    for (const line of this.scanner.push(piece)) this.visitor.line(line);
  }
}

const isText = (block: Buffer): boolean => block.length > 0 && !block.includes(0) && isUtf8(block);

/**
 * Finds the cells of the line that starts here. There must be a line break behind it.
 * @returns where the next line starts; -1 where this one is not plain, or has another number of cells.
 */
function cutCells(bytes: Uint8Array, from: number, bounds: Int32Array, width: number): number {
  let at = from;
  for (let cell = 0; cell < 2 * width; cell += 2) {
    let byte = bytes[at] as number;
    let end: number;
    if (byte === QUOTE) {
      bounds[cell] = at + 1;
      do byte = bytes[++at] as number;
      while (byte !== QUOTE && byte !== NEWLINE);
      if (byte !== QUOTE) return -1;
      end = at;
      byte = bytes[++at] as number;
      if (byte === RETURN && bytes[at + 1] === NEWLINE) byte = bytes[++at] as number;
      if (byte !== COMMA && byte !== NEWLINE) return -1;
    } else {
      bounds[cell] = at;
      while (byte !== COMMA && byte !== NEWLINE) byte = bytes[++at] as number;
      end = byte === NEWLINE && at > from && bytes[at - 1] === RETURN ? at - 1 : at;
    }
    bounds[cell + 1] = end;
    at += 1;
    if (byte === NEWLINE) return cell === 2 * width - 2 ? at : -1;
  }
  return -1;
}
