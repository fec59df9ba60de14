'use strict';
const { DelayedJobs } = require('./delayed-jobs.cjs');
const { SweptClocks } = require('./swept-clocks.cjs');
const { median } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_ROUNDS ?? 5);
const CLOCKS = Number(process.env.THAW_BENCH_CLOCKS ?? 100_000);
const DUE = Number(process.env.THAW_BENCH_DUE ?? 10_000);
/** Clocks that are started to measure that, so many at once as the worker has jobs of cases at once. */
const STARTED = 1_000;
const AT_ONCE = 8;
/** From when they are set until the first comes due: by then both sides are at rest. */
const AHEAD_MS = 6_000;

/** How each round's clocks come due: the same instants for both sides, so many ms after the first. */
const BURSTS = {
  'within one second': (n) => Math.floor((n * 1_000) / DUE),
  'at one instant': () => 0,
};

/**
 * Running clocks of which many come due at once: the worker's sweep, and delayed jobs of BullMQ on Redis that write one row
 * each, in turn and in this process. Each run checks that every clock fired once.
 */
module.exports = async function benchSla(desk) {
  const ours = await SweptClocks.start(desk, CLOCKS);
  const other = await DelayedJobs.start(desk.url);
  await other.run(CLOCKS - DUE);
  const rows = [];
  try {
    const started = await inTurn(async (side, round) => startedEach(side, round));
    rows.push(
      row(
        'start a clock',
        started,
        (ms) => ms,
        `ms each, of ${STARTED}, ${AT_ONCE} at once; ours in a transaction of its own`,
      ),
    );
    for (const [name, after] of Object.entries(BURSTS)) {
      const lags = await inTurn(async (side, round) => {
        const first = Date.now() + AHEAD_MS;
        return (await side.fireAt(round, instants(first, after))).sort((a, b) => a - b);
      });
      const what = `${DUE} of ${CLOCKS} clocks due ${name}`;
      rows.push(row(`${what}, p50`, lags, (sorted) => at(sorted, 0.5), 'ms of lag'));
      rows.push(row(`${what}, p99`, lags, (sorted) => at(sorted, 0.99), 'ms of lag', 0.1));
      rows.push(row(`${what}, all`, lags, (sorted) => at(sorted, 1), 'ms of lag of the last'));
    }
    const idle = [];
    for (let n = 0; n < 50; n++) idle.push(await ours.idle());
    rows.push({
      name: `a sweep of ${CLOCKS} clocks of which none is due`,
      ours: median(idle),
      other: null,
      ratio: null,
      limit: null,
      note: 'ms',
    });
  } finally {
    await other.stop();
    await ours.stop();
  }
  return rows;

  /** Both sides, A B A B …, after one round that warms up. */
  async function inTurn(work) {
    const pairs = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const pair = [await work(ours, ++rounds), await work(other, ++rounds)];
      if (round > 0) pairs.push(pair);
    }
    return pairs;
  }
};

let rounds = 0;

const instants = (first, after) => Array.from({ length: DUE }, (_, n) => first + after(n));

async function startedEach(side, round) {
  const from = (round * STARTED) % (CLOCKS - STARTED);
  let next = 0;
  const began = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < STARTED) await side.add(from + next++);
    }),
  );
  return Number(process.hrtime.bigint() - began) / 1e6 / STARTED;
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

function row(name, pairs, figure, note, limit = null) {
  const figures = pairs.map((pair) => pair.map(figure));
  return {
    name,
    ours: median(figures.map(([a]) => a)),
    other: median(figures.map(([, b]) => b)),
    ratio: median(figures.map(([a, b]) => a / b)),
    limit,
    note,
  };
}
