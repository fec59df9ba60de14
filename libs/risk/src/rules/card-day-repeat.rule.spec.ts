import { findingsOf, sale } from '../../../../test/support/sales';
import { cardDayRepeat } from './card-day-repeat.rule';

describe('R6a card_day_repeat', () => {
  const use = (local: string, card = 'A') => sale(local, '50.00', { card });
  const rolling = { parameters: { R6a: { rolling: 1 } } };
  const sales = [
    use('2026-03-02 09:00:00'),
    use('2026-03-02 10:00:00', 'B'),
    use('2026-03-02 22:00:00'),
    use('2026-03-02 23:00:00'),
    use('2026-03-03 08:00:00'),
    use('2026-03-03 09:00:00'),
    use('2026-03-04 08:30:00'),
  ];

  it('makes one finding per card and local day, of all its uses', () => {
    const findings = findingsOf('R6a', sales);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      card: 'A',
      from: Date.parse('2026-03-02T09:00:00+08:00'),
      to: Date.parse('2026-03-02T23:00:00+08:00'),
      count: 3,
      sumFen: 15_000,
      measured: 3,
      threshold: 2,
      unit: 'count',
      transactions: [1, 3, 4],
    });
  });

  it('with rolling, joins the windows of a card that share a use', () => {
    const findings = findingsOf('R6a', sales, rolling);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ count: 5, measured: 4, transactions: [1, 3, 4, 5, 6] });
  });

  it('with rolling, keeps windows apart that share none', () => {
    const three = (day: string) => ['08', '09', '10'].map((hour) => use(`${day} ${hour}:00:00`));
    const findings = findingsOf('R6a', [...three('2026-03-02'), ...three('2026-03-03')], rolling);
    // 09:00 and 10:00 lie less than 24 hours before 08:00 of the next day.
    expect(findings.map((finding) => finding.transactions)).toEqual([[1, 2, 3, 4, 5, 6]]);
    const apart = findingsOf('R6a', [...three('2026-03-02'), ...three('2026-03-04')], rolling);
    expect(apart.map((finding) => finding.transactions)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('explains itself, for the local day and for rolling hours', () => {
    const [day] = findingsOf('R6a', sales);
    expect(day && cardDayRepeat.explain(day, day.parameters)).toEqual({
      zh: '同一信用卡 2026-03-02 当日使用 3 次，合计 150.00；单日超过 2 次即命中。',
      en: 'One credit card was used 3 times on 2026-03-02, 150.00 in total; fires above 2 uses a day.',
    });
    const [hours] = findingsOf('R6a', sales, rolling);
    expect(hours && cardDayRepeat.explain(hours, hours.parameters)).toEqual({
      zh: '同一信用卡 2026-03-02 至 2026-03-03 使用 5 次，合计 250.00；任意 24 小时内最多 4 次，超过 2 次即命中。',
      en:
        'One credit card was used 5 times from 2026-03-02 to 2026-03-03, 250.00 in total; up to 4 times within 24 ' +
        'hours, fires above 2.',
    });
  });
});
