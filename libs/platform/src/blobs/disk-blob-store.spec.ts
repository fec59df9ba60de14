import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { storesBlobs } from '../../../../test/support/blob-store-contract';
import { DiskBlobStore } from './disk-blob-store';

let folder: string;
let store: DiskBlobStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-blobs-'));
  store = new DiskBlobStore({ blobDir: folder });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const filesLeft = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const read = async (key: string): Promise<Buffer> => Buffer.concat(await store.open(key).toArray());
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const inChunks = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    ),
  );

describe('a folder', () => storesBlobs(() => store));

describe('put', () => {
  it.each([0, 1, 65_536, 300_001])('keeps %i bytes as they are, with their size and hash', async (size) => {
    const bytes = randomBytes(size);
    const stored = await store.put('evidence', inChunks(bytes, 7_919), size);
    expect(stored).toEqual({
      key: expect.stringMatching(/^evidence\/([0-9a-f]{2})\/\1[0-9a-f-]{34}$/) as string,
      sizeBytes: size,
      sha256: sha256(bytes),
    });
    expect(await read(stored.key)).toEqual(bytes);
    expect(filesLeft()).toEqual([join(folder, stored.key)]);
  });

  it('hashes text as the bytes that it writes', async () => {
    const text = '冻结 € 🧊';
    const stored = await store.put('intake', Readable.from([text]), 100);
    expect(stored.sizeBytes).toBe(Buffer.byteLength(text));
    expect(stored.sha256).toEqual(sha256(readFileSync(join(folder, stored.key))));
  });

  it('lets nobody but its own user read', async () => {
    const { key } = await store.put('evidence', Readable.from(['slip']), 100);
    expect(statSync(join(folder, key)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'evidence')).mode & 0o077).toBe(0);
  });

  it('keeps files that are put at once apart, even the same one twice', async () => {
    const bytes = Array.from({ length: 20 }, (_, i) => randomBytes(10_000 + i));
    const twice = [...bytes, ...bytes];
    const stored = await Promise.all(twice.map((each) => store.put('intake', inChunks(each, 999), 20_000)));
    expect(new Set(stored.map(({ key }) => key)).size).toBe(twice.length);
    for (const [i, { key, sizeBytes, sha256: hash }] of stored.entries()) {
      expect([sizeBytes, hash]).toEqual([twice[i]?.length, sha256(twice[i] as Buffer)]);
      expect(await read(key)).toEqual(twice[i]);
    }
    expect(filesLeft()).toHaveLength(twice.length);
  });
});

describe('what cannot be put leaves no file behind', () => {
  const tooLarge = { code: 'FILE_TOO_LARGE', context: { field: 'file' } };

  it('because it is larger than allowed, by one byte or by a lot', async () => {
    await expect(store.put('evidence', inChunks(randomBytes(101), 10), 100)).rejects.toMatchObject(tooLarge);
    await expect(store.put('evidence', Readable.from([randomBytes(101)]), 100)).rejects.toMatchObject(
      tooLarge,
    );
    expect(filesLeft()).toEqual([]);
  });

  it('because it has no end: it is not read any further', async () => {
    let given = 0;
    const endless = new Readable({
      highWaterMark: 1_000,
      read() {
        given += 1_000;
        this.push(randomBytes(1_000));
      },
    });
    await expect(store.put('intake', endless, 50_000)).rejects.toMatchObject(tooLarge);
    expect(endless.destroyed).toBe(true);
    expect(given).toBeLessThan(200_000);
    expect(filesLeft()).toEqual([]);
  });

  it('because its source breaks in the middle', async () => {
    const source = new PassThrough();
    const put = store.put('evidence', source, 1_000_000);
    source.write(randomBytes(100_000));
    source.destroy(new Error('the line broke'));
    await expect(put).rejects.toThrow('the line broke');
    expect(filesLeft()).toEqual([]);
  });

  it('because its sender went away without an end', async () => {
    const source = new PassThrough();
    const put = store.put('evidence', source, 1_000_000);
    source.write('half a fi');
    source.destroy();
    await expect(put).rejects.toThrow();
    expect(filesLeft()).toEqual([]);
  });

  it('because its source was broken before it was read', async () => {
    const source = new PassThrough();
    source.on('error', () => undefined);
    source.destroy(new Error('the line broke'));
    await expect(store.put('evidence', source, 1_000_000)).rejects.toThrow('the line broke');
    expect(filesLeft()).toEqual([]);
  });

  it('because the folder cannot be written: the source is let go', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, 'a file where a folder should be');
    const source = new PassThrough();
    await expect(new DiskBlobStore({ blobDir: blocked }).put('intake', source, 100)).rejects.toThrow();
    expect(source.destroyed).toBe(true);
    expect(filesLeft()).toEqual([blocked]);
  });
});

