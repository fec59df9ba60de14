import type { Bilingual } from '@thaw/kernel';
import type { FieldMapping } from '@thaw/transactions/records';

/** A public sample that is known by its header, and how it is to be read. */
export interface KnownSample {
  readonly about: Bilingual;
  /** Columns that together are found in no other file. */
  readonly header: readonly string[];
  readonly columns: FieldMapping['columns'];
  readonly timeZone: string;
  readonly currency: string;
  readonly mcc: string;
}

const KNOWN_SAMPLES: readonly KnownSample[] = [
  {
    about: {
      zh: '真实咖啡机销售（公开数据，乌克兰；现金销售按现金计）',
      en: 'real sales of coffee machines (public data, Ukraine; cash sales count as cash)',
    },
    header: ['datetime', 'cash_type', 'card', 'money', 'coffee_name'],
    columns: { occurred_at: 'datetime', amount: 'money', card: 'card', type: 'cash_type' },
    timeZone: 'Europe/Kyiv',
    currency: 'UAH',
    mcc: '5814',
  },
  {
    about: {
      zh: '真实超市购物篮（Complete Journey，美国；家庭作卡，金额为美元）',
      en: 'real supermarket baskets (Complete Journey, United States; household stands for card)',
    },
    header: ['basket_id', 'household_id', 'transaction_timestamp', 'amount'],
    columns: {
      occurred_at: 'transaction_timestamp',
      amount: 'amount',
      card: 'household_id',
      reference: 'basket_id',
    },
    timeZone: 'America/New_York',
    currency: 'USD',
    mcc: '5411',
  },
];

/** The sample that has this header; null for a file nobody knows. */
export const sampleWith = (header: readonly string[]): KnownSample | null =>
  KNOWN_SAMPLES.find((sample) => sample.header.every((name) => header.includes(name))) ?? null;
