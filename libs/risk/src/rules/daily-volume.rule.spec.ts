import { findingsOf, sale } from '../../../../test/support/sales';
import { dailyVolume } from './daily-volume.rule';

describe('R1b daily_volume', () => {
  const sales = [
    sale('2026-03-02 00:00:00', '199999.99'),
    sale('2026-03-02 12:00:00', '0.01', { card: null }),
    sale('2026-03-02 23:59:59', '5.00', { cardType: 'debit' }),
    sale('2026-03-03 00:00:00', '7.00'),
    sale('2026-03-04 10:00:00', '200000.00'),
  ];

  it('makes one finding per local day, of all its purchases, the unfinished day as it stands', () => {
    const findings = findingsOf('R1b', sales, { feeProfile: 'standard' });
    expect(findings.map(({ transactions, measured }) => ({ transactions, measured }))).toEqual([
      { transactions: [1, 2, 3], measured: 20_000_500 },
      { transactions: [5], measured: 20_000_000 },
    ]);
    expect(findings[0]).toMatchObject({
      card: null,
      from: Date.parse('2026-03-02T00:00:00+08:00'),
      to: Date.parse('2026-03-02T23:59:59+08:00'),
      count: 3,
      sumFen: 20_000_500,
      threshold: 20_000_000,
      unit: 'fen',
    });
  });

  it('explains itself', () => {
    const [finding] = findingsOf('R1b', sales);
    expect(finding && dailyVolume.explain(finding, finding.parameters)).toEqual({
      zh: '2026-03-02 当日 3 笔交易累计 200,005.00，达到单日累计阈值 200,000.00。',
      en: 'Purchases of 2026-03-02 add up to 200,005.00 (3 in all), at or above the daily limit of 200,000.00.',
    });
  });
});
