'use strict';
// `npm run bench`: measures Thaw against its peers, pairwise in one run. `npm run bench -- import scan --json` picks.
const { spawnSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { ensureBuilt } = require('../../apps/cli/bin/build.cjs');
const { ensureInstalled } = require('../../apps/cli/bin/install.cjs');
const { printTable } = require('./table.cjs');

const ROOT = join(__dirname, '..', '..');
const SECTIONS = ['import', 'scan', 'append', 'findings', 'backtest', 'sla', 'views', 'peers'];

async function main() {
  const asked = process.argv.slice(2);
  const asJson = asked.includes('--json');
  const keep = asked.includes('--keep');
  const sections = asked.filter((word) => !word.startsWith('--'));
  const unknown = sections.filter((name) => !SECTIONS.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`No such bench: ${unknown.join(', ')}. There are: ${SECTIONS.join(', ')}.\n`);
    return 2;
  }
  await ensureInstalled(ROOT, 'all');
  await ensureBuilt(ROOT);
  const { Desk } = require('./desk.cjs');
  const desk = await Desk.start();
  const rows = [];
  try {
    for (const name of SECTIONS.filter((one) => sections.length === 0 || sections.includes(one))) {
      process.stderr.write(`— ${name}\n`);
      rows.push(...(await require(`./${name}.bench.cjs`)(desk)));
    }
  } finally {
    await desk.stop();
  }
  if (asJson) process.stdout.write(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  else printTable(rows);
  if (keep) keepResults(rows);
  return 0;
}

/** For the record: what was measured, of which commit, when. */
function keepResults(rows) {
  const git = (...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
  const folder = join(__dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const record = {
    at,
    commit: git('rev-parse', 'HEAD'),
    changed: git('status', '--porcelain') !== '',
    node: process.version,
    rows,
  };
  writeFileSync(
    join(folder, `${at.slice(0, 19).replaceAll(':', '')}.json`),
    `${JSON.stringify(record, null, 2)}\n`,
  );
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    process.stderr.write(`${error.expected ? error.message : error.stack}\n`);
    process.exitCode = 1;
  },
);
