import { createHash } from 'node:crypto';
import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { UnsentUploads } from '@thaw/cases';
import { DiskBlobStore } from '@thaw/platform';
import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

const DAY_MS = 86_400_000;

let desk: TestDesk;
let uploads: UnsentUploads;
let cast: Cast;
let driven: DrivenCase;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  uploads = desk.worker.get(UnsentUploads, { strict: false });
  cast = await castOf(desk);
  driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CHARGEBACK' });
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('RM', 'lift');
  await driven.act(cast.supervisor, 'approve');
});
afterAll(() => desk.stop());

const put = async (person: Person, door: 'messages/files' | 'notes/files'): Promise<string> => {
  const { body } = await person.http.post(`/v1/cases/${driven.number}/${door}`).attach('file', png(), 'a.png').expect(201);
  return body.id as string;
}; // prettier-ignore
const keyOf = async (table: string, id: string): Promise<string | null> => {
  const [row] = await desk.database.query<{ key: string }>(`SELECT blob_key AS key FROM ${table} WHERE id = $1`, [id]);
  return row?.key ?? null;
}; // prettier-ignore
const onDisk = (key: string | null): boolean => existsSync(join(desk.config.blobDir, key ?? 'no such file'));
const inDays = (days: number): Date => new Date(desk.clock.now().getTime() + days * DAY_MS);

it('removes files of messages and notes that nobody sent within a week, with their bytes, and keeps what was sent', async () => {
  const [sent, unsent] = [await put(cast.merchant, 'messages/files'), await put(cast.merchant, 'messages/files')];
  const [noted, unnoted] = [await put(cast.agent, 'notes/files'), await put(cast.agent, 'notes/files')];
  await driven.act(cast.merchant, 'message', { text: 'the shop', fileIds: [sent] });
  await driven.act(cast.agent, 'note', { text: 'the shop', fileIds: [noted] });
  const keys = { sent: await keyOf('message_file', sent), unsent: await keyOf('message_file', unsent), noted: await keyOf('note_file', noted), unnoted: await keyOf('note_file', unnoted) };
  expect(await uploads.remove(inDays(6))).toBe(0);
  expect(Object.values(keys).map(onDisk)).toEqual([true, true, true, true]);
  expect(await uploads.remove(inDays(8))).toBe(2);
  expect([onDisk(keys.sent), onDisk(keys.unsent), onDisk(keys.noted), onDisk(keys.unnoted)]).toEqual([true, false, true, false]);
  expect([await keyOf('message_file', unsent), await keyOf('note_file', unnoted)]).toEqual([null, null]);
  await cast.agent.http.get(`/v1/cases/${driven.number}/messages/files/${sent}`).expect(200);
  expect(await uploads.remove(inDays(8))).toBe(0);
  for (const [table, id] of [['message_file', sent], ['note_file', noted]])
    await expect(desk.database.query(`DELETE FROM ${table} WHERE id = $1`, [id])).rejects.toThrow('stays with what it was sent with');
}); // prettier-ignore

it('removes proofs that no step was ever shown with, once nothing waits for one', async () => {
  const { merchant, agent } = cast;
  const [returned, spare, last] = [await driven.prove(merchant), await driven.prove(merchant), await driven.prove(merchant)];
  const step = 'reduction_plan';
  await driven.act(merchant, 'attest', { step, proofId: returned });
  await driven.act(agent, 'verify', { step, passed: false, text: 'of last year' });
  await driven.act(merchant, 'attest', { step, proofId: last });
  expect(await uploads.remove(inDays(40))).toBe(0);
  const key = await keyOf('proof_file', spare);
  await driven.act(agent, 'give_up', { text: 'the merchant does not want to' });
  expect(await uploads.remove(inDays(29))).toBe(0);
  expect(await uploads.remove(inDays(31))).toBe(1);
  expect([await keyOf('proof_file', spare), onDisk(key)]).toEqual([null, false]);
  // Of the one that was sent back, only an event tells.
  for (const id of [returned, last]) {
    await agent.http.get(`/v1/cases/${driven.number}/proofs/${id}`).expect(200);
    await expect(desk.database.query('DELETE FROM proof_file WHERE id = $1', [id])).rejects.toThrow();
  }
}); // prettier-ignore

it('keeps evidence and authorities’ documents, which were an act when they were put in', async () => {
  const { body } = await cast.reviewer.http.post(`/v1/cases/${driven.number}/authority-documents`).attach('file', png(), 'order.png').expect(201);
  expect(await uploads.remove(inDays(400))).toBe(0);
  const key = await keyOf('evidence_file', body.id as string);
  expect(onDisk(key)).toBe(true);
  const { body: timeline } = await cast.agent.http.get(`/v1/cases/${driven.number}/timeline?limit=200`).expect(200);
  expect(JSON.stringify(timeline.items)).toContain(body.id);
}); // prettier-ignore

it('removes bytes that no row names once they are a day old, and never those that two rows share', async () => {
  const blobs = desk.api.get(DiskBlobStore);
  const stray = await blobs.put('evidence', Readable.from(['half a deed']), 100);
  expect(stray.sha256).toEqual(createHash('sha256').update('half a deed').digest());
  const before = (): Date => new Date(Date.now() - DAY_MS);
  expect(await uploads.removeAbandoned(before())).toBe(0);
  const proof = await driven.seenBy(cast.agent).then(() => desk.database.query<{ id: string; key: string }>('SELECT id, blob_key AS key FROM proof_file LIMIT 1'));
  const shared = proof[0]!.key;
  for (const key of [stray.key, shared]) {
    const old = new Date(Date.now() - 2 * DAY_MS);
    utimesSync(join(desk.config.blobDir, key), old, old);
  }
  // A message goes with the same bytes and is removed: the proof still has them.
  await desk.database.query(
    `INSERT INTO message_file SELECT gen_random_uuid(), case_id, NULL, file_name, media_type, size_bytes, sha256, blob_key, malware_scan, uploaded_by, '2026-01-01' FROM proof_file WHERE id = $1`,
    [proof[0]!.id],
  );
  expect(await uploads.remove(inDays(0))).toBe(1);
  expect([onDisk(shared), onDisk(stray.key)]).toEqual([true, true]);
  expect(await uploads.removeAbandoned(before())).toBe(1);
  expect([onDisk(shared), onDisk(stray.key)]).toEqual([true, false]);
}); // prettier-ignore
