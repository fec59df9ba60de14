import { DEFAULT_TIME_ZONE, DomainError, Zone, maskCardNumbers, type Bilingual } from '@thaw/kernel';
import { CARD_TYPES, readCurrency, type CardType } from './value-words';

/** What a file of transactions can tell of each; the names are those of rules.md. */
export const FIELDS = [
  'occurred_at',
  'amount',
  'card',
  'card_type',
  'type',
  'status',
  'currency',
  'reference',
  'trace_no',
  'batch_no',
  'terminal_no',
  'merchant_no',
] as const;
export type Field = (typeof FIELDS)[number];

const REQUIRED: readonly Field[] = ['occurred_at', 'amount'];

export const AMOUNT_UNITS = ['yuan', 'fen'] as const;
export type AmountUnit = (typeof AMOUNT_UNITS)[number];

/** How one file is to be read. Plain data: it is kept with the import, so that the same file reads the same again. */
export interface FieldMapping {
  /**
   * Column by field. A field that is not named here is read from the column of its own name, if there is one;
   * a field with the empty text is read from none.
   */
  readonly columns: Readonly<Partial<Record<Field, string>>>;
  /** IANA name. Times without offset are local to it, and so are the days of dedupe keys. */
  readonly timeZone: string;
  /** ISO 4217: of lines that name none. */
  readonly currency: string;
  readonly amountUnit: AmountUnit;
  /** Of lines that name none. */
  readonly cardType: CardType;
  /** Of a workbook, by its name; absent: the first that is not hidden. */
  readonly sheet?: string;
}

/** Where each field stands in the lines of one file. */
export interface ColumnPlan {
  readonly mapping: FieldMapping;
  /** The file's column names, trimmed; card numbers are masked, since a file without header has data here. */
  readonly header: readonly string[];
  /** Index of the field's cell; -1 where the file does not have it. */
  readonly places: Readonly<Record<Field, number>>;
}

export const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name);

/**
 * Fills in the defaults (the file's own names, Asia/Shanghai, CNY, yuan, unknown card type).
 * @throws DomainError MAPPING_INVALID; `field` is the path within the mapping.
 */
export function completeMapping(given: Partial<FieldMapping>): FieldMapping {
  const columns = given.columns ?? {};
  for (const name of Object.keys(columns)) if (!isField(name)) refuseField(name);
  const { timeZone = DEFAULT_TIME_ZONE, amountUnit = 'yuan', cardType = 'unknown' } = given;
  if (!isTimeZone(timeZone)) {
    refuse('timeZone', {
      zh: `没有名为“${show(timeZone)}”的时区；请使用 IANA 名称，例如 Asia/Shanghai 或 America/New_York。`,
      en: `there is no time zone "${show(timeZone)}"; give an IANA name such as Asia/Shanghai or America/New_York.`,
    });
  }
  const currency = readCurrency(given.currency ?? 'CNY');
  if (currency === null) {
    refuse('currency', {
      zh: `没有币种“${show(given.currency ?? '')}”；请使用 ISO 4217 的三个字母，例如 CNY 或 USD。`,
      en: `there is no currency "${show(given.currency ?? '')}"; give the three letters of ISO 4217, such as CNY or USD.`,
    });
  }
  if (!AMOUNT_UNITS.includes(amountUnit)) refuseChoice('amountUnit', amountUnit, AMOUNT_UNITS);
  if (!CARD_TYPES.includes(cardType)) refuseChoice('cardType', cardType, CARD_TYPES);
  const { sheet } = given;
  return {
    columns,
    timeZone,
    currency,
    amountUnit,
    cardType,
    ...(sheet !== undefined && { sheet: maskCardNumbers(sheet) }),
  };
}

/**
 * Reads `occurred_at=datetime` and its like; `type=` says that the field is in no column.
 * @throws DomainError MAPPING_INVALID on an unknown field, one given twice, or a text of another form.
 */
export function parseColumnPairs(texts: readonly string[]): FieldMapping['columns'] {
  const columns: Partial<Record<Field, string>> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) {
      refuse('columns', {
        zh: `“${show(text)}”的写法应为 字段=列名，例如 occurred_at=datetime。`,
        en: `"${show(text)}" is not of the form field=column, e.g. occurred_at=datetime.`,
      });
    }
    const name = text.slice(0, at).trim();
    if (!isField(name)) refuseField(name);
    if (columns[name] !== undefined) {
      refuse(`columns.${name}`, {
        zh: `字段 ${name} 指定了两次。`,
        en: `the field ${name} is mapped twice.`,
      });
    }
    columns[name] = text.slice(at + 1).trim();
  }
  return columns;
}

