'use strict';
const { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const POLL_MS = 100;
const NAMELESS_MS = 5_000;

/**
 * Runs `work` while no other process of this clone installs or builds. The lock is a file that names its holder; one
 * whose holder is gone is removed.
 */
async function withLock(root, work) {
  const folder = join(root, 'dist');
  const path = join(folder, '.lock');
  mkdirSync(folder, { recursive: true });
  while (!take(path)) {
    if (isHeld(path)) await sleep(POLL_MS);
    else rmSync(path, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether the lock's holder still lives. One that names nobody is between two system calls, or died there. */
function isHeld(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    if (!pid) return Date.now() - statSync(path).mtimeMs < NAMELESS_MS;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

module.exports = { withLock };
