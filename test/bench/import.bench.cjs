'use strict';
const { spawn, spawnSync } = require('node:child_process');
const { createReadStream, createWriteStream, rmSync } = require('node:fs');
const { join } = require('node:path');
const { pipeline } = require('node:stream/promises');
const { lib } = require('./desk.cjs');
const { historyFile } = require('./history.cjs');
const { pairwise } = require('./table.cjs');

const ROUNDS = Number(process.env.THAW_BENCH_ROUNDS ?? 5);
const LINES = Number(process.env.THAW_BENCH_LINES ?? 1_000_000);

/** Imports against `psql \copy` of clean rows into the same table. */
module.exports = async function benchImport(desk) {
  if (spawnSync('psql', ['--version']).status !== 0) {
    process.stderr.write('skipped: import (psql is not installed)\n');
    return [];
  }
  const { ImportsService } = lib('transactions');
  const { systemActor } = lib('kernel');
  const imports = desk.get(ImportsService);
  const csv = join(desk.folder, 'history.csv');
  await pipeline(historyFile(LINES), createWriteStream(csv));
  const other = join(desk.folder, 'other.csv');
  await pipeline(historyFile(LINES), createWriteStream(other));
  const clean = join(desk.folder, 'clean.csv');

  const take = async (terminalId, path) => {
    const { id } = await imports.receive(systemActor('setup'), {
      terminalId,
      caseId: null,
      fileName: 'history.csv',
      content: createReadStream(path, { highWaterMark: 256 * 1024 }),
      options: {},
    });
    const received = process.hrtime.bigint();
    await imports.run(id, async () => undefined);
    return { id, ran: Number(process.hrtime.bigint() - received) / 1e6 };
  };
  const drop = async (terminalId) => {
    await desk.query('DELETE FROM history_block WHERE terminal_id = $1', [terminalId]);
    await desk.query('DELETE FROM transaction WHERE terminal_id = $1', [terminalId]);
    await desk.query('VACUUM transaction');
  };

  // Clean rows for psql, as this very import wrote them.
  const seeded = await desk.terminal();
  await take(seeded, csv);
  await psql(
    desk,
    `\\copy (SELECT * FROM transaction WHERE terminal_id = '${seeded}' ORDER BY occurred_at, line) TO '${clean}' CSV`,
  );
  await drop(seeded);

  const rows = [];
  let ran = 0;
  const copyClean = async () => {
    await desk.query('CHECKPOINT');
    const began = process.hrtime.bigint();
    await psql(desk, `\\copy transaction FROM '${clean}' CSV`);
    const took = Number(process.hrtime.bigint() - began) / 1e6;
    await drop(seeded);
    return took;
  };
  const first = await pairwise(
    ROUNDS,
    async () => {
      const terminalId = await desk.terminal();
      await desk.query('CHECKPOINT');
      const began = process.hrtime.bigint();
      ({ ran } = await take(terminalId, csv));
      const took = Number(process.hrtime.bigint() - began) / 1e6;
      await drop(terminalId);
      return took;
    },
    copyClean,
  );
  rows.push({
    name: `first import, ${LINES} rows`,
    ...first,
    limit: 1.1,
    note: `of which the job ${ran.toFixed(0)} ms`,
  });

  const held = await desk.terminal();
  await take(held, csv);
  const again = await pairwise(ROUNDS, async () => void (await take(held, other)), copyClean);
  rows.push({ name: 'every row again', ...again, limit: 0.5 });
  await drop(held);
  for (const path of [csv, other, clean]) rmSync(path, { force: true });
  return rows;
};

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
