import { findingsOf, sale } from '../../../../test/support/sales';
import { roundAmount } from './round-amount.rule';

describe('R2 round_amount', () => {
  const round = (...days: string[]) => days.map((day) => sale(`2026-03-${day} 12:00:00`, '10000.00'));
  const idsOf = (...days: string[]) =>
    findingsOf('R2', round(...days)).map((finding) => finding.transactions);

  it('joins spans that share a round amount, from the first to the last', () => {
    // 02–08 and 08–14 share the amount of the 8th.
    expect(idsOf('02', '05', '08', '11', '14')).toEqual([[1, 2, 3, 4, 5]]);
  });

  it('keeps spans apart that share none', () => {
    expect(idsOf('02', '03', '04', '11', '12', '13')).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('leaves out round amounts that are in no qualifying span', () => {
    expect(idsOf('01', '10', '12', '14', '25')).toEqual([[2, 3, 4]]);
  });

  it('measures the most within one span, not the whole finding', () => {
    const [finding] = findingsOf('R2', round('02', '05', '05', '08', '11', '14'));
    expect(finding).toMatchObject({
      card: null,
      from: Date.parse('2026-03-02T12:00:00+08:00'),
      to: Date.parse('2026-03-14T12:00:00+08:00'),
      count: 6,
      sumFen: 6_000_000,
      measured: 4,
      threshold: 3,
      unit: 'count',
    });
    expect(finding && roundAmount.explain(finding, finding.parameters)).toEqual({
      zh:
        '2026-03-02 至 2026-03-14 共 6 笔整数交易（与 1,000.00 整倍数相差不超过 10.00），合计 60,000.00；' +
        '连续 7 日内最多 4 笔，阈值 3 笔。',
      en:
        'From 2026-03-02 to 2026-03-14, 6 round amounts (within 10.00 of a multiple of 1,000.00), 60,000.00 in ' +
        'total; up to 4 within 7 days, threshold 3.',
    });
  });
});
