import { findingsOf, sale } from '../../../../test/support/sales';
import { singleAmount } from './single-amount.rule';

describe('R1a single_amount', () => {
  const sales = [
    sale('2026-03-02 10:00:05', '50000.01'),
    sale('2026-03-02 10:00:05', '50000.00'),
    sale('2026-03-02 10:00:05', '60000.00', { card: null, cardType: 'debit' }),
  ];

  it('makes one finding per transaction, by amount alone', () => {
    const findings = findingsOf('R1a', sales);
    expect(findings.map((finding) => finding.transactions)).toEqual([[1], [3]]);
    expect(findings[0]).toMatchObject({
      rule: 'R1a',
      version: 1,
      parameters: { max: 5_000_000 },
      key: '1',
      card: null,
      from: Date.parse('2026-03-02T10:00:05+08:00'),
      to: Date.parse('2026-03-02T10:00:05+08:00'),
      count: 1,
      sumFen: 5_000_001,
      measured: 5_000_001,
      threshold: 5_000_000,
      unit: 'fen',
    });
  });

  it('takes its limit from the parameters', () => {
    expect(findingsOf('R1a', sales, { parameters: { R1a: { max: 5_999_999 } } })).toHaveLength(1);
    expect(findingsOf('R1a', sales, { parameters: { R1a: { max: 6_000_000 } } })).toHaveLength(0);
  });

  it('explains itself', () => {
    const [finding] = findingsOf('R1a', sales);
    expect(finding && singleAmount.explain(finding, finding.parameters)).toEqual({
      zh: '2026-03-02 10:00:05 单笔交易金额 50,000.01，超过低费率/封顶终端的单笔上限 50,000.00。',
      en: 'One purchase of 50,000.01 at 2026-03-02 10:00:05; the limit on low-rate and capped terminals is 50,000.00.',
    });
  });
});
