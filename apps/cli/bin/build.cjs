'use strict';
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { withLock } = require('./lock.cjs');

/** What is compiled: dist mirrors these folders. The web room has a builder of its own. */
const ROOMS = ['apps/api', 'apps/worker', 'apps/cli', 'libs', 'migrations'];

/**
 * Compiles the whole tree with swc into dist when the sources differ from what dist was made of.
 * The new tree is made aside and moved into place by renames, under a lock: a process that runs from dist or builds
 * at the same time never meets a half-written file.
 */
async function ensureBuilt(root) {
  const sources = listSources(root);
  // An image carries dist without its sources.
  if (sources.length === 0) return;
  const mark = fingerprint(root, sources);
  if (builtMark(root) === mark) return;
  await withLock(root, async () => {
    if (builtMark(root) !== mark) await build(root, sources, mark);
  });
}

async function build(root, sources, mark) {
  const staging = join(root, 'dist', `.staging-${process.pid}`);
  const replaced = join(root, 'dist', `.replaced-${process.pid}`);
  try {
    await Promise.all(sources.map((source) => lay(root, staging, source)));
    fs.rmSync(markPath(root), { force: true });
    fs.mkdirSync(replaced, { recursive: true });
    for (const name of fs.readdirSync(staging)) {
      const place = join(root, 'dist', name);
      if (fs.existsSync(place)) fs.renameSync(place, join(replaced, name));
      fs.renameSync(join(staging, name), place);
    }
    fs.writeFileSync(markPath(root), mark);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
    fs.rmSync(replaced, { recursive: true, force: true });
  }
}

async function lay(root, staging, source) {
  const from = join(root, source);
  const to = join(staging, source.replace(/\.ts$/, '.js'));
  fs.mkdirSync(dirname(to), { recursive: true });
  if (!source.endsWith('.ts')) {
    fs.copyFileSync(from, to);
    return;
  }
  const swc = require('@swc/core');
  const { exclude, jsc, ...options } = settings(root);
  const { code, map } = await swc.transformFile(from, {
    ...options,
    cwd: root,
    swcrc: false,
    filename: from,
    jsc: { ...jsc, baseUrl: root },
    // Without it a dynamic import of our own files would not see their names.
    module: { ...options.module, exportInteropAnnotation: true },
    sourceFileName: relative(dirname(join(root, 'dist', source)), from),
  });
  fs.writeFileSync(to, code);
  if (map) fs.writeFileSync(`${to}.map`, map);
}

/** Sources and the small files that lie beside them (reference data, texts), without tests and documents. */
function listSources(root) {
  const found = [];
  const walk = (folder) => {
    for (const entry of fs.readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(path);
      else if (entry.isFile() && isSource(path)) found.push(path);
    }
  };
  for (const room of ROOMS) if (fs.existsSync(join(root, room))) walk(room);
  return found.sort();
}

const isSource = (path) =>
  /^(migrations|[a-z]+\/[a-z]+\/src)\//.test(path) && !/(\.spec\.ts|\.d\.ts|\.md)$/.test(path);

/** By content, since a checkout or a copy changes times. Some hundred small files take some ten milliseconds. */
function fingerprint(root, sources) {
  const hash = createHash('sha256');
  for (const path of ['.swcrc', 'apps/cli/bin/build.cjs', ...sources]) {
    hash
      .update(`${path}\0`)
      .update(fs.readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

const settings = (root) => {
  const { $schema, ...options } = JSON.parse(fs.readFileSync(join(root, '.swcrc'), 'utf8'));
  return options;
};

const markPath = (root) => join(root, 'dist', '.built');

function builtMark(root) {
  try {
    return fs.readFileSync(markPath(root), 'utf8');
  } catch {
    return null;
  }
}

module.exports = { ensureBuilt };

if (require.main === module) {
  ensureBuilt(join(__dirname, '..', '..', '..')).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
