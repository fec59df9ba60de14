'use strict';
// Runs one scan as the worker does, in a process of its own, and prints the most memory that it took, in bytes.
const { tmpdir } = require('node:os');
const { lib, openRooms } = require('./desk.cjs');

async function main([url, scanId]) {
  const app = await openRooms(url, tmpdir());
  await app.get(lib('risk').ScanRunner, { strict: false }).run(scanId, async () => undefined);
  await app.close();
  process.stdout.write(`${process.resourceUsage().maxRSS * 1024}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
