'use strict';
// One import in a process of its own, for what it takes of memory and time: prints them as JSON.
const { createReadStream } = require('node:fs');
const { Desk, lib } = require('./desk.cjs');
const { peakMemory } = require('./peak-memory.cjs');

const [url, folder, terminalId, path] = process.argv.slice(2);

async function main() {
  const { ImportsService } = lib('transactions');
  const { systemActor } = lib('kernel');
  const desk = await Desk.attach(url, folder);
  const imports = desk.get(ImportsService);
  const began = process.hrtime.bigint();
  const content = createReadStream(path, { highWaterMark: 256 * 1024 });
  const { id } = await imports.receive(systemActor('setup'), {
    terminalId,
    caseId: null,
    fileName: 'history.csv',
    content,
    options: {},
  });
  await imports.run(id, async () => undefined);
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  await desk.detach();
  const { userCPUTime } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ ms, cpuMs: userCPUTime / 1000, peakBytes: peakMemory() }));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
