import { checkEdges } from '../../../../test/support/edges';
import { findingsOf, sale, times } from '../../../../test/support/sales';

const amounts = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).flatMap(([digit, count]) =>
    times(count, sale('2026-03-02 10:00:00', `${digit}0.00`)),
  );
/** A hundred amounts as Benford's law spreads them. */
const LAW = { 1: 30, 2: 18, 3: 12, 4: 10, 5: 8, 6: 7, 7: 6, 8: 5, 9: 4 };

describe('X10 benford', () => {
  checkEdges('X10', [
    ['a month by the law', 'no', amounts(LAW)],
    ['50 amounts that all begin with 5', 'yes', amounts({ 5: 50 })],
    ['49 amounts that all begin with 5', 'no', amounts({ 5: 49 })],
    ['nines instead of ones', 'yes', amounts({ ...LAW, 1: 15, 9: 19 })],
  ]);

  it('measures χ² in thousandths and lists ten', () => {
    const [finding] = findingsOf('X10', amounts({ 5: 50 }));
    // 50 · (1 / log10(1.2) − 1) = 581.462…
    expect(finding).toMatchObject({ measured: 581_462, threshold: 15_507, count: 50 });
    expect(finding?.transactions).toHaveLength(10);
  });
});
