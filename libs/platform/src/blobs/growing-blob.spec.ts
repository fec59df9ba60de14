import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskBlobStore } from './disk-blob-store';
import type { GrowingBlob } from './growing-blob';

let folder: string;
let blob: GrowingBlob;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-growing-'));
  blob = await new DiskBlobStore({ blobDir: folder }).begin('intake', 1_000_000);
});
afterEach(async () => {
  await blob.discard();
  rmSync(folder, { recursive: true, force: true });
});

const filesLeft = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const read: Buffer[] = [];
  // Its memory serves again.
  for await (const piece of pieces) read.push(Buffer.from(piece));
  return Buffer.concat(read);
}

it('gives its reader each piece as it comes, and ends where it ends', async () => {
  const pieces = blob.follow(new AbortController().signal);
  const first = pieces.next();
  await blob.write(Buffer.from('one'));
  expect((await first).value?.toString()).toBe('one');
  const second = pieces.next();
  await blob.write(Buffer.from('two'));
  expect((await second).value?.toString()).toBe('two');
  const last = pieces.next();
  blob.end();
  expect((await last).done).toBe(true);
});

it('gives a reader that comes late all from the start, also once it is kept', async () => {
  const bytes = randomBytes(300_000);
  for (let at = 0; at < bytes.length; at += 70_000) await blob.write(bytes.subarray(at, at + 70_000));
  blob.end();
  expect((await all(blob.follow(new AbortController().signal))).equals(bytes)).toBe(true);
  await blob.keep();
  expect(blob.sizeBytes).toBe(bytes.length);
  expect(readFileSync(join(folder, blob.key)).equals(bytes)).toBe(true);
  expect(filesLeft()).toHaveLength(1);
});

it('gives pieces back as they were written, each to be looked at while the next is', async () => {
  const written = Array.from({ length: 9 }, (_, i) => randomBytes(10_000 - 1_000 * (i % 3)));
  for (const piece of written) await blob.write(piece);
  blob.end();
  let last: Buffer | null = null;
  let at = 0;
  for await (const piece of blob.follow(new AbortController().signal)) {
    expect(piece.equals(written[at] as Buffer)).toBe(true);
    if (last) expect(last.equals(written[at - 1] as Buffer)).toBe(true);
    last = piece;
    at += 1;
  }
  expect(at).toBe(written.length);
});

it('tells when it has so many pieces, and when it never will', async () => {
  const { signal } = new AbortController();
  const grown = blob.hasGrown(2, signal);
  const never = blob.hasGrown(3, signal);
  await blob.write(Buffer.from('one'));
  await blob.write(Buffer.from('two'));
  expect(await grown).toBe(true);
  blob.end();
  expect(await never).toBe(false);
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  await expect(blob.hasGrown(3, stop.signal)).rejects.toThrow('enough');
});

it('lets a reader who waits for more go when it is thrown away', async () => {
  await blob.write(Buffer.from('half'));
  const read = all(blob.follow(new AbortController().signal));
  const refused = expect(read).rejects.toThrow('thrown away');
  await blob.discard();
  await refused;
  expect(filesLeft()).toEqual([]);
});

it('lets a reader who waits for more go when he is told to stop', async () => {
  const stop = new AbortController();
  const read = all(blob.follow(stop.signal));
  const refused = expect(read).rejects.toThrow('enough');
  stop.abort(new Error('enough'));
  await refused;
});

it('takes no byte more than it may, and can be thrown away twice, kept or not', async () => {
  await blob.write(randomBytes(1_000_000));
  await expect(blob.write(randomBytes(1))).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  await blob.keep();
  await blob.discard();
  await blob.discard();
  expect(filesLeft()).toEqual([]);
});
