import { parseYuan, Zone } from '@thaw/kernel';
import { factsOf, RULES, type Finding, type ParameterOverrides, type TerminalFacts } from '@thaw/risk/rules';
import { scan } from '@thaw/risk/engine';
import { HISTORY_CURRENCY, type HistoryRow } from './history-generator';

export const SHANGHAI = new Zone('Asia/Shanghai');

type Sale = Omit<HistoryRow, 'id'>;

/** One row by hand, in Shanghai time: an approved credit purchase of card A unless the fields say otherwise. */
export const sale = (local: string, yuan = '10.00', fields: Partial<Sale> = {}): Sale => ({
  at: Date.parse(`${local.replace(' ', 'T')}+08:00`),
  amountFen: parseYuan(yuan) ?? Number.NaN,
  currency: HISTORY_CURRENCY,
  type: 'purchase',
  status: 'approved',
  card: 'A',
  cardType: 'credit',
  ...fields,
});

/** The same row again and again. */
export const times = (count: number, row: Sale): Sale[] => Array.from({ length: count }, () => row);

/** Ids 1, 2, 3 … in the order given, rows in the order of time. */
export const inOrder = (sales: readonly Sale[]): HistoryRow[] =>
  sales.map((row, i) => ({ id: i + 1, ...row })).sort((a, b) => a.at - b.at || a.id - b.id);

export interface SaleScan extends Partial<TerminalFacts> {
  readonly parameters?: ParameterOverrides;
}

/** What one rule finds in these sales, on a low-rate terminal unless said otherwise. */
export function findingsOf(code: string, sales: readonly Sale[], options: SaleScan = {}): readonly Finding[] {
  const { parameters = {}, ...facts } = options;
  const rules = RULES.filter((rule) => rule.code === code);
  const setup = {
    rules,
    parameters,
    facts: { ...factsOf('low_rate'), ...facts },
    zone: SHANGHAI,
    currency: HISTORY_CURRENCY,
  };
  return scan(setup, inOrder(sales)).findings;
}
