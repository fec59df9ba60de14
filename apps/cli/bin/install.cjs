'use strict';
const { spawn } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { withLock } = require('./lock.cjs');

/**
 * Makes node_modules hold what package-lock.json says.
 * @param need 'run' where what serves is enough, 'all' where tests and checks need their tools too.
 */
async function ensureInstalled(root, need) {
  if (isInstalled(root, need)) return;
  await withLock(root, async () => {
    if (isInstalled(root, need)) return;
    const began = Date.now();
    say('正在安装依赖，首次约需一分钟…  Installing packages, about a minute the first time…');
    const flags = [
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      ...(need === 'all' ? ['--include=dev'] : []),
    ];
    if ((await npm(root, ['ci', ...flags])) !== 0) {
      say('npm ci 未成功，改用 npm install。  npm ci did not succeed; trying npm install instead.');
      if ((await npm(root, ['install', ...flags])) !== 0) {
        throw expected('依赖安装失败，原因见上。  The packages could not be installed; npm says why above.');
      }
    }
    say(`依赖已装好（${seconds(began)} 秒）。  Packages installed in ${seconds(began)} s.`);
  });
}

/**
 * npm writes node_modules/.package-lock.json last and lists in it what it really laid down: an interrupted install
 * has none, and one from an older lock file differs. So it is the mark to compare, and no file of our own is needed.
 */
function isInstalled(root, need) {
  const wanted = packages(join(root, 'package-lock.json'));
  const present = packages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '' || entry.link || entry.optional || entry.devOptional) return true;
    if (entry.dev && need !== 'all') return true;
    const have = present[place];
    return have !== undefined && have.version === entry.version && have.integrity === entry.integrity;
  });
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

function npm(root, args) {
  // Under npm or npx its own script is named in the environment, which spares a search on PATH.
  const script = join(dirname(process.env.npm_execpath || root), 'npm-cli.js');
  const [command, before] = existsSync(script)
    ? [process.execPath, [script]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, ...args], {
      cwd: root,
      // What npm prints belongs beside our progress lines, never into a command's output.
      stdio: ['ignore', 2, 2],
      shell: command.endsWith('.cmd'),
    });
    child.once('error', () => reject(expected('找不到 npm。  npm was not found on PATH.')));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const say = (line) => process.stderr.write(`${line}\n`);
const seconds = (began) => Math.round((Date.now() - began) / 1000);
const expected = (message) => Object.assign(new Error(message), { expected: true });

module.exports = { ensureInstalled };
