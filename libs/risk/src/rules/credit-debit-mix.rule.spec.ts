import { findingsOf, sale, times } from '../../../../test/support/sales';
import { creditDebitMix } from './credit-debit-mix.rule';

describe('R4 credit_debit_mix', () => {
  const credit = (day: string, count: number) =>
    times(count, sale(`${day} 12:00:00`, '50.00', { card: null }));
  const debit = (day: string, yuan: string) => sale(`${day} 13:00:00`, yuan, { cardType: 'debit' });

  it('makes one finding per month, of its credit purchases, with the least count that fires', () => {
    const sales = [
      ...times(5, debit('2026-03-01', '200.00')),
      ...credit('2026-03-02', 24),
      sale('2026-03-03 12:00:00', '200.00', { cardType: 'unknown' }),
      ...credit('2026-04-02', 20),
    ];
    const findings = findingsOf('R4', sales, { feeProfile: 'standard' });
    expect(findings.map(({ count, measured, threshold }) => ({ count, measured, threshold }))).toEqual([
      { count: 24, measured: 24, threshold: 21 },
      { count: 20, measured: 20, threshold: 20 },
    ]);
    expect(findings[0]?.transactions).toEqual(Array.from({ length: 24 }, (_, i) => i + 6));
    expect(findings.map(({ details }) => details)).toMatchObject([
      { debit: 5, unknown: 1 },
      { debit: 0, unknown: 0 },
    ]);
  });

  it('lets a debit purchase at the end of the month undo what stood before', () => {
    expect(findingsOf('R4', credit('2026-03-02', 20))).toHaveLength(1);
    const late = times(5, debit('2026-03-31', '200.00'));
    expect(findingsOf('R4', [...credit('2026-03-02', 20), ...late])).toHaveLength(0);
  });

  it('explains itself', () => {
    const [finding] = findingsOf('R4', [...credit('2026-03-02', 20), debit('2026-03-02', '200.00')]);
    expect(finding && creditDebitMix.explain(finding, finding.parameters)).toEqual({
      zh:
        '2026-03 信用卡交易 20 笔（合计 1,000.00），200.00 及以上的借记卡交易 1 笔；' +
        '阈值为信用卡不少于 20 笔且多于借记卡的 4 倍。另有 0 笔卡类型未知，未计入。',
      en:
        'In 2026-03, 20 credit purchases (1,000.00) beside 1 debit purchase of 200.00 or more; fires from 20 credit ' +
        'purchases when they exceed 4 times the debit ones. Purchases of unknown card type, not counted: 0.',
    });
  });
});
