// One place says how TypeScript is compiled: .swcrc. Jest resolves @thaw/* itself, so the path aliases are left out.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const { jsc, module: moduleOptions } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', '.swcrc'), 'utf8'),
);
const { paths, baseUrl, ...withoutPaths } = jsc;

module.exports = { jsc: withoutPaths, module: moduleOptions, sourceMaps: 'inline' };
