/** Most characters that are kept of a bad line. What people mend by hand is shorter; a file may hold a million lines. */
export const KEPT_CHARS = 64 * 1024;

const LEFT_OUT = '…';
const LETTER = /\p{L}/u;

/** The cells of a bad line as they may be kept: as many as they are, cut short where the line as a whole is too long. */
export function keptCells(cells: readonly string[]): readonly string[] {
  let room = KEPT_CHARS;
  const long = cells.findIndex((cell) => (room -= cell.length) < 0);
  if (long === -1) return cells;
  const cell = cells[long] as string;
  return cells.map((each, place) =>
    place < long ? each : place === long ? cutShort(cell, cell.length + room) : LEFT_OUT,
  );
}

/** Cut behind a letter: half a card number would no longer be known for one, nor half a surrogate pair for a character. */
function cutShort(cell: string, length: number): string {
  let end = length;
  while (end > 0 && !LETTER.test(cell.charAt(end - 1))) end -= 1;
  return cell.slice(0, end) + LEFT_OUT;
}
