import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PIECE_BYTES, type ArchiveError, type ArchiveFault } from './archive-frames';
import { ArchiveReader } from './archive-reader';
import { ArchiveWriter } from './archive-writer';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'thaw-archive-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = randomBytes(32);
/** Compared in place of a million bytes. */
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const LONG = randomBytes(2 * PIECE_BYTES + 17);

async function written(name: string, key: Buffer | null): Promise<string> {
  const path = join(folder, name);
  const writer = await ArchiveWriter.create(path, key);
  await writer.about({ desk: 'one' });
  await writer.part({ table: 'a' }, Readable.from([LONG.subarray(0, 5), LONG.subarray(5)]), ({ bytes }) => ({
    bytes,
  }));
  const { sha256 } = await writer.part({ blob: 'b' }, Readable.from([Buffer.from('four')]));
  expect(sha256).toEqual(createHash('sha256').update('four').digest());
  await writer.part({ table: 'empty' }, Readable.from([]));
  await writer.finish({ parts: 3 });
  return path;
}

async function readBack(path: string, key: Buffer | null): Promise<unknown[]> {
  const reader = await ArchiveReader.open(path, key);
  try {
    const seen: unknown[] = [await reader.about()];
    for await (const part of reader.parts()) {
      const pieces: Buffer[] = [];
      for await (const piece of part.content) pieces.push(piece);
      seen.push([part.what, sha256(Buffer.concat(pieces)), part.end()]);
    }
    return [...seen, reader.whole()];
  } finally {
    await reader.close();
  }
}

const faultOf = async (path: string, key: Buffer | null): Promise<ArchiveFault | null> =>
  readBack(path, key).then(
    () => null,
    (error: unknown) => (error as ArchiveError).fault,
  );

describe.each([
  ['open', null],
  ['sealed', KEY],
] as const)('an archive that is %s', (name, key) => {
  it('gives back what was put in, and stands under its name only once it is whole', async () => {
    const path = await written(name, key);
    expect(await readBack(path, key)).toEqual([
      { desk: 'one' },
      [{ table: 'a' }, sha256(LONG), { bytes: LONG.length }],
      [{ blob: 'b' }, sha256(Buffer.from('four')), {}],
      [{ table: 'empty' }, sha256(Buffer.alloc(0)), {}],
      { parts: 3 },
    ]);
    expect(readdirSync(folder)).not.toContain(`${name}.${process.pid}.partial`);
    const other = await ArchiveWriter.create(join(folder, 'dropped'), key);
    expect(readdirSync(folder)).not.toContain('dropped');
    await other.discard();
    expect(readdirSync(folder)).not.toContain(`dropped.${process.pid}.partial`);
  });

  it('is refused wherever it is cut off', async () => {
    const whole = readFileSync(await written(name, key));
    const path = join(folder, 'cut');
    for (const length of [60, 100, whole.length >> 1, whole.length - 40, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      expect([length, await faultOf(path, key)]).toEqual([length, 'CUT']);
    }
    writeFileSync(path, whole.subarray(0, 20));
    expect(await faultOf(path, key)).toBe('FORMAT');
  });

  it('is refused where a byte is another, or something follows', async () => {
    const whole = readFileSync(await written(name, key));
    const path = join(folder, 'altered');
    for (let at = 52; at < whole.length; at += at < 400 ? 13 : 150_001) {
      const altered = Buffer.from(whole);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      writeFileSync(path, altered);
      // A length that was altered may reach past the end.
      expect(['ALTERED', 'KEY', 'CUT']).toContain(await faultOf(path, key));
    }
    writeFileSync(path, Buffer.concat([whole, Buffer.from('more')]));
    expect(await faultOf(path, key)).toBe('ALTERED');
  });
});

it('is read by nobody without its key', async () => {
  const path = await written('mine', KEY);
  expect(readFileSync(path).includes('desk')).toBe(false);
  expect([await faultOf(path, null), await faultOf(path, randomBytes(32))]).toEqual(['KEY', 'KEY']);
  writeFileSync(path, 'PGDMP and so on, which is as long as the first line and its salt are');
  expect(await faultOf(path, KEY)).toBe('FORMAT');
});