describe('an upload that a crash cut off', () => {
  const DAY_MS = 86_400_000;
  const aged = (name: string, ms: number): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'half a fi');
    const at = new Date(Date.now() - ms);
    utimesSync(path, at, at);
    return path;
  };

  it('is removed once it is old; what is young, whole or not ours stays', async () => {
    const { key } = await store.put('intake', Readable.from(['whole']), 100);
    const at = new Date(Date.now() - 10 * DAY_MS);
    utimesSync(join(folder, key), at, at);
    const id = 'abcdefab-0000-4000-8000-000000000000';
    const old = aged(`intake/ab/${id}.partial`, DAY_MS + 1000);
    const stay = [
      join(folder, key),
      aged(`evidence/ab/${id}.partial`, DAY_MS - 60_000),
      aged(`intake/ab/notes.partial`, 2 * DAY_MS),
      aged(`${id}.partial`, 2 * DAY_MS),
    ];
    expect(filesLeft()).toContain(old);
    expect(await store.removeAbandoned(new Date(Date.now() - DAY_MS))).toBe(1);
    expect(filesLeft().sort()).toEqual(stay.sort());
    expect(await store.removeAbandoned(new Date(Date.now() - DAY_MS))).toBe(0);
  });

  it('is looked for in vain where nothing has been put yet', async () => {
    const none = new DiskBlobStore({ blobDir: join(folder, 'none') });
    expect(await none.removeAbandoned(new Date())).toBe(0);
  });
});

it('lists whole files of one area that are old', async () => {
  const put = async (area: 'evidence' | 'intake', ageMs: number): Promise<string> => {
    const { key } = await store.put(area, Readable.from(['rows']), 100);
    const at = new Date(Date.now() - ageMs);
    utimesSync(join(folder, key), at, at);
    return key;
  };
  expect(await store.olderThan('intake', new Date())).toEqual([]);
  const old = await put('intake', 10_000);
  await put('intake', 0);
  await put('evidence', 10_000);
  const partial = join(folder, `${old}.partial`);
  writeFileSync(partial, '');
  utimesSync(partial, 0, 0);
  expect(await store.olderThan('intake', new Date(Date.now() - 5_000))).toEqual([old]);
});

describe('a key', () => {
  const foreign = [
    '',
    '../secret',
    'evidence/../../secret',
    'evidence/ab/../../../etc/passwd',
    '/etc/passwd',
    'evidence/ab/..................................../',
    'evidence/AB/abcdefab-0000-4000-8000-000000000000',
    'evidence/ab/abcdefab-0000-4000-8000-000000000000\n',
    'evidence/ab/abcdefab-0000-4000-8000-000000000000.partial',
    'evidence/ab/abcdefab-0000-4000-8000-000000000000\0',
    'evidence\\ab\\abcdefab-0000-4000-8000-000000000000',
    'other/ab/abcdefab-0000-4000-8000-000000000000',
  ];

  it.each(foreign)('that is not ours opens and removes nothing: %j', async (key) => {
    expect(() => store.open(key)).toThrow('not a blob key');
    await expect(store.remove(key)).rejects.toThrow('not a blob key');
  });

  it('is forgotten once removed, and removing it again is well', async () => {
    const { key } = await store.put('intake', Readable.from(['rows']), 100);
    await store.remove(key);
    await store.remove(key);
    expect(filesLeft()).toEqual([]);
    await expect(read(key)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

it('takes a file back under its key, whole or not at all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-blobs-'));
  try {
    const store = new DiskBlobStore({ blobDir: folder });
    const was = await store.put('evidence', Readable.from(['a slip']), 100);
    const other = new DiskBlobStore({ blobDir: join(folder, 'other') });
    expect(await other.putBack(was.key, store.open(was.key))).toEqual(was);
    await expect(
      other.putBack(
        was.key.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        breaking(),
      ),
    ).rejects.toThrow('broke');
    await expect(other.putBack('../evidence', Readable.from(['x']))).rejects.toThrow('not a blob key');
    expect(await other.olderThan('evidence', new Date(Date.now() + 60_000))).toEqual([was.key]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function* breaking(): AsyncGenerator<Buffer, void, undefined> {
  yield Promise.resolve(Buffer.from('half'));
  throw await Promise.resolve(new Error('broke'));
}
