'use strict';
// `npm run check`: the developer's one door. `npm run check lint types` runs only what is named.
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { ensureInstalled } = require('../apps/cli/bin/install.cjs');
const { ensureClient } = require('../apps/cli/bin/pages.cjs');

const ROOT = join(__dirname, '..');
const bin = (...path) => join(ROOT, 'node_modules', ...path);

/** Longest first, since two run at a time. */
const STEPS = {
  lint: [bin('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0'],
  types: [bin('typescript', 'bin', 'tsc'), '--noEmit'],
  unit: [join(ROOT, 'test', 'run.cjs'), '--selectProjects', 'spec'],
  boundaries: [
    bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    ...['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'migrations', 'test'],
  ],
  pages: [bin('typescript', 'bin', 'tsc'), '-p', join('apps', 'web')],
  answers: [join(ROOT, 'test', 'openapi', 'answers.cjs'), '--check'],
  unused: [bin('knip', 'bin', 'knip.js'), '--no-progress'],
  format: [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
};
const AT_ONCE = 2;

async function main() {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in STEPS));
  if (unknown.length > 0) {
    process.stderr.write(
      `No such step: ${unknown.join(', ')}. There are: ${Object.keys(STEPS).join(', ')}.\n`,
    );
    return 2;
  }
  await ensureInstalled(ROOT, 'all');
  // What the browser's room imports is made, not kept.
  await ensureClient(ROOT);
  const began = Date.now();
  const waiting = Object.keys(STEPS).filter((name) => asked.length === 0 || asked.includes(name));
  const failed = [];
  const lane = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const { code, output, seconds } = await run(STEPS[name]);
      process.stdout.write(
        `${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(11)}${seconds.padStart(6)} s\n`,
      );
      if (code === 0) continue;
      failed.push(name);
      process.stdout.write(`${output.trimEnd()}\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const total = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(
    failed.length === 0 ? `All in order, ${total} s.\n` : `Not in order: ${failed.join(', ')}; ${total} s.\n`,
  );
  return failed.length === 0 ? 0 : 1;
}

function run(args) {
  const began = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('close', (code) =>
      resolve({ code, output, seconds: ((Date.now() - began) / 1000).toFixed(1) }),
    );
  });
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    process.stderr.write(`${error.expected ? error.message : error.stack}\n`);
    process.exitCode = 1;
  },
);
