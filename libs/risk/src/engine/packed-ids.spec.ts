import fc from 'fast-check';
import { isPackedIds, packIds, unpackIds, type PackedIds } from './packed-ids';

it('gives back any list of whole numbers that it packs', () => {
  const numbers = fc.oneof(
    fc.maxSafeInteger().map((number) => Math.trunc(number / 2)),
    fc.integer({ min: -200, max: 200 }),
    fc.constantFrom(0, 63, 64, 127, 128, 8191, 8192, -64, 2 ** 52 - 1, -(2 ** 52)),
  );
  let packedLists = 0;
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 10, maxLength: 60 }), (list) => {
      const packed = packIds(list);
      if (packed === null) return;
      packedLists += 1;
      expect(isPackedIds(packed)).toBe(true);
      expect(unpackIds(JSON.parse(JSON.stringify(packed)) as PackedIds)).toEqual(list);
    }),
    { seed: 20261127, numRuns: 500 },
  );
  expect(packedLists).toBeGreaterThan(100);
});

it('takes a byte or two for an id', () => {
  const ids = Array.from({ length: 28_000 }, (_, i) => 1_000_000_000 + i * 2);
  expect(JSON.stringify(packIds(ids)).length).toBeLessThan(28_000 * 1.4);
});

it('leaves alone what is short, lies too far apart, and what is no list of whole numbers', () => {
  expect(packIds(Array.from({ length: 15 }, (_, i) => i))).toBeNull();
  expect(packIds(Array.from({ length: 30 }, (_, i) => i + 0.5))).toBeNull();
  expect(packIds(Array.from({ length: 30 }, () => null))).toBeNull();
  const ends = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  expect(packIds(Array.from({ length: 30 }, (_, i) => ends[i % 2]))).toBeNull();
  expect(packIds('a text that is long enough')).toBeNull();
  expect([isPackedIds(null), isPackedIds([]), isPackedIds({})]).toEqual([false, false, false]);
});
