'use strict';
// `npm run prove -- NAME`: proofs that take too long for every run. What they print is kept under test/prove/results,
// with date and commit.
const { spawn, spawnSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { ensureInstalled } = require('../../apps/cli/bin/install.cjs');

const ROOT = join(__dirname, '..', '..');

/** What each proof runs, and the settings that make it long. */
const PROOFS = {
  kills: {
    about: '20 kills of a worker at random moments of an import and of a scan',
    tests: ['test/faults/random-kills.fuller.test.ts'],
    project: 'e2e',
    env: { THAW_KILLS: '20', THAW_TEST_LARGE: '1' },
  },
  'clock-kills': {
    about: '20 kills each of the worker, of Redis and of PostgreSQL in the middle of a sweep of clocks',
    tests: ['test/faults/clock-kills.fuller.test.ts'],
    project: 'e2e',
    env: { THAW_CLOCK_KILLS: '20', THAW_TEST_LARGE: '1' },
  },
  faults: {
    about:
      '1,000 rounds of work at a desk whose parts are killed, paused and restarted, and whose lines are cut and slow',
    tests: ['test/faults/rounds.test.ts'],
    project: 'e2e',
    env: { THAW_FAULT_ROUNDS: '1000', THAW_FAULT_SEED: '1' },
  },
  replacement: {
    about: 'every way in which the terminal system can meet each order of a replacement',
    tests: ['test/medium/case-replacement-gateway.fuller.test.ts'],
    project: 'medium',
    env: { THAW_EVERY_MODE: '1', THAW_TEST_LARGE: '1' },
  },
  model: {
    about: 'a desk played with at random until every row of the lifecycle was taken ten times',
    tests: ['test/stories/model.test.ts'],
    project: 'stories',
    env: { THAW_MODEL_TIMES: '10' },
  },
  hostile: {
    about: 'every operation of the API against hostile requests, 20 seeds',
    tests: ['test/security/hostile.test.ts'],
    project: 'medium',
    env: {},
    // One table of routes and personas is enough to read.
    seeds: { name: 'THAW_HOSTILE_SEED', count: 20, last: { THAW_HOSTILE_TABLE: '1' } },
  },
  scanners: {
    about: 'sqlmap and wapiti (apt-get install sqlmap wapiti) against the running API, by this machine alone',
    tests: ['test/prove/scanners.test.ts'],
    project: 'medium',
    env: { THAW_PROOF: '1' },
  },
};

async function main() {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in PROOFS));
  if (names.length === 0 || unknown.length > 0) {
    const list = Object.entries(PROOFS).map(([name, { about }]) => `  ${name.padEnd(13)}${about}`);
    process.stderr.write(`npm run prove -- NAME\n${list.join('\n')}\n`);
    return 2;
  }
  await ensureInstalled(ROOT, 'all');
  let outcome = 0;
  for (const name of names) outcome ||= await prove(name, PROOFS[name]);
  return outcome;
}

async function prove(name, { tests, project, env, seeds }) {
  const began = new Date();
  const runs = seeds
    ? Array.from({ length: seeds.count }, (_, i) => ({
        ...env,
        ...(i + 1 === seeds.count && seeds.last),
        [seeds.name]: String(i + 1),
      }))
    : [env];
  let output = '';
  let code = 0;
  for (const settings of runs) {
    if (seeds) output += `${seeds.name}=${settings[seeds.name]}\n`;
    const run = await runTests(project, tests, settings);
    output += run.output;
    code ||= run.code;
  }
  keep(name, began, code, output);
  return code;
}

function runTests(project, tests, env) {
  const args = [join(ROOT, 'test', 'run.cjs'), '--selectProjects', project, ...tests];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece) => {
      output += piece;
      process.stdout.write(piece);
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code: code ?? 1, output })));
}

function keep(name, began, code, output) {
  const git = (...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
  const folder = join(__dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const changed = git('status', '--porcelain', '--', ':!test/prove/results') === '' ? '' : ' (with changes)';
  const head = [
    `proof    ${name}: ${PROOFS[name].about}`,
    `outcome  ${code === 0 ? 'holds' : 'DOES NOT HOLD'}`,
    `commit   ${git('rev-parse', 'HEAD')}${changed}`,
    `began    ${began.toISOString()}`,
    `ended    ${new Date().toISOString()}`,
    `node     ${process.version}`,
  ];
  const file = join(folder, `${began.toISOString().slice(0, 10)}-${name}.txt`);
  writeFileSync(file, `${head.join('\n')}\n\n${output}`);
  process.stdout.write(`kept in ${file.slice(ROOT.length + 1)}\n`);
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    process.stderr.write(`${error.expected ? error.message : error.stack}\n`);
    process.exitCode = 1;
  },
);
