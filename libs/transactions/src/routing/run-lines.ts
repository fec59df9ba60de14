import { setImmediate } from 'node:timers/promises';
import type { ColumnPlan, CsvLine, LineSource, LineVisitor } from '../records';
import type { RunLine, RunSpool } from './run-spool';

/** Bytes of text after which others get their turn. */
const PIECE_BYTES = 64 * 1024;
/** As long as lines are that are worth a look as bytes. */
const PLAIN_BYTES_MAX = 16 * 1024;
const NEWLINE = 10;

/** What of an upload the runs are. */
export interface RunShare {
  readonly plan: ColumnPlan;
  /** Stands for their part of the upload. */
  readonly rawBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The lines of runs that are one terminal's, in the order of the file: as a file of that terminal alone would show them. */
export function runLines(spool: RunSpool, runs: readonly number[], share: RunShare): LineSource {
  const total = Math.max(
    1,
    runs.reduce((sum, run) => sum + spool.bytesOf(run), 0),
  );
  let read = 0;
  async function* visit(visitor: LineVisitor): AsyncGenerator<number, void, undefined> {
    const bounds = new Int32Array(2 * share.plan.header.length);
    let yielded = 0;
    for (const line of inOrder(spool, runs)) {
      show(line, bounds, visitor);
      read += line.to - line.from;
      if (read - yielded < PIECE_BYTES) continue;
      yield read - yielded;
      yielded = read;
      // A file is waited for now and then; here it is others who get their turn.
      await setImmediate();
    }
    yield read - yielded;
  }
  return {
    ...share,
    lines: runs.reduce((sum, run) => sum + spool.linesOf(run), 0),
    get bytesRead() {
      return Math.floor((share.rawBytes * read) / total);
    },
    visit,
  };
}

function show(run: RunLine, bounds: Int32Array, visitor: LineVisitor): void {
  const { bytes, from, to, isPlain, line } = run;
  if (isPlain && visitor.plain && to - from <= PLAIN_BYTES_MAX) {
    findCells(bytes, from, to, bounds);
    if (visitor.plain(bytes, bounds, line)) return;
  }
  visitor.line(textLine(run));
}

function findCells(bytes: Buffer, from: number, to: number, bounds: Int32Array): void {
  let at = from;
  for (let cell = 0; cell < bounds.length; cell += 2) {
    bounds[cell] = at;
    while (bytes[at] !== NEWLINE && at < to) at++;
    bounds[cell + 1] = at;
    at += 1;
  }
  if (at !== to) throw new Error('a line of a run has another number of cells than the header');
}

/** A line of a run as it was read from the file. */
export function textLine({ bytes, from, to, isPlain, line }: RunLine): CsvLine {
  const text = bytes.toString('utf8', from, to);
  if (!isPlain) return JSON.parse(text) as CsvLine;
  return { line, cells: text.slice(0, -1).split('\n'), fault: null };
}

/** Runs are in the order of lines; so is what comes of several. */
export function* inOrder(spool: RunSpool, runs: readonly number[]): Generator<RunLine, void, undefined> {
  if (runs.length === 1) return yield* spool.read(runs[0] as number);
  const ahead: { line: RunLine; rest: Generator<RunLine, void, undefined> }[] = [];
  for (const run of runs) {
    const rest = spool.read(run);
    const first = rest.next();
    if (!first.done) ahead.push({ line: first.value, rest });
  }
  while (ahead.length > 0) {
    let least = 0;
    for (let i = 1; i < ahead.length; i++)
      if ((ahead[i]?.line.line ?? 0) < (ahead[least]?.line.line ?? 0)) least = i;
    const chosen = ahead[least] as (typeof ahead)[number];
    yield chosen.line;
    const next = chosen.rest.next();
    if (next.done) ahead.splice(least, 1);
    else chosen.line = next.value;
  }
}
