import { findingsOf, sale, times } from '../../../../test/support/sales';
import { offHours } from './off-hours.rule';

describe('R8 off_hours', () => {
  const off = (day: string, count = 1, yuan = '50.00') => times(count, sale(`${day} 23:00:00`, yuan));
  const open = (day: string, count: number) => times(count, sale(`${day} 12:00:00`));

  it('makes one finding per large purchase outside the hours', () => {
    const findings = findingsOf('R8', [
      ...off('2026-03-02', 1, '10000.00'),
      ...off('2026-03-02', 1, '12000.00'),
    ]);
    expect(findings.map((finding) => finding.transactions)).toEqual([[1], [2]]);
    expect(findings[0]).toMatchObject({ measured: 1_000_000, threshold: 1_000_000, unit: 'fen', card: null });
    expect(findings[0] && offHours.explain(findings[0], findings[0].parameters)).toEqual({
      zh: '2026-03-02 23:00:00 在营业时间（09:00:00–20:30:00）之外有一笔 10,000.00 的交易，达到大额阈值 10,000.00。',
      en:
        'One purchase of 10,000.00 at 2026-03-02 23:00:00, outside trading hours (09:00:00–20:30:00); ' +
        'fires from 10,000.00.',
    });
  });

  it('joins spans that share an off-hours purchase and measures the highest share', () => {
    const sales = [
      ...off('2026-03-01', 10),
      ...open('2026-03-01', 30),
      ...off('2026-03-30', 5),
      ...off('2026-04-28', 5),
    ];
    const findings = findingsOf('R8', sales);
    expect(findings).toHaveLength(1);
    // 10 of 40, then 15 of 45, then the 10 of 30 March to 28 April, all of them outside.
    expect(findings[0]).toMatchObject({
      from: Date.parse('2026-03-01T23:00:00+08:00'),
      to: Date.parse('2026-04-28T23:00:00+08:00'),
      count: 20,
      sumFen: 100_000,
      measured: 100,
      threshold: 20,
      unit: 'percent',
      details: { off: 10, all: 10 },
    });
    expect(findings[0]?.transactions).toHaveLength(20);
    expect(findings[0] && offHours.explain(findings[0], findings[0].parameters)).toEqual({
      zh:
        '2026-03-01 至 2026-04-28 有 20 笔交易在营业时间（09:00:00–20:30:00）之外，合计 1,000.00；' +
        '连续 30 日内最高占比 100%（10 笔中 10 笔），阈值为占比 20% 且不少于 10 笔。',
      en:
        'From 2026-03-01 to 2026-04-28, 20 purchases outside trading hours (09:00:00–20:30:00), 1,000.00 in total; ' +
        'at most 100 % within 30 days (10 of 10), fires from 20 % and 10 purchases.',
    });
  });

  it('keeps spans apart that share none', () => {
    const findings = findingsOf('R8', [...off('2026-03-01', 10), ...off('2026-03-31', 10)]);
    expect(findings.map((finding) => finding.count)).toEqual([10, 10]);
  });

  it('counts back only from days with an off-hours purchase', () => {
    // On 31 March the busy 1 March has left the span, but nothing was sold outside the hours then.
    const sales = [...open('2026-03-01', 60), ...off('2026-03-20', 10), ...open('2026-03-31', 1)];
    expect(findingsOf('R8', sales)).toHaveLength(0);
  });

  it('judges a day by all its purchases, and the unfinished day as it stands', () => {
    const morning = times(10, sale('2026-03-02 08:00:00'));
    expect(findingsOf('R8', morning)).toHaveLength(1);
    expect(findingsOf('R8', [...morning, ...open('2026-03-02', 41)])).toHaveLength(0);
    expect(findingsOf('R8', [...morning, ...open('2026-03-03', 41)])).toHaveLength(1);
  });

  it("prefers the merchant's hours to the parameters and says so in the finding", () => {
    const hours = { from: 8 * 3600, to: 22 * 3600 };
    const [finding] = findingsOf('R8', off('2026-03-02', 10), { hours, parameters: { R8: { to: 86_399 } } });
    expect(finding?.details).toMatchObject({ openFrom: 28_800, openTo: 79_200 });
  });
});
