import fc from 'fast-check';
import { inDrawnOrder, populationDigest, rankOf } from './drawing';

const ids = fc.array(fc.integer({ min: 1, max: 2 ** 50 }), { minLength: 1, maxLength: 60 });

it('draws every id once, the same in whatever order the ids come', () => {
  fc.assert(
    fc.property(ids, fc.string(), (some, seed) => {
      const drawn = inDrawnOrder(some, seed);
      expect(drawn.toSorted((a, b) => a - b)).toEqual([...new Set(some)].sort((a, b) => a - b));
      expect(inDrawnOrder([...some, ...some].reverse(), seed)).toEqual(drawn);
      expect(populationDigest([...some].reverse())).toBe(populationDigest(some));
    }),
  );
});

it('is the order that sha256sum gives: what stands here was made by it', () => {
  // printf 'abc:1' | sha256sum; printf '1,2,3' | sha256sum
  expect(rankOf('abc', 1)).toBe('bfcf0b9cbe9d8208b2cddd9a01c31a9a60698a106a0e4fc1664233a15f16acec');
  expect(populationDigest([3, 1, 2, 1])).toBe(
    '8a6ae15122001229edb8866f56e342af12ae8187203c3e3b33931743e7c0c48d',
  );
});

it('gives other seeds other orders, and each id about the same chance to come first', () => {
  const first = Array.from({ length: 2_000 }, (_, n) => inDrawnOrder([1, 2, 3, 4], `seed-${n}`)[0]);
  for (const id of [1, 2, 3, 4]) {
    const times = first.filter((one) => one === id).length;
    expect(times).toBeGreaterThan(400);
    expect(times).toBeLessThan(600);
  }
});
