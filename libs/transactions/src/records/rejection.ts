import type { Bilingual } from '@thaw/kernel';
import { CSV_LIMITS } from './csv-lines';
import type { LineFault } from './csv-scanner';
import type { AmountUnit, Field } from './field-mapping';
import { YEAR_MAX, YEAR_MIN, type TimeFault } from './occurred-at';

/** Why a line is left out. The codes are stable: reject files and the command line show them. */
export type RejectionReason =
  | LineFault
  | TimeFault
  | 'TIME_MISSING'
  | 'AMOUNT_MISSING'
  | 'AMOUNT_INVALID'
  | 'AMOUNT_NOT_POSITIVE'
  | 'AMOUNT_NOT_WHOLE'
  | 'AMOUNT_TOO_LARGE'
  | 'CURRENCY_INVALID'
  | 'CARD_TYPE_INVALID'
  | 'TYPE_INVALID'
  | 'STATUS_INVALID'
  | 'VALUE_TOO_LONG';

/** A line that gave no transaction. */
export interface Rejection {
  readonly line: number;
  readonly reason: RejectionReason;
  /** Null where the line as a whole is at fault. */
  readonly field: Field | null;
  /** What is wrong and what would be right. */
  readonly message: Bilingual;
  /** The line's cells, card numbers masked; a line that is too long is cut short. */
  readonly columns: readonly string[];
}

export const VALUE_LENGTH_MAX = 64;

/** What a message may speak of. All texts are masked already. */
interface Fault {
  /** The file's name of the column. */
  readonly column: string;
  readonly value: string;
  readonly cells: number;
  readonly header: number;
  readonly amountUnit: AmountUnit;
}

type Message = (fault: Fault) => Bilingual;

const words = (zh: string, en: string): Message => {
  return ({ column, value }) => ({
    zh: `列“${column}”的值“${value}”不认识；可用 ${zh}。若此列另有含义，请改列映射。`,
    en: `"${value}" in column "${column}" is not known; use ${en}. If the column means something else, change the mapping.`,
  });
};

