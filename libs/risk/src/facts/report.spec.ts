import fc from 'fast-check';
import { ItemReader, fault, readReport, receiptOf } from './report';

const NOW = Date.UTC(2026, 10, 27, 12);
const reader = (item: unknown): ItemReader => new ItemReader(item, ['at', 'n', 'word'], NOW);
const fieldOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return (error as { field?: string }).field ?? String(error);
  }
  return 'nothing was refused';
};

it.each([[null], [[]], ['x'], [7], [undefined]])('takes no %o for an item', (item) =>
  expect(fieldOf(() => reader(item))).toBe(''),
);
it('takes no member that it does not know, and does not say its name back', () => {
  expect(() => reader({ at: 'x', '6222021234567894': 1 })).toThrow(
    'An item has only at, n, word: leave others out.',
  );
});

it.each([
  ['2026-11-27T12:00:00Z', true],
  ['2026-11-27T20:05:00+08:00', true],
  ['2026-11-27T12:05:00.001Z', false],
  ['2000-01-01T00:00:00Z', true],
  ['1999-12-31T23:59:59Z', false],
  ['2026-02-30T00:00:00Z', false],
  ['2026-11-27', false],
  [1_700_000_000_000, false],
  [undefined, false],
])('takes %s for a time that was: %s', (at, taken) => {
  const read = (): Date => reader({ at }).past('at');
  if (taken) expect(read().getTime()).toBe(new Date(String(at)).getTime());
  else expect(fieldOf(read)).toBe('at');
});

it.each([
  [1, true],
  [9, true],
  [0, false],
  [10, false],
  [1.5, false],
  ['1', false],
  [null, false],
])('takes %o for a whole number from 1 to 9: %s', (n, taken) =>
  expect(fieldOf(() => reader({ n }).whole('n', 1, 9)) === 'nothing was refused').toBe(taken),
);

it('judges each item by itself, and keeps the first of those that are one', () => {
  const items = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 30 });
  fc.assert(
    fc.property(items, fc.uniqueArray(fc.integer({ min: 0, max: 3 })), (given, known) => {
      const report = readReport(
        given,
        (item) => {
          if ((item as number) < 0) throw fault('n', '负', 'negative');
          return item as number;
        },
        String,
      );
      const receipt = receiptOf(report, (n) => ({ verdict: known.includes(n) ? 'duplicate' : 'accepted' }));
      const expected = given.map((n, place) => {
        if (n < 0) return 'rejected';
        return known.includes(n) || given.indexOf(n) < place ? 'duplicate' : 'accepted';
      });
      expect(receipt.items.map(({ verdict }) => verdict)).toEqual(expected);
      expect([receipt.accepted, receipt.duplicates, receipt.rejected]).toEqual(
        ['accepted', 'duplicate', 'rejected'].map((word) => expected.filter((each) => each === word).length),
      );
    }),
  );
});

it('says of no more than a hundred what to do about them', () => {
  const refuse = (): never => {
    throw fault('n', '负', 'negative');
  };
  const { rejected, items } = receiptOf(readReport(Array(150).fill(-1), refuse, String), () => ({
    verdict: 'accepted',
  }));
  expect(rejected).toBe(150);
  expect(items.filter((item) => 'message' in item)).toHaveLength(100);
  expect(items[149]).toEqual({ verdict: 'rejected', field: 'n' });
});
