import { findingsOf, sale, times, type SaleScan } from '../../../../test/support/sales';
import { RULES } from './index';

/** Every edge that the tables and conventions of rules.md name, with the document's own values. */
type Row = ReturnType<typeof sale>;
type Edge = readonly [edge: string, fires: 'yes' | 'no', sales: readonly Row[], options?: SaleScan];

const noon = (day: string): string => `${day} 12:00:00`;
const at = (local: string): Row => sale(local);
const standard: SaleScan = { feeProfile: 'standard' };
const capped: SaleScan = { feeProfile: 'capped' };
const one: SaleScan = { parameters: { R2: { n: 1 } } };
const overnight: SaleScan = { hours: { from: 18 * 3600, to: 2 * 3600 } };
const rolling: SaleScan = { parameters: { R6a: { rolling: 1 } } };

const amount = (yuan: string): Row[] => [sale(noon('2026-03-02'), yuan)];
const round = (...days: string[]): Row[] => days.map((day) => sale(noon(day), '10000.00'));
const credit = (count: number): Row[] => times(count, sale(noon('2026-03-02'), '50.00'));
const debit = (count: number, yuan = '200.00'): Row[] =>
  times(count, sale(noon('2026-03-03'), yuan, { cardType: 'debit' }));
const unknown = (count: number): Row[] =>
  times(count, sale(noon('2026-03-04'), '200.00', { cardType: 'unknown' }));
const off = (count: number, day = '2026-03-02'): Row[] => times(count, sale(`${day} 23:00:00`));
const large = (time: string): Row[] => [sale(`2026-03-02 ${time}`, '10000.00')];
const open = (count: number, day = '2026-03-02'): Row[] => times(count, sale(noon(day)));