const MESSAGES: Readonly<Record<RejectionReason, Message>> = {
  COLUMN_COUNT: ({ cells, header }) => {
    // Beyond the limit nobody has counted them.
    const most = CSV_LIMITS.columns;
    const [zh, en] = cells > most ? [`超过 ${most} 列`, `more than ${most}`] : [`有 ${cells} 列`, `${cells}`];
    return {
      zh: `该行${zh}，表头有 ${header} 列；含逗号的内容需要加双引号。`,
      en: `the line has ${en} cells, the header ${header}; a cell with a comma needs quotes around it.`,
    };
  },
  QUOTE_INVALID: () => ({
    zh: '该行的双引号没有正确结束；引号内的引号要写两次。',
    en: 'quotes on this line do not end properly; a quote within quotes is written twice.',
  }),
  NOT_UTF8: () => ({ zh: '该行不是 UTF-8 编码。', en: 'the line is not encoded as UTF-8.' }),
  NUL_BYTE: () => ({ zh: '该行含有 NUL 字节。', en: 'the line holds NUL bytes.' }),
  FORMULA_NOT_COMPUTED: ({ column }) => ({
    zh: `列“${column}”的单元格是公式，但没有计算结果；请在 Excel 中打开并保存一次，或粘贴为数值。`,
    en: `the cell in column "${column}" is a formula without its result; open the file in Excel and save it, or paste values.`,
  }),
  CELL_ERROR: ({ column, value }) => ({
    zh: `列“${column}”的单元格是错误值 ${value}；请更正公式或填入数值。`,
    en: `the cell in column "${column}" is the error ${value}; mend its formula or enter the value.`,
  }),
  NUMBER_IMPRECISE: ({ column }) => ({
    zh: `列“${column}”的号码按数字存放（超过 15 位，或写成 6.222E+15 的样子），后面的数字已经丢失；请把该列设为文本格式，从来源重新导出。`,
    en: `the number in column "${column}" is stored as a number (of more than 15 digits, or in the form 6.222E+15), and its last digits are lost; make the column text and export it anew from where it came.`,
  }),
  TIME_MISSING: ({ column }) => ({
    zh: `列“${column}”没有交易时间。`,
    en: `there is no time in column "${column}".`,
  }),
  TIME_INVALID: ({ column, value }) => ({
    zh: `列“${column}”的“${value}”不是 ISO 8601 时间；写法如 2024-03-01T10:15:00 或 2024-03-01 10:15:00+08:00。`,
    en: `"${value}" in column "${column}" is no ISO 8601 time; write 2024-03-01T10:15:00 or 2024-03-01 10:15:00+08:00.`,
  }),
  TIME_OUT_OF_RANGE: ({ column, value }) => ({
    zh: `列“${column}”的“${value}”不在 ${YEAR_MIN}–${YEAR_MAX} 年之间。`,
    en: `"${value}" in column "${column}" is not in the years ${YEAR_MIN} to ${YEAR_MAX}.`,
  }),
  TIME_SKIPPED: ({ column, value }) => ({
    zh: `列“${column}”的“${value}”在该时区不存在（夏令时跳过）；请核对时区，或写明时差。`,
    en: `"${value}" in column "${column}" never was in this time zone (the clocks went forward); check the zone, or give the offset.`,
  }),
  AMOUNT_MISSING: ({ column }) => ({
    zh: `列“${column}”没有金额。`,
    en: `there is no amount in column "${column}".`,
  }),
  AMOUNT_INVALID: ({ column, value, amountUnit }) =>
    amountUnit === 'yuan'
      ? {
          zh: `列“${column}”的“${value}”不是金额；只用数字和小数点，不带货币符号和千位分隔符，例如 1234.50。`,
          en: `"${value}" in column "${column}" is no amount; use digits and a decimal point only, e.g. 1234.50.`,
        }
      : {
          zh: `列“${column}”的“${value}”不是以分计的金额；只用数字，1234.50 元写作 123450。`,
          en: `"${value}" in column "${column}" is no amount in fen; use digits only, 123450 for 1234.50 yuan.`,
        },
  AMOUNT_NOT_POSITIVE: ({ column, value }) => ({
    zh: `列“${column}”的金额“${value}”必须大于零；退货请用交易类型 refund 表示。`,
    en: `the amount "${value}" in column "${column}" must be above zero; a refund is told by its type.`,
  }),
  AMOUNT_NOT_WHOLE: ({ column, value }) => ({
    zh: `列“${column}”的金额“${value}”不是整分。`,
    en: `the amount "${value}" in column "${column}" has parts smaller than a fen.`,
  }),
  AMOUNT_TOO_LARGE: ({ column, value }) => ({
    zh: `列“${column}”的金额“${value}”过大；请核对金额单位（元或分）。`,
    en: `the amount "${value}" in column "${column}" is too large; check the unit of amounts (yuan or fen).`,
  }),
  CURRENCY_INVALID: ({ column, value }) => ({
    zh: `列“${column}”的“${value}”不是币种；请用 ISO 4217 的三个字母，例如 CNY。`,
    en: `"${value}" in column "${column}" is no currency; give the three letters of ISO 4217, such as CNY.`,
  }),
  CARD_TYPE_INVALID: words('credit/贷记卡、debit/借记卡、unknown', 'credit, debit or unknown'),
  TYPE_INVALID: words('purchase/消费、refund/退货、cash/取现', 'purchase, refund or cash'),
  STATUS_INVALID: words(
    'approved/成功、declined/失败、voided/撤销、reversed/冲正',
    'approved, declined, voided or reversed',
  ),
  VALUE_TOO_LONG: ({ column }) => ({
    zh: `列“${column}”的值超过 ${VALUE_LENGTH_MAX} 个字符。`,
    en: `the value in column "${column}" has more than ${VALUE_LENGTH_MAX} characters.`,
  }),
};

/** What is wrong with a line, in both languages. `field` and its cell may be shown: they have been masked. */
export function explainRejection(reason: RejectionReason, fault: Fault): Bilingual {
  return MESSAGES[reason]({ ...fault, column: shorten(fault.column), value: shorten(fault.value) });
}

const SHOWN = 60;
const shorten = (text: string): string => (text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`);
