'use strict';
// `npm test`: installs what is missing, runs every test, and closes with one line of counts.
// `npm test -- --selectProjects spec libs/kernel` hands its arguments to Jest.
const { spawn } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, sep } = require('node:path');
const { ensureInstalled } = require('../apps/cli/bin/install.cjs');
const { playTogether } = require('./together.cjs');

const ROOT = join(__dirname, '..');
const PROJECTS = ['spec', 'medium', 'stories', 'e2e'];
/** What still runs this long after the last test was left behind by one: that is a defect, not a reason to hang. */
const LINGER_MS = 30_000;
const SLOWEST = 25;
/** Tests make much that lives short: collected more seldom it is a tenth of the time. Workers of Jest take this on. */
const V8 = ['--max-semi-space-size=64'];

async function main() {
  await ensureInstalled(ROOT, 'all');
  const folder = mkdtempSync(join(tmpdir(), 'thaw-results-'));
  const made = join(__dirname, '.together', String(process.pid));
  const args = process.argv.slice(2);
  try {
    const results = join(folder, 'results.json');
    const env = isWhole(args) ? { THAW_TEST_TOGETHER: JSON.stringify(playTogether(made)) } : {};
    const code = await jest(results, args, env);
    return conclude(code, existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : null);
  } finally {
    for (const used of [folder, made]) rmSync(used, { recursive: true, force: true });
  }
}

/** Whole projects; whoever names files runs these by themselves. */
const isWhole = ([first, ...others]) =>
  first === undefined || (first === '--selectProjects' && others.every((each) => PROJECTS.includes(each)));

/** @returns Jest's exit code. */
function jest(results, args, env) {
  const script = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--maxWorkers=2', '--json', `--outputFile=${results}`];
  // What tests say of how often each case was hit comes on standard output; Jest's own words on standard error.
  const child = spawn(process.execPath, [...V8, script, ...patternsFirst(args), ...flags], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => {
    let finishedAt = 0;
    const watch = setInterval(() => {
      if (!existsSync(results)) return;
      finishedAt ||= Date.now();
      if (Date.now() - finishedAt < LINGER_MS) return;
      process.stderr.write(
        'The tests have ended but left something running: a timer, a connection or a process.\n',
      );
      child.kill('SIGKILL');
    }, 500);
    child.once('exit', (code) => {
      clearInterval(watch);
      resolve(code ?? 1);
    });
  });
}

/** Jest would read a path that follows --selectProjects as one more project. */
function patternsFirst(args) {
  const at = args.indexOf('--selectProjects');
  if (at < 0) return args;
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => !PROJECTS.includes(arg));
  if (end < 0) return args;
  return [...rest.slice(end), ...args.slice(0, at + 1), ...rest.slice(0, end)];
}

/** Where the time goes: a suite that grows does so in a few files. */
function slowest(tests) {
  const seconds = new Map();
  for (const { file, duration } of tests)
    seconds.set(file, (seconds.get(file) ?? 0) + (duration ?? 0) / 1000);
  const files = [...seconds].map(([name, sum]) => ({ name, seconds: sum }));
  const most = [...files].sort((one, other) => other.seconds - one.seconds).slice(0, SLOWEST);
  if (files.length <= SLOWEST) return '';
  const lines = most.map(({ name, seconds }) => `${seconds.toFixed(0).padStart(5)} s  ${name}`);
  return `The slowest files:\n${lines.join('\n')}\n`;
}

/** Of those that are played together, the first of its titles is the file that it stands in. */
const fileOf = (name, { ancestorTitles }) =>
  name.includes(`${sep}.together${sep}`) ? (ancestorTitles[0] ?? name) : name.slice(ROOT.length + 1);

/** Says what was skipped and the counts; a run that tested nothing, or in CI skipped anything, has failed. */
function conclude(code, results) {
  const tests = (results?.testResults ?? []).flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: fileOf(file.name, test) })),
  );
  const of = (...states) => tests.filter(({ status }) => states.includes(status));
  const passed = of('passed').length;
  const skipped = of('pending', 'skipped', 'todo', 'disabled');
  // A file that could not even be loaded counts as one failure.
  const failed = of('failed').length + (results?.numRuntimeErrorTestSuites ?? 1);
  for (const { file, fullName } of skipped) process.stdout.write(`skipped: ${file} › ${fullName}\n`);
  process.stdout.write(slowest(tests));
  if (process.env.THAW_TEST_LARGE !== '1')
    process.stdout.write(
      'The fuller set, every path and way of failing besides: THAW_TEST_LARGE=1 npm test\n',
    );
  if (passed === 0) process.stdout.write('No test was run.\n');
  if (process.env.CI === 'true' && skipped.length > 0)
    process.stdout.write('In CI nothing may be skipped.\n');
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`);
  const ok = code === 0 && failed === 0 && passed > 0 && !(process.env.CI === 'true' && skipped.length > 0);
  return ok ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    process.stderr.write(`${error.expected ? error.message : error.stack}\n`);
    process.stdout.write('0 passed, 1 failed, 0 skipped\n');
    process.exitCode = 1;
  },
);
