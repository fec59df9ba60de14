import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { UnsentUploads } from '@thaw/cases';
import { DiskBlobStore, FileStore } from '@thaw/platform';
import { S3BlobStore } from '../../libs/platform/src/blobs/s3-blob-store';
import { DrivenCase, castOf, png } from '../factories/freeze-case';
import { storesBlobs } from '../support/blob-store-contract';
import { S3Peer } from '../support/s3-peer';
import { TestDesk } from '../support/test-desk';

let peer: S3Peer;
let desk: TestDesk;
beforeAll(async () => {
  peer = await S3Peer.start();
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'silent', ...peer.env });
});
afterAll(async () => {
  await desk.stop();
  await peer.stop();
});

const store = (): S3BlobStore => new S3BlobStore(desk.config.files.bucket!, desk.api.get(DiskBlobStore));
const filesOnDisk = (): string[] =>
  existsSync(join(desk.config.blobDir, 'evidence'))
    ? readdirSync(join(desk.config.blobDir, 'evidence'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
    : [];

describe('a bucket', () => {
  storesBlobs(store);

  it('reads what lies on the disk from before there was one, and lists and removes it', async () => {
    const { key } = await desk.api.get(DiskBlobStore).put('evidence', Readable.from(['of before']), 100);
    expect(Buffer.concat(await store().open(key).toArray()).toString()).toBe('of before');
    expect(await store().olderThan('evidence', new Date(Date.now() + 86_400_000))).toContain(key);
    await store().remove(key);
    expect(filesOnDisk()).toEqual([]);
  });
});

it('takes files of cases, sealed, gives them out, and lets go of what no row names', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  const door = `/v1/cases/${driven.number}/messages/files`;
  const { body } = await cast.merchant.http.post(door).attach('file', png(), 'a.png').expect(201);
  expect((await cast.merchant.http.get(`${door}/${body.id}`).expect(200)).body).toEqual(png());
  expect(filesOnDisk()).toEqual([]);
  const [row] = await desk.database.query<{ key: string }>('SELECT blob_key AS key FROM message_file WHERE id = $1', [body.id]);
  const stored = Buffer.concat(await store().open(row!.key).toArray());
  expect(stored.includes(png().subarray(0, 16))).toBe(false);

  const orphan = await desk.api.get(FileStore).put(Readable.from([randomBytes(1_000)]), 1_000);
  const uploads = desk.worker.get(UnsentUploads, { strict: false });
  const tomorrow = new Date(Date.now() + 86_400_000);
  // As many as the tests above left, and this one.
  expect(await uploads.removeAbandoned(tomorrow)).toBeGreaterThan(0);
  expect(await store().olderThan('evidence', tomorrow)).toEqual([row!.key]);
  await expect(store().open(orphan.key).toArray()).rejects.toThrow();
  expect((await cast.merchant.http.get(`${door}/${body.id}`).expect(200)).body).toEqual(png());
}); // prettier-ignore

it('refuses what it cannot keep while the bucket is away, and leaves nothing behind', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  const door = `/v1/cases/${driven.number}/messages/files`;
  const { body } = await cast.merchant.http.post(door).attach('file', png(), 'a.png').expect(201);
  await peer.stop();
  // That it cannot be reached is not that it is damaged.
  expect((await cast.merchant.http.get(`${door}/${body.id}`).expect(503)).body).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  await cast.merchant.http.post(door).attach('file', png(), 'b.png').expect(503);
  expect(filesOnDisk()).toEqual([]);
  expect(await desk.database.query(`SELECT FROM message_file f JOIN freeze_case c ON c.id = f.case_id WHERE c.number = $1`, [driven.number])).toHaveLength(1);
}); // prettier-ignore
