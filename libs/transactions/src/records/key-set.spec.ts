import fc from 'fast-check';
import { KeyCounter, KeySet } from './key-set';

describe('KeySet', () => {
  it('knows what was added and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 3 })),
        fc.array(fc.string({ maxLength: 3 })),
        (added, asked) => {
          const set = new KeySet();
          const plain = new Set<string>();
          for (const key of added) {
            expect(set.add(key)).toBe(!plain.has(key));
            plain.add(key);
          }
          expect(set.size).toBe(plain.size);
          for (const key of asked) expect(set.has(key)).toBe(plain.has(key));
        },
      ),
    );
  });

  it('keeps a million keys that differ little apart, in at most 16 bytes each', () => {
    const set = new KeySet();
    let doubted = 0;
    for (let i = 0; i < 1_000_000; i++)
      if (!set.add(`n:${1_700_000_000_000 + i}/3870/k1.abc/purchase/1`)) doubted += 1;
    expect(doubted).toBe(0);
    expect(set.size).toBe(1_000_000);
    expect(set.bytes / set.size).toBeLessThanOrEqual(16);
    expect(set.has('n:1700000000000/3870/k1.abc/purchase/2')).toBe(false);
  });
});

describe('KeyCounter', () => {
  it('counts each key for itself, also while it grows', () => {
    const counter = new KeyCounter();
    const plain = new Map<string, number>();
    let mistakes = 0;
    for (let i = 0; i < 30_000; i++) {
      const key = `key ${(i * i) % 7_001}`;
      plain.set(key, (plain.get(key) ?? 0) + 1);
      if (counter.count(key) !== plain.get(key)) mistakes += 1;
    }
    expect(mistakes).toBe(0);
  });

  it('counts a million equal lines in no time', () => {
    const counter = new KeyCounter(10);
    let count = 0;
    for (let i = 0; i < 1_000_000; i++) count = counter.count('same');
    expect(count).toBe(1_000_000);
  });
});
