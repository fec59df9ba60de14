import { findingsOf, sale, times } from '../../../../test/support/sales';
import { cardTerminalRepeat } from './card-terminal-repeat.rule';

describe('R6c card_terminal_repeat', () => {
  const sales = [
    ...times(5, sale('2026-03-01 00:00:00', '50.00')),
    ...times(5, sale('2026-03-15 00:00:00', '50.00', { card: 'B' })),
    sale('2026-03-20 00:00:00', '50.00'),
    sale('2026-03-31 23:59:59', '50.00'),
    sale('2026-04-01 00:00:00', '50.00'),
  ];

  it('makes one finding per card and calendar month on any fee profile, of all its uses', () => {
    const findings = findingsOf('R6c', sales, { feeProfile: 'standard' });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      card: 'A',
      from: Date.parse('2026-03-01T00:00:00+08:00'),
      to: Date.parse('2026-03-31T23:59:59+08:00'),
      count: 7,
      sumFen: 35_000,
      measured: 7,
      threshold: 5,
      unit: 'count',
      transactions: [1, 2, 3, 4, 5, 11, 12],
    });
  });

  it('explains itself', () => {
    const [finding] = findingsOf('R6c', sales);
    expect(finding && cardTerminalRepeat.explain(finding, finding.parameters)).toEqual({
      zh: '同一信用卡在 2026-03 使用 7 次，合计 350.00；单月超过 5 次即命中。',
      en: 'One credit card was used 7 times in 2026-03, 350.00 in total; fires above 5 uses a month.',
    });
  });
});
