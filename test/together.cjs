'use strict';
// Test files of a whole run are played several to a load: loading the desk's rooms takes longer than many a file's tests,
// and what one file has warmed up is warm for the next. Each keeps its own hooks, database and desk.
const { mkdirSync, readdirSync, statSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');

const ROOT = join(__dirname, '..');
const IS_FULLER = process.env.THAW_TEST_LARGE === '1';
/** Folders of each project that is played so, and how many files come to a load. */
const PLAYED = { medium: { folders: ['test/medium', 'test/security'], filesEach: 8 } };
/** They measure what the process has in memory, or change what it is. */
const ALONE =
  /\/(transactions-memory\.fuller|hostile|import-hostile-files\.fuller|entities|boundaries)\.test\.ts$/;

/**
 * Writes what Jest is to run in place of the files themselves.
 * @returns the globs of it by project, for jest.config.cjs.
 */
function playTogether(folder) {
  const matches = {};
  for (const [project, { folders, filesEach }] of Object.entries(PLAYED)) {
    const files = folders.flatMap(testFiles);
    const together = files.filter(({ path }) => !ALONE.test(path));
    const loads = Array.from({ length: Math.ceil(together.length / filesEach) }, () => ({
      size: 0,
      paths: [],
    }));
    for (const { path, size } of together.sort((one, other) => other.size - one.size)) {
      const [least] = loads.sort((one, other) => one.size - other.size);
      least.size += size;
      least.paths.push(path);
    }
    mkdirSync(folder, { recursive: true });
    loads.forEach(({ paths }, i) => writeFileSync(join(folder, `${project}-${i + 1}.test.cjs`), load(paths)));
    matches[project] = [
      `${folder}/${project}-*.test.cjs`,
      ...files.filter(({ path }) => ALONE.test(path)).map(({ path }) => path),
    ];
  }
  return matches;
}

function testFiles(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(ROOT, folder, name))
    .filter((path) => path.endsWith('.test.ts') && (IS_FULLER || !path.endsWith('.fuller.test.ts')))
    .sort()
    .map((path) => ({ path, size: statSync(path).size }));
}

function load(paths) {
  const files = paths.map((path) => {
    const name = relative(ROOT, path);
    return `describe(${JSON.stringify(name)}, () => {\n  require(${JSON.stringify(path)});\n});\n`;
  });
  // The longest patience that one of them asks for is given to all.
  return `${files.join('')}jest.setTimeout(600_000);\n`;
}

module.exports = { playTogether };
