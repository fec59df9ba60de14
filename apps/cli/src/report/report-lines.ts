import { parseYuan, type Bilingual, type Zone } from '@thaw/kernel';
import { readTime } from '@thaw/transactions/records';

/** What can be reported of terminals from a CSV file. */
export const REPORT_KINDS = ['location-fixes', 'chargebacks'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** How a cell becomes a member of the item that the API takes; a cell that cannot be read is left for it to refuse. */
type Read = (cell: string, zone: Zone) => unknown;

interface Column {
  readonly member: string;
  readonly read: Read;
  readonly optional?: true;
}

const asText: Read = (cell) => cell;

const asInstant: Read = (cell, zone) => {
  const at = readTime(cell, zone);
  return typeof at === 'number' ? new Date(at).toISOString() : cell;
};

const asFen: Read = (cell) => parseYuan(cell) ?? cell;

const DEGREES = /^([+-]?)(\d{1,3})(?:\.(\d{1,15}))?$/;
/** Exactly, beyond the sixth digit rounded: a metre has five. */
const asMicroDegrees: Read = (cell) => {
  const [, sign, whole, fraction = ''] = DEGREES.exec(cell) ?? [];
  if (whole === undefined) return cell;
  const micro = Number(whole) * 1_000_000 + Math.round(Number(`0.${fraction || '0'}`) * 1_000_000);
  return sign === '-' && micro !== 0 ? -micro : micro;
};

/** By the name of the column. */
export const REPORT_COLUMNS: Readonly<Record<ReportKind, Readonly<Record<string, Column>>>> = {
  'location-fixes': {
    at: { member: 'at', read: asInstant },
    lat: { member: 'latE6', read: asMicroDegrees },
    lon: { member: 'lonE6', read: asMicroDegrees },
    source: { member: 'source', read: asText },
  },
  chargebacks: {
    reference: { member: 'reference', read: asText },
    received_at: { member: 'receivedAt', read: asInstant },
    amount: { member: 'amountFen', read: asFen },
    reason: { member: 'reason', read: asText },
    sale_reference: { member: 'saleReference', read: asText, optional: true },
  },
};

/** The terminal's numbers, as a slip shows them. */
export interface TerminalNumbers {
  readonly merchantNo: string;
  readonly terminalNo: string;
}

export interface ReportLine {
  readonly numbers: TerminalNumbers;
  readonly item: Readonly<Record<string, unknown>>;
}

/** Reads the lines of a report file. Columns that it does not know are passed over. */
export class ReportLines {
  private readonly places: ReadonlyMap<string, number>;
  private readonly columns: readonly (readonly [place: number, column: Column])[];

  /**
   * @param terminal of all lines; null: each names its own.
   * @throws MissingColumns
   */
  constructor(
    kind: ReportKind,
    header: readonly string[],
    private readonly zone: Zone,
    private readonly terminal: TerminalNumbers | null,
  ) {
    this.places = new Map(header.map((name, place) => [name.trim().toLowerCase(), place]));
    const known = Object.entries(REPORT_COLUMNS[kind]);
    const needed = [
      ...known.flatMap(([name, { optional }]) => (optional ? [] : [name])),
      ...(terminal === null ? ['merchant_no', 'terminal_no'] : []),
    ];
    const missing = needed.filter((name) => !this.places.has(name));
    if (missing.length > 0) throw new MissingColumns(missing);
    this.columns = known.flatMap(([name, column]) => {
      const place = this.places.get(name);
      return place === undefined ? [] : [[place, column] as const];
    });
  }

  read(cells: readonly string[]): ReportLine {
    const cell = (place: number | undefined): string =>
      place === undefined ? '' : (cells[place] ?? '').trim();
    const numbers = this.terminal ?? {
      merchantNo: cell(this.places.get('merchant_no')),
      terminalNo: cell(this.places.get('terminal_no')).toUpperCase(),
    };
    const members = this.columns.flatMap(([place, { member, read, optional }]) => {
      const text = cell(place);
      return text === '' && optional ? [] : [[member, read(text, this.zone)] as const];
    });
    return { numbers, item: Object.fromEntries(members) };
  }
}

/** The file lacks columns without which nothing of it can be told. */
export class MissingColumns extends Error {
  readonly detail: Bilingual;

  constructor(columns: readonly string[]) {
    const names = columns.join(', ');
    super(`columns are missing: ${names}`);
    this.name = 'MissingColumns';
    this.detail = {
      zh: `文件缺少这些列：${names}。`,
      en: `The file has no column ${names}.`,
    };
  }
}
