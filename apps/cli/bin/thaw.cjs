#!/usr/bin/env node
'use strict';
// The one entry of the terminal door. It runs before anything is installed or built, so it is plain CommonJS, needs no
// package, and is written so that even an old Node can parse it far enough to say what is wrong.

var have = process.versions.node.split('.').map(Number);
// Nest ships ES modules only: the releases that can require() them are 20.19 and later, and 22.12 and later.
var fits = (have[0] === 20 && have[1] >= 19) || (have[0] === 22 && have[1] >= 12) || have[0] > 22;

if (!fits) {
  process.stderr.write(
    'Thaw 需要 Node.js 20.19（或 22.12）及以上版本，当前版本为 ' + process.versions.node + '。请升级后重试。\n' +
      'Thaw needs Node.js 20.19 (or 22.12) or newer; this is ' + process.versions.node + '. Please upgrade and try again.\n',
  ); // prettier-ignore
  process.exitCode = 1;
} else {
  require('./launch.cjs')
    .launch(process.argv.slice(2))
    .then(
      function (code) {
        process.exitCode = code;
      },
      function (error) {
        process.stderr.write(
          (error && error.expected ? error.message : String((error && error.stack) || error)) + '\n',
        );
        process.exitCode = 1;
      },
    );
}
