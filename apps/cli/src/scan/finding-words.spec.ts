import type { Finding } from '@thaw/risk/rules';
import { linesOf } from './finding-words';

it.each([
  ['no lines at all', [], 0, null],
  ['no lines of its own', [], 7, null],
  ['as many as are shown', [1, 2, 3], 3, '1, 2, 3'],
  ['more than are shown', [1, 2, 3, 4], 4, '1, 2, 3 … (4)'],
  ['more than it names', [1, 2], 11, '1, 2 … (11)'],
])('words the lines of a finding with %s', (_, transactions, count, words) =>
  expect(linesOf({ transactions, count } as unknown as Finding, 3)).toBe(words),
);
