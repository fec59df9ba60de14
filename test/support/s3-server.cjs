// A bucket that speaks S3, in a process of its own; it keeps what it is given in a folder that goes with it.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const S3rver = require('s3rver');

const directory = mkdtempSync(join(tmpdir(), 'thaw-s3-'));
const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  configureBuckets: [{ name: process.argv[2] }],
});
server.run().then(({ port }) => process.send({ port }));
process.on('disconnect', () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
});
