import { joinText, numberText, plainText, withinCell } from './cell-text';
import type { SharedStrings } from './shared-strings';
import { explain } from './workbook-unreadable';
import { XmlScanner, attributeOf } from './xml-scanner';

/** A cell as the file has it: a text that is to be shown as it is, or a number that is still to be read. */
export interface SheetCell {
  readonly kind: 'text' | 'number' | 'error' | 'unknown';
  /** Of `unknown`, the formula is there and nobody has computed it; of `error`, its name (#N/A). */
  readonly value: string;
  /** Its style shows numbers as dates. */
  readonly isDate: boolean;
}

export interface SheetRow {
  /** As Excel numbers it: the first is 1. */
  readonly line: number;
  /** With holes where the row has no cell. */
  readonly cells: readonly (SheetCell | undefined)[];
  /** There are more cells than are kept. */
  readonly isWider: boolean;
}

const ROWS_MAX = 1_048_576;
const COLUMNS_MAX = 16_384;

/** Takes the rows out of a sheet's XML. */
export class SheetReader {
  private rows: SheetRow[] = [];
  private line = 0;
  private cells: (SheetCell | undefined)[] = [];
  private isWider = false;
  private column = -1;
  private type = 'n';
  private isDate = false;
  private value = '';
  private inValue = false;
  private hasValue = false;
  private hasFormula = false;
  private phonetic = 0;
  private inData = false;
  private done = false;
  private nextColumn = 0;
  private readonly scanner: XmlScanner;

  /** @param columns most cells of a row that are kept. */
  constructor(
    private readonly strings: SharedStrings,
    private readonly dateStyles: readonly boolean[],
    private readonly columns: number,
  ) {
    this.scanner = new XmlScanner({
      open: (name, attributes) => this.open(name, attributes),
      text: (text) => {
        if (this.inValue) this.value = joinText(this.value, text);
      },
      close: (name) => this.close(name),
    });
  }

  /** Whether the sheet has been read to the end of its rows. */
  get isDone(): boolean {
    return this.done;
  }

  /**
   * The rows that this piece completes; those without a cell are none.
   * @throws DomainError FILE_UNREADABLE
   */
  push(piece: Buffer): readonly SheetRow[] {
    this.rows = [];
    this.scanner.push(piece);
    return this.rows;
  }

  private open(name: string, attributes: string): void {
    switch (name) {
      case 'c':
        this.openCell(attributes);
        break;
      case 'v':
      case 't':
        this.inValue = this.column !== -1 && this.phonetic === 0;
        this.hasValue ||= this.inValue;
        break;
      case 'f':
        this.hasFormula = true;
        break;
      case 'row':
        if (this.inData) this.openRow(attributes);
        break;
      case 'rPh':
        this.phonetic += 1;
        break;
      case 'sheetData':
        this.inData = true;
        break;
    }
  }

  private close(name: string): void {
    switch (name) {
      case 'c':
        this.closeCell();
        break;
      case 'v':
      case 't':
        this.inValue = false;
        break;
      case 'row':
        if (this.cells.length > 0 || this.isWider) {
          this.rows.push({ line: this.line, cells: this.cells, isWider: this.isWider });
        }
        this.cells = [];
        this.isWider = false;
        break;
      case 'rPh':
        this.phonetic -= 1;
        break;
      case 'sheetData':
        this.inData = false;
        this.done = true;
        break;
    }
  }

  private openRow(attributes: string): void {
    const given = attributeOf(attributes, 'r');
    const line = given === null ? this.line + 1 : Number(given);
    if (!(line > this.line && line <= ROWS_MAX)) throw explain('ROWS_OUT_OF_ORDER');
    this.line = line;
    this.column = -1;
    this.nextColumn = 0;
  }

  private openCell(attributes: string): void {
    if (!this.inData) return;
    const reference = attributeOf(attributes, 'r');
    this.column = reference === null ? this.nextColumn : columnOf(reference);
    if (this.column < 0 || this.column >= COLUMNS_MAX) throw explain('DAMAGED');
    this.nextColumn = this.column + 1;
    this.type = attributeOf(attributes, 't') ?? 'n';
    const style = attributeOf(attributes, 's');
    this.isDate = style !== null && this.dateStyles[Number(style)] === true;
    this.value = '';
    this.hasValue = false;
    this.hasFormula = false;
  }

  private closeCell(): void {
    const { column } = this;
    if (column === -1) return;
    this.column = -1;
    const cell = this.cell();
    if (cell === null) return;
    if (column >= this.columns) this.isWider = true;
    else this.cells[column] = cell;
  }

  private cell(): SheetCell | null {
    const { isDate } = this;
    const isText = this.type === 'str' || this.type === 'inlineStr';
    const value = isText ? plainText(this.value) : withinCell(this.value);
    if (this.hasFormula && !this.hasValue) return { kind: 'unknown', value: '', isDate };
    switch (this.type) {
      case 's':
        return value === '' ? null : textCell(this.strings.at(Number(value)));
      case 'str':
      case 'inlineStr':
        return textCell(value);
      case 'b':
        return textCell(value === '1' ? 'TRUE' : 'FALSE');
      case 'd':
        return textCell(value);
      case 'e':
        return { kind: 'error', value, isDate };
      default:
        if (value === '') return this.hasFormula ? { kind: 'unknown', value, isDate } : null;
        return numberText(value) === null ? textCell(value) : { kind: 'number', value: value.trim(), isDate };
    }
  }
}

const textCell = (value: string): SheetCell | null =>
  value === '' ? null : { kind: 'text', value, isDate: false };

/** The place of the column in a reference such as BC27, from 0; -1 where it is none. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at) & ~32;
    if (code < 65 || code > 90) return at === 0 ? -1 : column - 1;
    column = column * 26 + code - 64;
    if (column > COLUMNS_MAX) return -1;
  }
  return column - 1;
}
