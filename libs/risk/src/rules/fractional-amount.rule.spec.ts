import { findingsOf, sale, times } from '../../../../test/support/sales';
import { fractionalAmount } from './fractional-amount.rule';

describe('R3 fractional_amount', () => {
  const sales = [
    ...times(12, sale('2026-03-02 12:00:00', '10.12')),
    ...times(24, sale('2026-03-31 23:59:59', '10.00')),
    sale('2026-04-01 00:00:00', '0.01'),
    sale('2026-05-01 00:00:00', '3.00'),
  ];

  it('makes one finding per calendar month with at least one, ten examples at most', () => {
    const findings = findingsOf('R3', sales, { feeProfile: 'standard' });
    expect(findings.map(({ transactions, measured }) => ({ transactions, measured }))).toEqual([
      { transactions: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], measured: 12 },
      { transactions: [37], measured: 1 },
    ]);
    expect(findings[0]).toMatchObject({ count: 12, sumFen: 12_144, details: { all: 36, percent: 33 } });
    expect(findings[1]).toMatchObject({ count: 1, sumFen: 1, details: { all: 1, percent: 100 } });
  });

  it('informs only', () => expect(fractionalAmount.weight).toBe(0));

  it('explains itself', () => {
    const [finding] = findingsOf('R3', sales);
    expect(finding && fractionalAmount.explain(finding, finding.parameters)).toEqual({
      zh: '2026-03 共 36 笔交易，其中 12 笔金额带角分，占 33%；仅供参考，最多列出 10 笔示例。',
      en: 'In 2026-03, 12 of 36 purchases (33 %) have a fen part; for information only, with at most 10 examples.',
    });
  });
});
