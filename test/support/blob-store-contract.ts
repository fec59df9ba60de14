import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import type { BlobStore } from '../../libs/platform/src/blobs/blob-store';

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const inChunks = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    ),
  );
const ALL = new Date(Date.now() + 86_400_000);

/** What every store of blobs keeps to, wherever it has them. */
export function storesBlobs(makeStore: () => BlobStore): void {
  const read = async (key: string): Promise<Buffer> => Buffer.concat(await makeStore().open(key).toArray());

  it.each([0, 1, 65_536, 6_000_001])('keeps %i bytes as they are, with their size and hash', async (size) => {
    const bytes = randomBytes(size);
    const stored = await makeStore().put('evidence', inChunks(bytes, 79_919), size);
    expect(stored).toEqual({
      key: expect.stringMatching(/^evidence\/([0-9a-f]{2})\/\1[0-9a-f-]{34}$/) as string,
      sizeBytes: size,
      sha256: sha256(bytes),
    });
    expect((await read(stored.key)).equals(bytes)).toBe(true);
  });

  it('keeps files that are put at once apart, even the same one twice', async () => {
    const bytes = Array.from({ length: 8 }, (_, i) => randomBytes(10_000 + i));
    const twice = [...bytes, ...bytes];
    const store = makeStore();
    const stored = await Promise.all(twice.map((each) => store.put('evidence', inChunks(each, 999), 20_000)));
    expect(new Set(stored.map(({ key }) => key)).size).toBe(twice.length);
    for (const [i, { key }] of stored.entries()) expect(await read(key)).toEqual(twice[i]);
  });

  it('leaves nothing of what is too large, or broke off', async () => {
    const store = makeStore();
    const before = await store.olderThan('evidence', ALL);
    await expect(store.put('evidence', inChunks(randomBytes(101), 10), 100)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    const source = new PassThrough();
    const put = store.put('evidence', source, 1_000_000);
    source.write(randomBytes(100_000));
    source.destroy(new Error('the line broke'));
    await expect(put).rejects.toThrow('the line broke');
    expect(await store.olderThan('evidence', ALL)).toEqual(before);
  }); // prettier-ignore

  it('lists what is older than an instant, and forgets what is removed, be it twice', async () => {
    const store = makeStore();
    const { key } = await store.put('evidence', Readable.from(['rows']), 100);
    expect(await store.olderThan('evidence', ALL)).toContain(key);
    expect(await store.olderThan('intake', ALL)).not.toContain(key);
    expect(await store.olderThan('evidence', new Date(Date.now() - 86_400_000))).toEqual([]);
    await store.remove(key);
    await store.remove(key);
    expect(await store.olderThan('evidence', ALL)).not.toContain(key);
    await expect(read(key)).rejects.toThrow();
  });

  it.each(['', '../secret', 'evidence/ab/../../../etc/passwd', '/etc/passwd', 'evidence/ab/abcdefab-0000-4000-8000-000000000000.partial'])(
    'opens and removes nothing by a key that is not its own: %j',
    async (key) => {
      expect(() => makeStore().open(key)).toThrow('not a blob key');
      await expect(makeStore().remove(key)).rejects.toThrow('not a blob key');
    },
  ); // prettier-ignore
}
