'use strict';

/** @param rows of `name`, `ours`, `other` (median milliseconds, or bytes), `ratio`, `limit` (null: none is set). */
function printTable(rows) {
  const cells = rows.map(({ name, ours, other, ratio, limit, note = '' }) => [
    name,
    show(ours),
    other === null ? '' : show(other),
    ratio === null ? '' : ratio.toFixed(3),
    limit === null ? '' : String(limit),
    limit === null || ratio === null ? '' : ratio <= limit ? 'ok' : 'OVER',
    note,
  ]);
  const head = ['work', 'ours', 'other', 'ratio', 'limit', '', ''];
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at].length)));
  for (const row of [head, ...cells]) {
    process.stdout.write(
      `${row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

const show = (value) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs two works in turn, A B A B …, and gives their medians with the median of the ratios pair by pair. */
async function pairwise(rounds, ours, other) {
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    const pair = [await timed(ours, round), await timed(other, round)];
    // The first round warms both up.
    if (round > 0) times.push(pair);
  }
  return {
    ours: median(times.map(([a]) => a)),
    other: median(times.map(([, b]) => b)),
    ratio: median(times.map(([a, b]) => a / b)),
  };
}

async function timed(work, round) {
  const began = process.hrtime.bigint();
  const told = await work(round);
  // A work that has to set something up tells its own time.
  return typeof told === 'number' ? told : Number(process.hrtime.bigint() - began) / 1e6;
}

module.exports = { median, pairwise, printTable, timed };
