/** The words that files use for the few closed values of a transaction, in Chinese and English. */

export const CARD_TYPES = ['credit', 'debit', 'unknown'] as const;
export type CardType = (typeof CARD_TYPES)[number];

export const TRANSACTION_TYPES = ['purchase', 'refund', 'cash'] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

export const TRANSACTION_STATUSES = ['approved', 'declined', 'voided', 'reversed'] as const;
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number];

/**
 * Semi-credit cards (准贷记卡) can be drawn beyond their balance, so they count as credit. A prepaid card is neither:
 * it is `unknown`, which the rules on the mix of cards leave out.
 */
const CARD_TYPE_WORDS = wordTable<CardType>({
  credit: ['credit', 'credit card', 'c', 'cc', '贷记卡', '贷记', '信用卡', '准贷记卡', '准贷记'],
  debit: ['debit', 'debit card', 'd', 'dc', '借记卡', '借记', '储蓄卡'],
  unknown: ['unknown', 'other', 'prepaid', 'prepaid card', '未知', '其他', '预付卡'],
});

/** A completed pre-authorisation is a purchase; a mere one moves no money, has no word here and so is rejected. */
const TYPE_WORDS = wordTable<TransactionType>({
  purchase: [
    'purchase',
    'sale',
    'sales',
    'payment',
    'card',
    'capture',
    'preauth completion',
    '消费',
    '销售',
    '支付',
    '刷卡',
    'pos消费',
    '预授权完成',
  ],
  refund: ['refund', 'return', '退货', '退款'],
  cash: ['cash', 'cash advance', 'withdrawal', '现金', '取现', '预借现金'],
});

const STATUS_WORDS = wordTable<TransactionStatus>({
  approved: [
    'approved',
    'success',
    'successful',
    'succeeded',
    'completed',
    'ok',
    '成功',
    '交易成功',
    '已批准',
    '已完成',
    '正常',
  ],
  declined: ['declined', 'failed', 'failure', 'refused', 'rejected', '失败', '交易失败', '拒绝', '已拒绝'],
  voided: ['voided', 'void', 'cancelled', 'canceled', '撤销', '已撤销'],
  reversed: ['reversed', 'reversal', '冲正', '已冲正'],
});

/**
 * The value that a cell's word stands for; null where nobody has said what it means. Upper and lower case are one, and
 * so are space, hyphen and underscore.
 */
function readWord<T>(words: ReadonlyMap<string, T>, cell: string): T | null {
  return words.get(cell) ?? words.get(plainWord(cell)) ?? null;
}

export const readType = (cell: string): TransactionType | null => readWord(TYPE_WORDS, cell);
export const readStatus = (cell: string): TransactionStatus | null => readWord(STATUS_WORDS, cell);
export const readCardType = (cell: string): CardType | null => readWord(CARD_TYPE_WORDS, cell);

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** The ISO 4217 letters of a currency ("cny" and "人民币" → "CNY"); null where there is no such currency. */
export function readCurrency(cell: string): string | null {
  if (CURRENCIES.has(cell)) return cell;
  const word = cell.trim().toUpperCase();
  if (word === 'RMB' || word === '人民币') return 'CNY';
  return CURRENCIES.has(word) ? word : null;
}

function plainWord(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
}

function wordTable<T extends string>(words: Readonly<Record<T, readonly string[]>>): ReadonlyMap<string, T> {
  const table = new Map<string, T>();
  for (const [value, itsWords] of Object.entries(words) as [T, readonly string[]][]) {
    for (const word of itsWords) table.set(word, value);
  }
  return table;
}
