import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { FileKey } from '../config/file-settings';
import { Logger } from '../logging/logger';
import { DiskBlobStore } from './disk-blob-store';
import { FileKeyMissing } from './file-keys';
import { FileStore, type KeptFile } from './file-store';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'thaw-files-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [F1, F2]: readonly FileKey[] = ['f1', 'f2'].map((id) => ({ id, key: randomBytes(32) }));
const storeWith = (current: FileKey | null, ...old: FileKey[]): FileStore =>
  new FileStore(
    {
      files: {
        keys: { current, old },
        bucket: null,
        scanner: null,
        mostPixels: 1,
        merchantFiles: 1,
        merchantBytes: 1,
      },
    },
    new DiskBlobStore({ blobDir: folder }),
    new Logger({ logLevel: 'silent' }),
  );
const at = ({ key, keyId, wrappedKey }: KeptFile) => ({ blobKey: key, keyId, wrappedKey });
const read = async (store: FileStore, kept: KeptFile): Promise<Buffer> =>
  Buffer.concat(await store.open(at(kept)).toArray());
const BYTES = randomBytes(200_000);
const put = (store: FileStore, bytes = BYTES, limit = bytes.length): Promise<KeptFile> =>
  store.put(Readable.from([bytes]), limit);

it('seals what it stores, and tells size and hash of what came in', async () => {
  const store = storeWith(F1!);
  const kept = await put(store);
  expect(kept).toMatchObject({ sizeBytes: BYTES.length, sha256: createHash('sha256').update(BYTES).digest(), keyId: 'f1' });
  const stored = readFileSync(join(folder, kept.key));
  expect(stored.subarray(0, 11).toString()).toBe('THAW-SEALED');
  expect(stored.includes(BYTES.subarray(0, 32))).toBe(false);
  expect(kept.wrappedKey?.includes(F1!.key)).toBe(false);
  expect(await read(store, kept)).toEqual(BYTES);
}); // prettier-ignore

it('gives each file a key of its own, which opens no other', async () => {
  const store = storeWith(F1!);
  const [one, other] = [await put(store), await put(store)];
  expect(readFileSync(join(folder, one.key)).equals(readFileSync(join(folder, other.key)))).toBe(false);
  expect(() => store.open({ ...at(one), wrappedKey: other.wrappedKey })).toThrow(FileKeyMissing);
});

it('reads by earlier keys, wraps anew without touching the bytes, and is then read without them', async () => {
  const kept = await put(storeWith(F1!));
  const before = readFileSync(join(folder, kept.key));
  const both = storeWith(F2!, F1!);
  expect(await read(both, kept)).toEqual(BYTES);
  const after = { ...kept, ...both.rewrapped(at(kept)) };
  expect(after.keyId).toBe('f2');
  expect(readFileSync(join(folder, kept.key)).equals(before)).toBe(true);
  expect(await read(storeWith(F2!), after)).toEqual(BYTES);
  expect(() => storeWith(F2!).open(at(kept))).toThrow(FileKeyMissing);
  expect(() => storeWith({ id: 'f1', key: randomBytes(32) }).open(at(kept))).toThrow(FileKeyMissing);
});

it('stores plain where there is no key, and reads what was stored so once there is one', async () => {
  const kept = await put(storeWith(null));
  expect(kept).toMatchObject({ keyId: null, wrappedKey: null });
  expect(readFileSync(join(folder, kept.key)).equals(BYTES)).toBe(true);
  expect(await read(storeWith(F1!), kept)).toEqual(BYTES);
});

it.each([null, F1!])('leaves nothing of what is too large, or broke off', async (key) => {
  const store = storeWith(key);
  await expect(put(store, BYTES, BYTES.length - 1)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  const source = new PassThrough();
  const broken = store.put(source, 1_000_000);
  source.write(BYTES);
  source.destroy(new Error('the line broke'));
  await expect(broken).rejects.toThrow('the line broke');
  const gone = new PassThrough();
  gone.on('error', () => undefined);
  gone.destroy(new Error('the line broke'));
  await expect(store.put(gone, 1_000)).rejects.toThrow();
  expect(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([]);
}); // prettier-ignore
