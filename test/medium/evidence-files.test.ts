import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
import { bytesOf, workbook, zip } from '../factories/workbook';
import { SealedFiles, UnsentUploads } from '@thaw/cases';
import { Database, DiskBlobStore, FileStore, Logger, type Config } from '@thaw/platform';
import { TestDesk, type Person } from '../support/test-desk';

const MERCHANT_FILES = 6;

let desk: TestDesk;
let cast: Cast;
let driven: DrivenCase;
beforeAll(async () => {
  desk = await TestDesk.start({
    THAW_LOG_LEVEL: 'silent',
    THAW_MERCHANT_FILES: String(MERCHANT_FILES),
    THAW_MERCHANT_BYTES: '1000000',
  });
  cast = await castOf(desk);
  driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
});
afterAll(() => desk.stop());

const attach = async (person: Person, door: string, bytes: Buffer, status = 201, number = driven.number) => {
  const { body } = await person.http.post(`/v1/cases/${number}/${door}`).attach('file', bytes, 'a.bin').expect(status);
  return body as { id: string; code: string; rule?: string; detail: string };
}; // prettier-ignore
const filesOnDisk = (): string[] =>
  readdirSync(join(desk.config.blobDir, 'evidence'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const blobOf = async (table: string, id: string): Promise<string> => {
  const [row] = await desk.database.query<{ key: string }>(`SELECT blob_key AS key FROM ${table} WHERE id = $1`, [id]);
  return join(desk.config.blobDir, row!.key);
}; // prettier-ignore

it('says of a file that nothing scans that it was not scanned', async () => {
  const { body } = await cast.merchant.http.post(`/v1/cases/${driven.number}/messages/files`).attach('file', png(), 'a.png').expect(201);
  expect(body).toMatchObject({ malwareScan: 'not_scanned', malwareScanWords: { zh: '未进行安全检查。', en: 'Not scanned for malware.' } });
}); // prettier-ignore

it('gives a file out as an attachment that runs nothing and is no other type', async () => {
  const { id } = await attach(cast.agent, 'notes/files', png());
  const { headers } = await cast.agent.http
    .get(`/v1/cases/${driven.number}/notes/files/${id}`)
    .expect(200)
    .expect('content-type', 'application/octet-stream');
  expect(headers).toMatchObject({
    'content-disposition': "attachment; filename*=UTF-8''a.bin",
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none';/) as string,
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
});

it('gives nothing out of a file that is not what came in, or is gone', async () => {
  const { id } = await attach(cast.agent, 'notes/files', png());
  const door = `/v1/cases/${driven.number}/notes/files/${id}`;
  const path = await blobOf('note_file', id);
  const bytes = readFileSync(path);
  bytes[bytes.length - 20]! ^= 1;
  writeFileSync(path, bytes);
  const { body } = await cast.agent.http.get(door).expect(500);
  expect(body).toMatchObject({ code: 'FILE_DAMAGED', action: expect.stringContaining('backup') as string });
  bytes[bytes.length - 20]! ^= 1;
  writeFileSync(path, bytes);
  expect((await cast.agent.http.get(door).expect(200)).body).toEqual(png());
  rmSync(path);
  expect((await cast.agent.http.get(door).expect(500)).body).toMatchObject({ code: 'FILE_DAMAGED' });
});

it('takes no picture that is too large to open, no archive that unpacks to too much, and keeps nothing of them', async () => {
  const before = filesOnDisk();
  const huge = png();
  huge.writeUInt32BE(30_000, 16);
  huge.writeUInt32BE(30_000, 20);
  const bomb = await bytesOf(zip([['a.txt', new Array<string>(300).fill('a'.repeat(1024 * 1024))]]));
  const document = await bytesOf(zip([['[Content_Types].xml', ['<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>']], ['word/document.xml', ['<a/>']]]));
  for (const [bytes, status, refusal] of [
    [huge, 413, { code: 'FILE_TOO_LARGE', rule: 'file.pixels' }],
    [bomb, 422, { code: 'FILE_UNREADABLE', rule: 'file.archive' }],
    [document, 415, { code: 'FILE_TYPE_REFUSED' }],
    [Buffer.from('<!doctype html><script>alert(1)</script>'), 415, { code: 'FILE_TYPE_REFUSED' }],
  ] as const) {
    expect(await attach(cast.merchant, 'messages/files', bytes, status)).toMatchObject(refusal);
  }
  const locked = await bytesOf(zip([['sample.bin', ['MZ']]], 1));
  expect(await attach(cast.merchant, 'messages/files', locked, 422)).toMatchObject({ rule: 'file.locked' });
  expect(filesOnDisk()).toEqual(before);
  // A vendor's samples come so, and staff file them.
  await attach(cast.agent, 'notes/files', locked);
  await attach(cast.merchant, 'messages/files', await bytesOf(workbook({ rows: [['date', 'amount'], ['2026-11-01', 1]] })));
}); // prettier-ignore

it('holds a merchant to so many files and bytes on all cases together, and the desk to neither', async () => {
  const full = { code: 'GUARD_REFUSED', rule: 'files.quota' };
  const other = await castOf(desk);
  const one = await DrivenCase.open(desk, other);
  await attach(other.merchant, 'messages/files', Buffer.concat([Buffer.from('%PDF-1.4'), Buffer.alloc(900_000)]), 201, one.number);
  const most = Buffer.concat([Buffer.from('%PDF-1.4'), Buffer.alloc(100_000)]);
  expect(await attach(other.merchant, 'messages/files', most, 409, one.number)).toMatchObject(full);
  const put = (person: Person, number: string) =>
    person.http.post(`/v1/cases/${number}/messages/files`).attach('file', png(), 'a.png').then(({ status }) => status);
  const statuses = await Promise.all(Array.from({ length: MERCHANT_FILES + 2 }, () => put(other.merchant, one.number)));
  expect(statuses.filter((status) => status === 201)).toHaveLength(MERCHANT_FILES - 1);
  const refused = await attach(other.merchant, 'messages/files', png(), 409, one.number);
  expect(refused).toMatchObject({ ...full, detail: expect.stringContaining('call us') as string });
  expect(await put(other.agent, one.number)).toBe(201);
  expect(await put(cast.merchant, driven.number)).toBe(201);
}); // prettier-ignore

describe('at rest', () => {
  const rows = (): Promise<
    { id: string; blobKey: string; keyId: string | null; wrappedKey: Buffer | null }[]
  > =>
    desk.database.query(
      `SELECT id, blob_key AS "blobKey", key_id AS "keyId", wrapped_key AS "wrappedKey" FROM note_file
       UNION ALL SELECT id, blob_key, key_id, wrapped_key FROM message_file`,
    );
  const storeWith = (keys: Config['files']['keys']): FileStore => {
    const get = <T>(token: new (...args: never[]) => T): T => desk.worker.get(token, { strict: false });
    return new FileStore({ files: { ...desk.config.files, keys } }, get(DiskBlobStore), get(Logger));
  };
  const following = (files: FileStore): SealedFiles => {
    const [database, logger] = [
      desk.worker.get(Database, { strict: false }),
      desk.worker.get(Logger, { strict: false }),
    ];
    return new SealedFiles(database, files, new UnsentUploads(database, files), logger);
  };

  it('lies sealed; what was stored plain before is read, and sealed, and all follows a new key', async () => {
    const sent = await attach(cast.merchant, 'messages/files', png());
    await driven.act(cast.merchant, 'message', { text: 'the shop', fileIds: [sent.id] });
    const { id } = await attach(cast.agent, 'notes/files', png());
    const door = `/v1/cases/${driven.number}/notes/files/${id}`;
    const blob = await blobOf('note_file', id);
    expect(readFileSync(blob).includes(png().subarray(0, 16))).toBe(false);
    // As an earlier release left it.
    const plainKey = `evidence/aa/${randomUUID().replace(/^../, 'aa')}`;
    mkdirSync(dirname(join(desk.config.blobDir, plainKey)), { recursive: true });
    writeFileSync(join(desk.config.blobDir, plainKey), png());
    await desk.database.query(
      'UPDATE note_file SET blob_key = $2, key_id = NULL, wrapped_key = NULL WHERE id = $1',
      [id, plainKey],
    );
    rmSync(blob);
    expect((await cast.agent.http.get(door).expect(200)).body).toEqual(png());

    const earlier = desk.config.files.keys.current!;
    const next = { id: 'f2', key: randomBytes(32) };
    const before = (await rows()).map((row) => row.blobKey);
    const files = storeWith({ current: next, old: [earlier] });
    // One of them was lost by a test above.
    expect(await following(files).followKey()).toBe(before.length);
    const after = await rows();
    expect(after.map(({ keyId }) => keyId)).toEqual(before.map(() => 'f2'));
    const moved = after.find((row) => row.id === id)!;
    expect(before.filter((key) => !after.some(({ blobKey }) => blobKey === key))).toEqual([plainKey]);
    expect(existsSync(join(desk.config.blobDir, plainKey))).toBe(false);
    const alone = storeWith({ current: next, old: [] });
    for (const row of [moved, after.find((one) => one.id === sent.id)!])
      expect(Buffer.concat(await alone.open(row).toArray())).toEqual(png());
    expect(await following(alone).followKey()).toBe(0);
    // Who has the earlier key alone gives none of it out.
    expect((await cast.agent.http.get(door).expect(500)).body).toMatchObject({ code: 'FILE_DAMAGED' });
    expect(await following(storeWith({ current: earlier, old: [next] })).followKey()).toBe(before.length);
    expect((await cast.agent.http.get(door).expect(200)).body).toEqual(png());
    const audited = async (text: string): Promise<number> => {
      const [found] = await desk.database.query<{ count: number }>(
        `SELECT (SELECT count(*) FROM audit_inbox WHERE position($1 in entry::text) > 0)::int
              + (SELECT count(*) FROM audit_record r WHERE position($1 in r::text) > 0)::int AS count`,
        [text],
      );
      return found!.count;
    };
    expect(await audited(id)).toBeGreaterThan(3);
    expect(await audited(moved.wrappedKey!.toString('hex'))).toBe(0);
  });

  it('leaves what no configured key opens, and what is not what came in, as it is', async () => {
    const { id } = await attach(cast.agent, 'notes/files', png());
    await desk.database.query(`UPDATE note_file SET key_id = 'lost' WHERE id = $1`, [id]);
    const spoilt = await attach(cast.agent, 'notes/files', png());
    const path = await blobOf('note_file', spoilt.id);
    writeFileSync(path, Buffer.concat([png(), Buffer.from('!')]));
    await desk.database.query('UPDATE note_file SET key_id = NULL, wrapped_key = NULL WHERE id = $1', [
      spoilt.id,
    ]);
    const held = await rows();
    const onDisk = filesOnDisk();
    const { current } = desk.config.files.keys;
    expect(await following(storeWith({ current, old: [] })).followKey()).toBe(0);
    expect(await rows()).toEqual(held);
    expect(filesOnDisk()).toEqual(onDisk);
  });
});
