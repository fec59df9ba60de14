'use strict';
const { execFile, spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { createReadStream, createWriteStream, rmSync } = require('node:fs');
const { join } = require('node:path');
const { Transform } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { promisify } = require('node:util');
const { NODE_OPTIONS, lib } = require('./desk.cjs');
const { historyFile } = require('./history.cjs');
const { median, pairwise } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_ROUNDS ?? 5);
const LINES = Number(process.env.THAW_BENCH_LINES ?? 1_000_000);
/** Of the longest file, whose memory and growth are measured. */
const MOST_LINES = Number(process.env.THAW_BENCH_MOST_LINES ?? 5 * LINES);
const LARGE_HISTORY = 500_000;
const MEGABYTE = 1024 ** 2;

/** Imports against `psql \copy` of clean rows into the same table; then their memory, and how they grow. */
module.exports = async function benchImport(desk) {
  if (spawnSync('psql', ['--version']).status !== 0) {
    process.stderr.write('skipped: import (psql is not installed)\n');
    return [];
  }
  const bench = new ImportBench(desk);
  try {
    return [...(await bench.againstPsql()), ...(await bench.alone())];
  } finally {
    bench.removeFiles();
  }
};

class ImportBench {
  constructor(desk) {
    this.desk = desk;
    this.imports = desk.get(lib('transactions').ImportsService);
    this.files = [];
  }

  async againstPsql() {
    const { desk } = this;
    const csv = await this.write('history.csv', historyFile(LINES));
    // The same rows in other bytes.
    const changed = await this.write('changed.csv', historyFile(LINES), withReturns());
    const clean = this.file('clean.csv');

    // Clean rows for psql, as this very import wrote them.
    const seeded = await desk.terminal();
    await this.take(seeded, csv);
    await psql(
      desk,
      `\\copy (SELECT * FROM transaction WHERE terminal_id = '${seeded}' ORDER BY occurred_at, line) TO '${clean}' CSV`,
    );
    await this.drop(seeded);
    const copyClean = async () => {
      await desk.query('CHECKPOINT');
      const took = await timed(() => psql(desk, `\\copy transaction_rows FROM '${clean}' CSV`));
      await this.drop(seeded);
      return took;
    };

    const parts = new Parts();
    const first = await pairwise(
      ROUNDS,
      async () => {
        const terminalId = await desk.terminal();
        await desk.query('CHECKPOINT');
        const took = await timed(() => this.take(terminalId, csv, parts));
        await this.drop(terminalId);
        return took;
      },
      copyClean,
    );
    const bound = `${parts.words()}; written while it is read: reading takes this process, writing the server`;
    const rows = [{ name: `first import, ${LINES} rows`, ...first, limit: 1.1, note: bound }];
    if (LINES > LARGE_HISTORY) {
      const name = 'into an empty history of more than 500 k rows';
      rows.push({ name, ...first, limit: 0.8, note: 'the same way as any first import' });
    }

    const held = await desk.terminal();
    await this.take(held, csv);
    const againParts = new Parts();
    const again = () => this.take(held, changed, againParts);
    // Without this the second round would be an identical file.
    const forget = () =>
      desk.query(`UPDATE history_import SET content_hash = '\\x' WHERE terminal_id = '${held}'`);
    const changedRow = await pairwise(
      ROUNDS,
      async () => {
        await forget();
        return timed(again);
      },
      copyClean,
    );
    rows.push({
      name: 'every row again, file changed',
      ...changedRow,
      limit: 0.5,
      note: `${againParts.words()}; reading the file is most of it`,
    });

    await forget();
    await this.take(held, csv);
    const identical = await pairwise(
      ROUNDS,
      async () => timed(async () => this.take(held, csv, null, { sha256: await digestOf(csv) })),
      copyClean,
    );
    rows.push({
      name: 'identical file again, announced',
      ...identical,
      limit: 0.05,
      note: 'hashing the file, as its sender does',
    });
    await this.drop(held);
    return rows;
  }

