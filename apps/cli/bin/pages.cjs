'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { withLock } = require('./lock.cjs');

const ROOM = 'apps/web';
const DESCRIPTION = 'apps/api/openapi.json';
const CLIENT = join(ROOM, 'src', 'client', 'schema.ts');

/** Writes the types of the client anew from the API's description where they are missing or older than it. */
async function ensureClient(root) {
  const mark = `// of ${hashOf([join(root, DESCRIPTION)])}\n`;
  const path = join(root, CLIENT);
  if (fs.existsSync(path) && fs.readFileSync(path, 'utf8').startsWith(mark)) return;
  const { clientOf } = await buildersOf(root);
  const description = JSON.parse(fs.readFileSync(join(root, DESCRIPTION), 'utf8'));
  const aside = `${path}.${process.pid}`;
  fs.writeFileSync(aside, mark + (await clientOf(description)));
  fs.renameSync(aside, path);
}

/**
 * Builds the browser's pages into dist/web when their sources differ from what was built; made aside and moved into
 * place, so that whoever is served meanwhile gets the one or the other whole.
 */
async function ensurePages(root) {
  // An image carries the pages without their sources.
  if (!fs.existsSync(join(root, ROOM, 'src'))) return;
  const target = join(root, 'dist', 'web');
  if (builtMark(target) === markOf(root)) return;
  await withLock(root, async () => {
    const mark = markOf(root);
    if (builtMark(target) === mark) return;
    await ensureClient(root);
    const { buildPages } = await buildersOf(root);
    const staging = `${target}.staging`;
    const replaced = `${target}.replaced`;
    await buildPages(join(root, ROOM), staging);
    fs.writeFileSync(join(staging, '.built'), mark);
    fs.rmSync(replaced, { recursive: true, force: true });
    if (fs.existsSync(target)) fs.renameSync(target, replaced);
    fs.renameSync(staging, target);
    fs.rmSync(replaced, { recursive: true, force: true });
  });
}

const buildersOf = (root) => import(pathToFileURL(join(root, ROOM, 'build.mjs')).href);

function builtMark(target) {
  try {
    return fs.readFileSync(join(target, '.built'), 'utf8');
  } catch {
    return null;
  }
}

/** By content, as for what serves. */
function markOf(root) {
  const files = [join(root, DESCRIPTION), join(root, 'package-lock.json'), __filename];
  const walk = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(path);
      else if (entry.isFile() && path !== join(root, CLIENT)) files.push(path);
    }
  };
  walk(join(root, ROOM));
  return hashOf(files.sort());
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(fs.readFileSync(path)).update('\0');
  return hash.digest('hex');
}

module.exports = { ensureClient, ensurePages };

if (require.main === module) {
  const root = join(__dirname, '..', '..', '..');
  const work = process.argv.includes('--client') ? ensureClient : ensurePages;
  work(root).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
