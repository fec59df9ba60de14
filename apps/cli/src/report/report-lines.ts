import { parseYuan, type Bilingual, type Zone } from '@thaw/kernel';
import { isShownNumber, readTime } from '@thaw/transactions/records';

/** What can be reported of terminals from a CSV file. */
export const REPORT_KINDS = ['location-fixes', 'chargebacks'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** How a cell becomes a member of the item that the API takes; null where it cannot be read. */
type Read = (cell: string, zone: Zone) => unknown;

interface Column {
  readonly member: string;
  readonly read: Read;
  /** What the cell is to hold, in the words of the file; null: the API says what is wrong with it. */
  readonly wanted: Bilingual | null;
  readonly optional?: true;
}

const text = (member: string): Column => ({ member, read: (cell) => cell, wanted: null });

const reference = (member: string): Column => ({
  member,
  read: (cell) => (isShownNumber(cell) ? null : cell),
  wanted: {
    zh: '这是表格软件显示的长数字，后面的数字已经丢失；请把该列设为文本格式，从来源重新导出',
    en: 'a long number as spreadsheets show it, whose last digits are lost; make the column text and export it anew',
  },
});

const instant = (member: string): Column => ({
  member,
  read: (cell, zone) => {
    const at = readTime(cell, zone);
    return typeof at === 'number' ? new Date(at).toISOString() : null;
  },
  wanted: {
    zh: '应为 ISO 8601 时间，例如 2026-11-23 16:00:00 或 2026-11-23T16:00:00+08:00',
    en: 'give an ISO 8601 time, such as 2026-11-23 16:00:00 or 2026-11-23T16:00:00+08:00',
  },
});

const yuan = (member: string): Column => ({
  member,
  read: (cell) => parseYuan(cell) || null,
  wanted: {
    zh: '应为大于零的金额（元），最多两位小数，例如 128.50',
    en: 'give an amount in yuan above zero, with two decimals at most, such as 128.50',
  },
});

const degrees = (member: string, most: number): Column => ({
  member,
  read: (cell) => {
    const micro = asMicroDegrees(cell);
    return micro !== null && Math.abs(micro) <= most * 1_000_000 ? micro : null;
  },
  wanted: {
    zh: `应为 -${most} 至 ${most} 的十进制度数，例如 31.230416`,
    en: `give decimal degrees from -${most} to ${most}, such as 31.230416`,
  },
});

const DEGREES = /^([+-]?)(\d{1,3})(?:\.(\d{1,15}))?$/;
/** Exactly, beyond the sixth digit rounded: a metre has five. */
const asMicroDegrees = (cell: string): number | null => {
  const [, sign, whole, fraction = ''] = DEGREES.exec(cell) ?? [];
  if (whole === undefined) return null;
  const micro = Number(whole) * 1_000_000 + Math.round(Number(`0.${fraction || '0'}`) * 1_000_000);
  return sign === '-' && micro !== 0 ? -micro : micro;
};

/** By the name of the column. */
export const REPORT_COLUMNS: Readonly<Record<ReportKind, Readonly<Record<string, Column>>>> = {
  'location-fixes': {
    at: instant('at'),
    lat: degrees('latE6', 90),
    lon: degrees('lonE6', 180),
    source: text('source'),
  },
  chargebacks: {
    reference: reference('reference'),
    received_at: instant('receivedAt'),
    amount: yuan('amountFen'),
    reason: text('reason'),
    sale_reference: { ...reference('saleReference'), optional: true },
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
  private readonly columns: readonly (readonly [name: string, place: number, column: Column])[];

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
      return place === undefined ? [] : [[name, place, column] as const];
    });
  }

  /** @returns where a cell cannot be read, which and what it is to hold. */
  read(cells: readonly string[]): ReportLine | Bilingual {
    const cell = (place: number | undefined): string =>
      place === undefined ? '' : (cells[place] ?? '').trim();
    const numbers = this.terminal ?? {
      merchantNo: cell(this.places.get('merchant_no')),
      terminalNo: cell(this.places.get('terminal_no')).toUpperCase(),
    };
    const item: Record<string, unknown> = {};
    for (const [name, place, { member, read, wanted, optional }] of this.columns) {
      const given = cell(place);
      if (given === '' && optional) continue;
      item[member] = read(given, this.zone);
      if (item[member] === null && wanted !== null) {
        return { zh: `列“${name}”：${wanted.zh}。`, en: `column "${name}": ${wanted.en}.` };
      }
    }
    return { numbers, item };
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
