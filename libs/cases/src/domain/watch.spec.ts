import fc from 'fast-check';
import { newHits, type KnownHit, type WatchedHit } from './watch';

const hit = (over: Partial<WatchedHit> = {}): WatchedHit => ({
  rule: 'R2',
  key: '20408',
  weight: 12,
  count: 4,
  measured: 4,
  threshold: 3,
  ...over,
});
const known = (over: Partial<KnownHit> = {}): KnownHit => ({
  identity: 'R2|20408',
  count: 4,
  measured: 4,
  ...over,
});
const isNew = (found: WatchedHit, before: readonly KnownHit[], severity = 1): boolean =>
  newHits([found], before, severity).length === 1;

describe('what of a watch speaks against the decision', () => {
  it.each<[string, WatchedHit, readonly KnownHit[], number, boolean]>([
    ['a hit that nobody has weighed', hit(), [], 1, true],
    ['one that the decision knew of', hit(), [known()], 1, false],
    ['the same rule on another day', hit({ key: '20409' }), [known()], 1, true],
    ['the same key of another rule', hit({ rule: 'R1b' }), [known()], 1, true],
    ['one more sale in what was known', hit({ count: 5, measured: 5 }), [known()], 1, false],
    ['two more, short of a hit’s worth', hit({ count: 6, measured: 6 }), [known()], 1, false],
    ['as many more as make a hit', hit({ count: 7, measured: 7 }), [known()], 1, true],
    ['a share that stays, over twice the sales', hit({ count: 8, measured: 4 }), [known()], 1, true],
    ['a share that stays, over less than twice the sales', hit({ count: 7, measured: 4 }), [known()], 1, false],
    ['one that has become less', hit({ count: 3, measured: 3 }), [known()], 1, false],
    ['at a threshold of nothing, no growth at all', hit({ threshold: 0 }), [known()], 1, false],
    ['at a threshold of nothing, growth by one', hit({ threshold: 0, measured: 5 }), [known()], 1, true],
    ['below the set severity', hit({ weight: 12 }), [], 13, false],
    ['at the set severity', hit({ weight: 13 }), [], 13, true],
    ['one that only informs', hit({ weight: 0 }), [], 1, false],
    ['weighed twice: the more of both counts', hit({ count: 9, measured: 9 }), [known({ measured: 8, count: 8 }), known()], 1, false],
    ['on facts alone, known by its key', hit({ rule: 'X8', count: 0, measured: 700, threshold: 500 }), [known({ identity: 'X8|20408', count: 0, measured: 600 })], 1, false],
  ])('%s', (_, found, before, severity, expected) => expect(isNew(found, before, severity)).toBe(expected)); // prettier-ignore

  it('knows whatever it has just told, and never tells less for knowing less', () => {
    const one = fc.record({
      rule: fc.constantFrom('R1a', 'R2', 'X8'),
      key: fc.constantFrom('1', '2', 'k1.c|20408'),
      weight: fc.integer({ min: 0, max: 20 }),
      count: fc.nat(50),
      measured: fc.nat(200_000),
      threshold: fc.nat(50_000),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(one, { selector: ({ rule, key }) => `${rule}|${key}`, maxLength: 9 }),
        fc.array(
          fc.record({
            identity: fc.constantFrom('R1a|1', 'R2|2', 'X8|1'),
            count: fc.nat(50),
            measured: fc.nat(200_000),
          }),
          { maxLength: 6 },
        ),
        fc.integer({ min: 1, max: 20 }),
        (found, before, severity) => {
          const told = newHits(found, before, severity);
          expect(told.every(({ weight }) => weight >= severity)).toBe(true);
          const after = [...before, ...told.map(({ rule, key, ...rest }) => ({ identity: `${rule}|${key}`, ...rest }))];
          // Growth doubles nothing that has no transactions: what was told is known.
          expect(newHits(found, after, severity)).toEqual([]);
          const fewer = newHits(found, before.slice(1), severity);
          for (const each of told) expect(fewer).toContain(each);
        },
      ),
      { seed: 20261127, numRuns: 500 },
    ); // prettier-ignore
  });
});
