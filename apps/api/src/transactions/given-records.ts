import { DomainError, type Bilingual } from '@thaw/kernel';
import { APPEND_MAX } from '@thaw/transactions';
import { GIVEN_FIELDS, type GivenRecord } from '@thaw/transactions/records';

/** Longer texts are no field of a transaction. */
const TEXT_MAX = 256;

/**
 * The records of a body, as far as JSON can be wrong: what a field says is judged record by record, by who reads them.
 * Written out, since a validator by decorators takes ten times as long as all the rest.
 * @throws DomainError INVALID_REQUEST naming the first record that is none.
 */
export function givenRecords(body: unknown): readonly GivenRecord[] {
  const records: unknown = isObject(body) && Object.keys(body).length === 1 ? body['records'] : null;
  if (!Array.isArray(records) || records.length === 0 || records.length > APPEND_MAX) {
    throw refused('records', {
      zh: `请提供 {"records": […]}，含 1 到 ${APPEND_MAX} 笔交易。`,
      en: `Give {"records": […]} with 1 to ${APPEND_MAX} transactions.`,
    });
  }
  for (const [index, record] of records.entries()) checkRecord(record, index);
  return records as readonly GivenRecord[];
}

function checkRecord(record: unknown, index: number): void {
  if (!isObject(record)) {
    throw refused(`records.${index}`, { zh: '该项不是对象。', en: 'This item is no object.' });
  }
  for (const name in record) {
    if (!Object.hasOwn(GIVEN_FIELDS, name)) {
      const known = Object.keys(GIVEN_FIELDS);
      throw refused(`records.${index}`, {
        zh: `该项有不认识的字段；可用的字段有 ${known.join('、')}。`,
        en: `This item has a field that is not known; the fields are ${known.join(', ')}.`,
      });
    }
    const value = record[name];
    const isAmount = name === 'amountFen';
    if (value === null || (isAmount && Number.isFinite(value))) continue;
    if (typeof value === 'number' && !isAmount) {
      throw refused(`records.${index}.${name}`, {
        zh: '请写成文本，即加上引号：数字会丢失前面的零和末尾的位数。只有 amountFen 可以是数字。',
        en: 'Give this as a text, in quotes: a number loses its leading zeros and last digits. Only amountFen may be a number.',
      });
    }
    if (typeof value !== 'string' || value.length > TEXT_MAX) {
      throw refused(`records.${index}.${name}`, {
        zh: `应为不超过 ${TEXT_MAX} 个字符的文本${isAmount ? '、数字' : ''}或 null。`,
        en: `Give a text of at most ${TEXT_MAX} characters${isAmount ? ', a number,' : ''} or null.`,
      });
    }
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = (field: string, detail: Bilingual): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail });
