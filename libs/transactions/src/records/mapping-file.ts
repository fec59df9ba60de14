import { DomainError, maskCardNumbers, type Bilingual } from '@thaw/kernel';
import { FIELDS, isField, parseColumnPairs, type FieldMapping } from './field-mapping';

/** What a mapping file may say beside the columns. */
const OPTIONS = ['timeZone', 'currency', 'amountUnit', 'cardType', 'sheet'] as const;
type Option = (typeof OPTIONS)[number];

const isOption = (name: string): name is Option => (OPTIONS as readonly string[]).includes(name);

/**
 * Reads a mapping file: one JSON object, with the column of each field by the field's name, and the options of a mapping
 * by theirs.
 *
 *     { "occurred_at": "交易时间", "amount": "金额", "card": "", "timeZone": "Asia/Shanghai", "amountUnit": "fen" }
 *
 * A field that is not named is read from the column of its own name, one with the empty text from none.
 * @throws DomainError INVALID_REQUEST where it is no such object, MAPPING_INVALID where it names what there is not.
 */
export function parseMappingFile(text: string): Partial<FieldMapping> {
  const entries = Object.entries(objectOf(text));
  const columns: string[] = [];
  const options: Partial<Record<Option, string>> = {};
  for (const [name, value] of entries) {
    if (!isField(name) && !isOption(name)) throw unknownName(name);
    if (typeof value !== 'string') throw notText(name);
    if (isOption(name)) options[name] = value;
    else columns.push(`${name}=${value}`);
  }
  // Whether the options are any is for whoever completes the mapping to say.
  return { ...options, columns: parseColumnPairs(columns) } as Partial<FieldMapping>;
}

function objectOf(text: string): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw notAMapping();
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw notAMapping();
  return parsed;
}

const notAMapping = (): DomainError =>
  refused('INVALID_REQUEST', {
    zh: `请提供 JSON 对象，如 {"occurred_at":"datetime"}；字段为 ${FIELDS.join('、')}，值为列名。`,
    en: `Give a JSON object such as {"occurred_at":"datetime"}: the fields are ${FIELDS.join(', ')}, each with the name of its column.`,
  });

const notText = (name: string): DomainError =>
  refused('INVALID_REQUEST', {
    zh: `映射中 ${name} 的值须为文本。`,
    en: `The value of ${name} in the mapping must be a text.`,
  });

function unknownName(name: string): DomainError {
  const shown = maskCardNumbers(name).slice(0, 60);
  return refused('MAPPING_INVALID', {
    zh: `映射中的“${shown}”不是字段也不是选项；字段有 ${FIELDS.join('、')}，选项有 ${OPTIONS.join('、')}。`,
    en: `"${shown}" in the mapping is neither a field nor an option; the fields are ${FIELDS.join(', ')}, the options ${OPTIONS.join(', ')}.`,
  });
}

const refused = (code: 'INVALID_REQUEST' | 'MAPPING_INVALID', detail: Bilingual): DomainError =>
  new DomainError(code, { field: 'mapping', detail });
