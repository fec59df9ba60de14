'use strict';
const { spawnSync } = require('node:child_process');
const { copyFileSync, existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const LOCK = join(__dirname, 'package-lock.json');
/** Of the lockfile that what is installed was installed from. */
const MARK = join(__dirname, 'node_modules', '.installed-lock.json');

/** Installs what Thaw is measured against, into this folder alone. @returns a `require` of that place. */
function peers() {
  const lock = readFileSync(LOCK, 'utf8');
  if (!existsSync(MARK) || readFileSync(MARK, 'utf8') !== lock) {
    process.stderr.write('installing the peers of the bench …\n');
    // Not `npm ci`: platform packages that the registry lacks keep the lockfile from naming them all.
    const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save'];
    const { status } = spawnSync('npm', args, { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error('the peers of the bench could not be installed: see above');
    copyFileSync(LOCK, MARK);
  }
  return createRequire(join(__dirname, 'package.json'));
}

module.exports = { peers };
