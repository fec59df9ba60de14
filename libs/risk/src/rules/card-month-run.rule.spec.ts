import { findingsOf, sale } from '../../../../test/support/sales';
import { cardMonthRun } from './card-month-run.rule';

describe('R5 card_month_run', () => {
  const use = (day: string, card = 'A') => sale(`${day} 12:00:00`, '50.00', { card });

  it('holds every use of the run, from before it fired until it ends', () => {
    const sales = [
      use('2025-11-30'),
      use('2025-12-01'),
      use('2025-12-31'),
      use('2026-01-15', 'B'),
      use('2026-01-31'),
      use('2026-02-01'),
      use('2026-04-01'),
    ];
    const findings = findingsOf('R5', sales);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      card: 'A',
      from: Date.parse('2025-11-30T12:00:00+08:00'),
      to: Date.parse('2026-02-01T12:00:00+08:00'),
      count: 5,
      sumFen: 25_000,
      measured: 4,
      threshold: 2,
      unit: 'months',
      transactions: [1, 2, 3, 5, 6],
    });
  });

  it('starts anew after one whole unused month, under another key', () => {
    const first = ['2025-01-10', '2025-02-10', '2025-03-10'].map((day) => use(day));
    const second = ['2025-05-10', '2025-06-10', '2025-07-10'].map((day) => use(day));
    const findings = findingsOf('R5', [...first, ...second]);
    expect(findings.map((finding) => finding.transactions)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(new Set(findings.map((finding) => finding.key)).size).toBe(2);
  });

  it('counts used months where the parameters let a run bridge an unused one', () => {
    const sales = ['2026-01-05', '2026-02-05', '2026-04-05'].map((day) => use(day));
    expect(findingsOf('R5', sales, { parameters: { R5: { gap: 2 } } })[0]).toMatchObject({ measured: 3 });
  });

  it('explains itself', () => {
    const [finding] = findingsOf(
      'R5',
      ['2025-11-30', '2025-12-01', '2026-01-31'].map((day) => use(day)),
    );
    expect(finding && cardMonthRun.explain(finding, finding.parameters)).toEqual({
      zh:
        '同一信用卡自 2025-11 至 2026-01 在 3 个月内连续使用，共 3 笔、合计 150.00；' +
        '超过 2 个月即命中，完整 1 个月未使用才重新计算。',
      en:
        'One credit card was used in 3 months in a row, 2025-11 to 2026-01: 3 purchases, 150.00 in total. Fires ' +
        'above 2 months; a run ends after 1 whole unused month.',
    });
  });
});