const EDGES: Readonly<Record<string, readonly Edge[]>> = {
  R1a: [
    ['50,000.00', 'no', amount('50000.00')],
    ['50,000.01', 'yes', amount('50000.01')],
    ['50,000.01 on a capped terminal', 'yes', amount('50000.01'), capped],
    ['50,000.01 on a standard terminal', 'no', amount('50000.01'), standard],
    ['50,000.01 without a card', 'yes', [sale(noon('2026-03-02'), '50000.01', { card: '' })]],
  ],
  R1b: [
    ['199,999.99', 'no', [...amount('199999.98'), ...amount('0.01')]],
    ['200,000.00', 'yes', [...amount('199999.99'), ...amount('0.01')]],
    ['200,000.00 on a standard terminal', 'yes', amount('200000.00'), standard],
    [
      '200,000.00 across local 00:00',
      'no',
      [sale('2026-03-02 23:59:59', '100000.00'), sale('2026-03-03 00:00:00', '100000.00')],
    ],
    [
      '200,000.00 from 00:00:00 to 23:59:59',
      'yes',
      [sale('2026-03-02 00:00:00', '100000.00'), sale('2026-03-02 23:59:59', '100000.00')],
    ],
  ],
  R2: [
    ['9,999.00', 'no', amount('9999.00'), one],
    ['10,000.00', 'yes', amount('10000.00'), one],
    ['19,995.00, near', 'yes', amount('19995.00'), one],
    ['10,037.00', 'no', amount('10037.00'), one],
    ['10,010.00, near to the fen', 'yes', amount('10010.00'), one],
    ['10,010.01', 'no', amount('10010.01'), one],
    ['two within seven days', 'no', round('2026-03-02', '2026-03-08')],
    ['three within seven days', 'yes', round('2026-03-02', '2026-03-05', '2026-03-08')],
    ['three within eight days', 'no', round('2026-03-02', '2026-03-05', '2026-03-09')],
    ['three on a standard terminal', 'yes', round('2026-03-02', '2026-03-02', '2026-03-02'), standard],
  ],
  R3: [
    ['1000.00', 'no', amount('1000.00')],
    ['1000.12', 'yes', amount('1000.12')],
    ['0.01', 'yes', amount('0.01')],
  ],
  R4: [
    ['D:C 5:20', 'no', [...debit(5), ...credit(20)]],
    ['D:C 4:20', 'yes', [...debit(4), ...credit(20)]],
    ['D:C 4:20 on a standard terminal', 'yes', [...debit(4), ...credit(20)], standard],
    ['D:C 0:19', 'no', credit(19)],
    ['D:C 0:20', 'yes', credit(20)],
    ['a fifth debit of 199.99', 'yes', [...debit(4), ...debit(1, '199.99'), ...credit(20)]],
    ['a fifth debit of 200.00', 'no', [...debit(4), ...debit(1, '200.00'), ...credit(20)]],
    ['unknown beside 4:20', 'yes', [...debit(4), ...unknown(9), ...credit(20)]],
    ['unknown beside 0:19', 'no', [...unknown(9), ...credit(19)]],
    ['20 over two months', 'no', [...credit(19), sale(noon('2026-04-01'))]],
  ],
  R5: [
    ['Nov, Dec', 'no', ['2025-11-30', '2025-12-01'].map((day) => sale(noon(day)))],
    ['Nov, Dec, Jan', 'yes', ['2025-11-30', '2025-12-01', '2026-01-31'].map((day) => sale(noon(day)))],
    ['Jan, Feb, –, Apr', 'no', ['2026-01-05', '2026-02-05', '2026-04-05'].map((day) => sale(noon(day)))],
    [
      'Jan, Feb, –, Apr, May, Jun',
      'yes',
      ['2026-01-05', '2026-02-05', '2026-04-05', '2026-05-05', '2026-06-05'].map((day) => sale(noon(day))),
    ],
    [
      'Nov, Dec, Jan on a standard terminal',
      'no',
      ['2025-11-30', '2025-12-01', '2026-01-31'].map((day) => sale(noon(day))),
      standard,
    ],
    [
      'Nov, Dec, Jan by debit',
      'no',
      ['2025-11-30', '2025-12-01', '2026-01-31'].map((day) =>
        sale(noon(day), '10.00', { cardType: 'debit' }),
      ),
    ],
  ],
  R6a: [
    ['two in a day', 'no', [at('2026-03-02 00:00:00'), at('2026-03-02 23:59:59')]],
    ['the 3rd in a day', 'yes', times(3, at('2026-03-02 10:00:00'))],
    ['the 3rd after 00:00', 'no', [...times(2, at('2026-03-02 23:59:59')), at('2026-03-03 00:00:00')]],
    [
      'the 3rd after 00:00, rolling',
      'yes',
      [...times(2, at('2026-03-02 23:59:59')), at('2026-03-03 00:00:00')],
      rolling,
    ],
    [
      'the 3rd 24 h later, rolling',
      'no',
      [...times(2, at('2026-03-02 12:00:00')), at('2026-03-03 12:00:00')],
      rolling,
    ],
    [
      'the 3rd 1 s sooner, rolling',
      'yes',
      [...times(2, at('2026-03-02 12:00:00')), at('2026-03-03 11:59:59')],
      rolling,
    ],
    ['three on a standard terminal', 'no', times(3, at('2026-03-02 10:00:00')), standard],
    [
      'three of card type unknown',
      'no',
      times(3, sale('2026-03-02 10:00:00', '10.00', { cardType: 'unknown' })),
    ],
    ['three without a card', 'no', times(3, sale('2026-03-02 10:00:00', '10.00', { card: '' }))],
    ['three cards once', 'no', ['A', 'B', 'C'].map((card) => sale('2026-03-02 10:00:00', '10.00', { card }))],
  ],
  R6b: [
    ['599 s', 'yes', [at('2026-03-02 10:00:00'), at('2026-03-02 10:09:59')]],
    ['600 s', 'no', [at('2026-03-02 10:00:00'), at('2026-03-02 10:10:00')]],
    ['across midnight', 'yes', [at('2026-03-02 23:55:00'), at('2026-03-03 00:04:59')]],
    ['across the end of a year', 'yes', [at('2025-12-31 23:55:00'), at('2026-01-01 00:04:59')]],
    ['the same instant', 'yes', times(2, at('2026-03-02 10:00:00'))],
    ['599 s on a standard terminal', 'no', [at('2026-03-02 10:00:00'), at('2026-03-02 10:09:59')], standard],
    [
      'two cards within 599 s',
      'no',
      [sale('2026-03-02 10:00:00'), sale('2026-03-02 10:09:59', '10.00', { card: 'B' })],
    ],
  ],
  R6c: [
    ['five in a month', 'no', times(5, at('2026-03-02 10:00:00'))],
    ['the 6th in a month', 'yes', [...times(5, at('2026-03-01 00:00:00')), at('2026-03-31 23:59:59')]],
    ['the 6th in the next month', 'no', [...times(5, at('2026-03-31 23:59:59')), at('2026-04-01 00:00:00')]],
    ['six on a standard terminal', 'yes', times(6, at('2026-03-02 10:00:00')), standard],
  ],
  R8: [
    ['08:59:59', 'yes', large('08:59:59')],
    ['09:00:00', 'no', large('09:00:00')],
    ['20:30:00', 'no', large('20:30:00')],
    ['20:30:01', 'yes', large('20:30:01')],
    ['9,999.99 outside', 'no', [sale('2026-03-02 23:00:00', '9999.99')]],
    ['9 of 9', 'no', off(9)],
    ['10 of 10', 'yes', off(10)],
    ['10 of 50, 20 %', 'yes', [...off(10), ...open(40)]],
    ['10 of 51', 'no', [...off(10), ...open(41)]],
    ['10 within 30 days', 'yes', [...off(5), ...off(5, '2026-03-31')]],
    ['10 within 31 days', 'no', [...off(5), ...off(5, '2026-04-01')]],
    [
      '41 others, one of them on the 31st day back',
      'yes',
      [...open(1), ...open(40, '2026-03-03'), ...off(10, '2026-04-01')],
    ],
    ['41 others, all within the 30 days', 'no', [...open(41, '2026-03-03'), ...off(10, '2026-04-01')]],
    ["the merchant's own hours", 'no', off(10), { hours: { from: 10 * 3600, to: 23 * 3600 } }],
    ['18:00:00–02:00:00, at 18:00:00', 'no', large('18:00:00'), overnight],
    ['18:00:00–02:00:00, at 02:00:00', 'no', large('02:00:00'), overnight],
    ['18:00:00–02:00:00, at 02:00:01', 'yes', large('02:00:01'), overnight],
    ['18:00:00–02:00:00, at 17:59:59', 'yes', large('17:59:59'), overnight],
  ],
};

describe.each(Object.entries(EDGES))('edges of %s', (code, edges) => {
  const rows = edges.map(([edge, fires, sales, options]) => ({ edge, fires, sales, options }));
  it.each(rows)('$edge: $fires', ({ fires, sales, options }) => {
    expect(findingsOf(code, sales, options).length > 0 ? 'yes' : 'no').toBe(fires);
  });
});

it('names every rule of the seed', () => {
  // The rules beyond it, and those on slips, have their edges in their own specs.
  const codes = RULES.map(({ code }) => code).filter((code) => /^R(?!7)/.test(code));
  expect(Object.keys(EDGES)).toEqual(codes);
});

describe('what no rule sees', () => {
  it.each([
    ['refund', { type: 'refund' }],
    ['cash', { type: 'cash' }],
    ['declined', { status: 'declined' }],
    ['voided', { status: 'voided' }],
    ['reversed', { status: 'reversed' }],
    ['another currency', { currency: 'USD' }],
  ] as const)('%s', (_what, fields) => {
    const hidden = sale(noon('2026-03-02'), '200000.01', fields);
    for (const code of Object.keys(EDGES)) {
      expect(findingsOf(code, times(30, hidden))).toEqual([]);
    }
  });
});
