import { firstDifference } from './replay-verdict';
import type { Finding } from './rules';

const finding = (over: Partial<Finding> = {}): Finding => ({
  ...{
    rule: 'R6a',
    version: 1,
    weight: 12,
    key: 'k1.secret|20780',
    card: 'k1.secret',
    from: 1,
    to: 2,
    count: 3,
  },
  ...{ sumFen: 300, measured: 3, threshold: 2, unit: 'count', parameters: {}, transactions: [1, 2, 3] },
  ...over,
});

it('finds none between lists that are the same', () =>
  expect(firstDifference([finding()], [finding()])).toBeNull());

it('shows of a long field what lies around the first difference', () => {
  const ids = Array.from({ length: 200_000 }, (_, i) => 1_000_000 + i);
  const told = firstDifference(
    [finding({ transactions: ids })],
    [finding({ transactions: ids.with(150_000, 9_999_999) })],
  );
  expect(told).toMatchObject({ part: 'findings', field: 'transactions', ordinal: 0 });
  const { stored, replayed } = told as { stored: string; replayed: string };
  expect(stored).toMatch(/^….*,1150000,.*…$/);
  expect(replayed).toMatch(/^….*,9999999,.*…$/);
  expect(JSON.stringify(told).length).toBeLessThan(1_200);
  // The end of the shorter one, where one goes on.
  expect(firstDifference([finding({ transactions: ids.slice(0, 9) })], [finding({ transactions: ids })])).toMatchObject({
    stored: expect.stringMatching(/,1000008\]$/),
    replayed: expect.stringMatching(/,1000008,1000009,.*…$/),
  }); // prettier-ignore
});

it.each([
  ['another card', { card: 'k1.other' }, 'card', 'differs', 'differs'],
  ['no card', { card: null }, 'card', '"*"', '{}'],
  ['another key', { key: 'k1.secret|20781' }, 'key', '"*|20780"', '"*|20781"'],
])('tells no card’s token, with %s', (_, over, field, stored, replayed) => {
  const told = firstDifference([finding()], [finding(over)]);
  expect(told).toMatchObject({ field, key: '*|20780', stored, replayed });
  expect(JSON.stringify(told)).not.toMatch(/secret|other/);
});

it('names a finding that one side has not', () =>
  expect(firstDifference([finding()], [])).toEqual({
    ...{
      part: 'findings',
      ordinal: 0,
      rule: 'R6a',
      key: '*|20780',
      field: null,
      stored: null,
      replayed: null,
    },
  }));
