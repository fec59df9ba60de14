import { KEPT_CHARS, keptCells } from './kept-cells';

it('keeps the cells of a line of any ordinary length as they are', () => {
  const cells = ['2024-03-01', 'x'.repeat(KEPT_CHARS - 10), ''];
  expect(keptCells(cells)).toBe(cells);
});

it('cuts a longer line short, and keeps the number of its cells', () => {
  const kept = keptCells(['a', 'b'.repeat(2 * KEPT_CHARS), '4111111111111111', '']);
  expect(kept).toEqual(['a', `${'b'.repeat(KEPT_CHARS - 1)}…`, '…', '…']);
});

it('leaves no half of a number or of a character behind', () => {
  expect(keptCells([`${'x'.repeat(KEPT_CHARS - 15)}4111 1111 1111 1111`])).toEqual([
    `${'x'.repeat(KEPT_CHARS - 15)}…`,
  ]);
  expect(keptCells([`x${'😀'.repeat(KEPT_CHARS)}`])).toEqual(['x…']);
  expect(keptCells(['4'.repeat(1024 * 1024)])).toEqual(['…']);
});
