import { Readable } from 'node:stream';

export interface HistoryFile {
  readonly lines: number;
  /** The same number gives the same file. */
  readonly seed?: number;
  /** Whether bad lines, repeated references and sales that are equal to the letter are among them. */
  readonly mixed?: boolean;
  /** The part of each hundred sales that is put `shift` days later, for files that overlap. */
  readonly shiftDays?: number;
}

const HEAD = 'occurred_at,amount,card,card_type,reference\n';
const PIECE = 64 * 1024;

/** A history as an acquirer exports it, made while it is read. */
export const historyFile = (file: HistoryFile): Readable =>
  Readable.from(pieces(file), { objectMode: false });

function* pieces({ lines, seed = 1, mixed = false, shiftDays = 0 }: HistoryFile): Generator<Buffer> {
  let text = HEAD;
  let state = seed;
  const dice = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  const start = Date.UTC(2024, 0, 1) + shiftDays * 86_400_000;
  let last = '';
  for (let i = 0; i < lines; i++) {
    const fate = mixed ? dice(20) : 20;
    const time = new Date(start + i * 37_000).toISOString().slice(0, 19);
    const sale = `${time},${1 + dice(90_000)}.${10 + dice(90)},card-${dice(5_000)},credit,`;
    if (fate === 0) text += `${time},free,card-1,credit,\n`;
    else if (fate === 1) text += `${time},1.00,card-1\n`;
    else if (fate < 5 && last !== '') text += last;
    else if (fate < 8) text += `${sale}R${dice(lines)}\n`;
    else {
      last = `${sale}\n`;
      text += last;
    }
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
