import { rateOf, TOO_FEW } from './rate';

describe('rateOf', () => {
  it.each([
    // From tables of Wilson's interval at 95 %: 8 of 10 is 49.0–94.3 %, 0 of 10 at most 27.8 %, 81 of 263 is 25.5–36.6 %.
    [8, 10, null, 490, 944],
    [0, 10, null, 0, 278],
    [10, 10, null, 722, 1000],
    [81, 263, 308, 255, 367],
    [10, 20, 500, 299, 701],
  ])('%i of %i', (hits, n, perMille, low, high) => {
    expect(rateOf(hits, n)).toEqual({ hits, n, perMille, low, high });
  });

  it('says nothing of none, and gives no rate of too few', () => {
    expect(rateOf(0, 0)).toEqual({ hits: 0, n: 0, perMille: null, low: null, high: null });
    expect(rateOf(5, TOO_FEW - 1).perMille).toBeNull();
    expect(rateOf(5, TOO_FEW).perMille).toBe(250);
  });
});
