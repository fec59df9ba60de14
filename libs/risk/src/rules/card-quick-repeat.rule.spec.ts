import { findingsOf, sale } from '../../../../test/support/sales';
import { cardQuickRepeat } from './card-quick-repeat.rule';

describe('R6b card_quick_repeat', () => {
  const use = (local: string, card = 'A') => sale(local, '50.00', { card });
  const sales = [
    use('2026-03-02 23:50:00'),
    use('2026-03-02 23:52:00', 'B'),
    use('2026-03-02 23:59:59'),
    use('2026-03-03 00:01:00'),
    use('2026-03-03 00:11:00'),
  ];

  it('makes one finding per card and unbroken chain, across midnight', () => {
    const findings = findingsOf('R6b', sales);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      card: 'A',
      from: Date.parse('2026-03-02T23:50:00+08:00'),
      to: Date.parse('2026-03-03T00:01:00+08:00'),
      count: 3,
      sumFen: 15_000,
      measured: 61,
      threshold: 600,
      unit: 'seconds',
      transactions: [1, 3, 4],
    });
  });

  it('breaks a chain at a gap of 600 s: what follows is another finding', () => {
    const findings = findingsOf('R6b', [...sales, use('2026-03-03 00:12:00')]);
    expect(findings.map((finding) => finding.transactions)).toEqual([
      [1, 3, 4],
      [5, 6],
    ]);
  });

  it('explains itself', () => {
    const [finding] = findingsOf('R6b', sales);
    expect(finding && cardQuickRepeat.explain(finding, finding.parameters)).toEqual({
      zh:
        '同一信用卡 2026-03-02 23:50:00 至 2026-03-03 00:01:00 连续使用 3 次，合计 150.00；' +
        '最短间隔 61 秒，小于 600 秒即命中。',
      en:
        'One credit card was used 3 times in a chain from 2026-03-02 23:50:00 to 2026-03-03 00:01:00, 150.00 in ' +
        'total; shortest gap 61 s, fires below 600 s.',
    });
  });
});
