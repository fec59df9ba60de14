'use strict';
const { join } = require('node:path');
const { ensureBuilt } = require('./build.cjs');
const { ensurePages } = require('./pages.cjs');
const { ensureInstalled } = require('./install.cjs');

/** The project's root: this file lies in apps/cli/bin. */
const ROOT = join(__dirname, '..', '..', '..');

/** Installs and builds what is missing, then runs the command. @returns its exit code. */
async function launch(args) {
  await ensureInstalled(ROOT, 'run');
  await ensureBuilt(ROOT);
  // The one command that serves them; a container has them in its image.
  if (args[0] === 'up') await ensurePages(ROOT);
  process.setSourceMapsEnabled(true);
  return require(join(ROOT, 'dist', 'apps', 'cli', 'src', 'main.js')).run(args);
}

module.exports = { launch, ROOT };