  /** Each import in a process of its own, which does nothing else. */
  async alone() {
    const sizes = [10_000, 100_000, LINES, MOST_LINES].filter((size, at, all) => all.indexOf(size) === at);
    const points = [];
    for (const size of sizes.sort((a, b) => a - b)) {
      const csv = await this.write(`alone-${size}.csv`, historyFile(size));
      const terminalId = await this.desk.terminal();
      await this.desk.query('CHECKPOINT');
      points.push({ size, ...(await importOnce(this.desk, terminalId, csv)) });
      await this.drop(terminalId);
      rmSync(csv, { force: true });
    }
    const memory = (size, allowedMb) => {
      const { peakBytes, cpuMs } = points.find((point) => point.size === size);
      const allowed = allowedMb * MEGABYTE;
      return {
        name: `peak memory of an import, ${size} rows, bytes`,
        ours: peakBytes,
        other: allowed,
        ratio: peakBytes / allowed,
        limit: 1,
        note: `against what is allowed; ${(cpuMs / 1000).toFixed(1)} s of processor in that process. Node itself, then keys: 10–15 bytes a row`,
      };
    };
    const growth = exponentOf(points);
    return [
      memory(LINES, 256),
      ...(MOST_LINES === LINES ? [] : [memory(MOST_LINES, 350)]),
      {
        name: `growth exponent of import time, ${points[0].size} to ${points.at(-1).size} rows`,
        ours: growth,
        other: 1,
        ratio: growth,
        limit: 1.05,
        note: points.map(({ size, ms }) => `${size}: ${ms.toFixed(0)} ms`).join(', '),
      },
    ];
  }

  async take(terminalId, path, parts = null, over = {}) {
    const began = process.hrtime.bigint();
    const { id } = await this.imports.receive(lib('kernel').systemActor('setup'), {
      terminalId,
      caseId: null,
      fileName: 'history.csv',
      content: createReadStream(path, { highWaterMark: 256 * 1024 }),
      options: {},
      ...over,
    });
    const received = process.hrtime.bigint();
    await this.imports.run(id, async () => undefined);
    parts?.add(Number(received - began) / 1e6, Number(process.hrtime.bigint() - received) / 1e6);
  }

  async drop(terminalId) {
    await this.desk.query('DELETE FROM history_block WHERE terminal_id = $1', [terminalId]);
    await this.desk.query('DELETE FROM transaction WHERE terminal_id = $1', [terminalId]);
    await this.desk.query('VACUUM transaction');
  }

  file(name) {
    const path = join(this.desk.folder, name);
    this.files.push(path);
    return path;
  }

  async write(name, ...streams) {
    const path = this.file(name);
    await pipeline(...streams, createWriteStream(path));
    return path;
  }

  removeFiles() {
    for (const path of this.files) rmSync(path, { force: true });
  }
}

/** How long the two parts of an import took. */
class Parts {
  received = [];
  ran = [];

  add(received, ran) {
    this.received.push(received);
    this.ran.push(ran);
  }

  words() {
    return `taking in ${median(this.received).toFixed(0)} ms, the job ${median(this.ran).toFixed(0)} ms`;
  }
}

const withReturns = () =>
  new Transform({
    transform: (chunk, _encoding, done) =>
      done(null, Buffer.from(chunk.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')),
  });

async function digestOf(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: MEGABYTE }), hash);
  return hash.digest('hex');
}

async function importOnce(desk, terminalId, path) {
  const script = join(__dirname, 'import-once.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...NODE_OPTIONS,
    script,
    desk.url,
    desk.folder,
    terminalId,
    path,
  ]);
  return JSON.parse(stdout);
}

/** The slope of the line through the logarithms, by least squares. */
function exponentOf(points) {
  const at = points.map(({ size, ms }) => [Math.log(size), Math.log(ms)]);
  const mean = (place) => at.reduce((sum, point) => sum + point[place], 0) / at.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (of) => at.reduce((total, point) => total + of(point), 0);
  return sum(([a, b]) => (a - x) * (b - y)) / sum(([a]) => (a - x) ** 2);
}

async function timed(work) {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e6;
}

function psql(desk, command) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'psql',
      ['--no-psqlrc', '--quiet', '-v', 'ON_ERROR_STOP=1', desk.url, '-c', command],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`psql ended with ${code}`))));
  });
}