/**
 * Finds the mapped columns in a file's header. Names match without space around them or a byte order mark; exactly if
 * possible, else without regard to upper and lower case.
 * @throws DomainError MAPPING_INVALID, saying which columns the file has.
 */
export function planColumns(rawHeader: readonly string[], mapping: FieldMapping): ColumnPlan {
  const header = rawHeader.map((name) => name.trim());
  const shown = header.map(maskCardNumbers);
  const has: Bilingual = listColumns(shown);
  const places = Object.fromEntries(FIELDS.map((field) => [field, -1])) as Record<Field, number>;
  const fieldAt = new Map<number, Field>();
  const take = (field: Field, place: number): void => {
    const other = fieldAt.get(place);
    if (other !== undefined) {
      refuse(`columns.${field}`, {
        zh: `列“${show(header[place] ?? '')}”同时用于 ${other} 和 ${field}；每个字段需要自己的列。`,
        en: `the column "${show(header[place] ?? '')}" is used for both ${other} and ${field}; each field needs its own.`,
      });
    }
    fieldAt.set(place, field);
    places[field] = place;
  };

  for (const field of FIELDS) {
    const name = mapping.columns[field];
    if (name === undefined || name === '') continue;
    const place = findColumn(field, name, header, has);
    if (place === -1) {
      refuse(`columns.${field}`, {
        zh: `文件中没有 ${field} 所指定的列“${show(name)}”。${has.zh}`,
        en: `the file has no column "${show(name)}" for ${field}. ${has.en}`,
      });
    }
    take(field, place);
  }
  for (const field of FIELDS) {
    if (mapping.columns[field] !== undefined) continue;
    const place = findColumn(field, field, header, has);
    if (place !== -1 && !fieldAt.has(place)) take(field, place);
  }
  for (const field of REQUIRED) {
    if (places[field] !== -1) continue;
    refuse(`columns.${field}`, {
      zh: `必须有 ${field}：请指定它在哪一列（${field}=列名）。${has.zh}`,
      en: `${field} is required: say which column holds it (${field}=column). ${has.en}`,
    });
  }
  const columns = Object.fromEntries(
    Object.entries(mapping.columns).map(([field, name]) => [field, maskCardNumbers(name)]),
  );
  return { mapping: { ...mapping, columns }, header: shown, places };
}

function findColumn(field: Field, name: string, header: readonly string[], has: Bilingual): number {
  const wanted = name.trim();
  for (const same of [
    (column: string) => column === wanted,
    (column: string) => column.toLowerCase() === wanted.toLowerCase(),
  ]) {
    const place = header.findIndex(same);
    if (place === -1) continue;
    if (header.findLastIndex(same) === place) return place;
    refuse(`columns.${field}`, {
      zh: `文件中有不止一列名为“${show(wanted)}”，无法确定 ${field} 取哪一列；请先改名。${has.zh}`,
      en: `the file has more than one column "${show(wanted)}" for ${field}; rename one of them. ${has.en}`,
    });
  }
  return -1;
}

const LISTED_COLUMNS = 40;

function listColumns(header: readonly string[]): Bilingual {
  const listed = header.slice(0, LISTED_COLUMNS).map((name) => show(name) || '""');
  const more = header.length - listed.length;
  return {
    zh: `文件第一行的列有：${listed.join('、')}${more > 0 ? ` 以及另外 ${more} 列` : ''}。`,
    en: `The columns in its first line are: ${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  };
}

/** Names that are of one: a few hundred at most. To find out takes a fifth of a millisecond, which every append would pay. */
const timeZones = new Set<string>();

function isTimeZone(name: string): boolean {
  if (timeZones.has(name)) return true;
  try {
    timeZones.add(new Zone(name).name);
    return true;
  } catch {
    return false;
  }
}

/** A text of the user's, fit for a message: short, and without card numbers. */
function show(text: string): string {
  const masked = maskCardNumbers(text);
  return masked.length <= 60 ? masked : `${masked.slice(0, 60)}…`;
}

function refuseField(name: string): never {
  refuse('columns', {
    zh: `没有名为“${show(name)}”的字段；可用的字段有 ${FIELDS.join('、')}。`,
    en: `there is no field "${show(name)}"; the fields are ${FIELDS.join(', ')}.`,
  });
}

function refuseChoice(field: string, given: string, choices: readonly string[]): never {
  refuse(field, {
    zh: `${field} 不能是“${show(given)}”；可选 ${choices.join('、')}。`,
    en: `${field} cannot be "${show(given)}"; it is one of ${choices.join(', ')}.`,
  });
}

function refuse(field: string, detail: Bilingual): never {
  throw new DomainError('MAPPING_INVALID', { field, detail });
}
