import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
import { bytesOf, workbook, zip } from '../factories/workbook';
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
