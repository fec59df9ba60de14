import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AGENT, ImportRoom, countsOf } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const TEXT =
  'occurred_at,amount,card\n2024-03-01T10:00:00,10.00,A\n2024-03-01T10:01:00,x,B\n2024-03-01T10:02:00,12.00,\n';
const COUNTS = { linesTotal: 3, linesDone: 3, accepted: 0, duplicates: 2, rejected: 1 };
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;

/** Whoever reads it fails. */
const unread = (): Readable =>
  new Readable({
    read() {
      this.destroy(new Error('the file was read'));
    },
  });

it('takes a file that was announced and is known by its hash alone', async () => {
  const id = await terminal();
  const first = await room.import(id, TEXT, { sha256: sha256Of(TEXT) });
  expect(first).toMatchObject({ state: 'finished', accepted: 2, duplicateOf: null });
  const [before, blobs] = [await room.history(id), room.blobs()];

  const upload = unread();
  const repeat = await room.receive(id, upload, { sha256: sha256Of(TEXT), fileName: 'again.csv' });
  expect(upload.destroyed).toBe(true);
  expect(upload.errored).toBeNull();
  expect(repeat).toMatchObject({ state: 'queued', duplicateOf: first.id, linesTotal: 3 });
  expect(await room.requestedImports()).toContain(repeat.id);
  const { told } = await room.run(repeat.id);
  expect(told).toBe(1);
  const done = await room.imports.run(repeat.id, () => Promise.reject(new Error('told twice')));
  expect(done).toBeUndefined();

  const [receipt, firstRejects] = [await room.query.get(AGENT, repeat.id), await room.rejects(first.id)];
  expect(countsOf(receipt)).toEqual(COUNTS);
  expect(receipt).toMatchObject({
    state: 'finished',
    fileName: 'again.csv',
    sizeBytes: TEXT.length,
    contentHash: first.contentHash,
  });
  expect(await room.rejects(repeat.id)).toBe(firstRejects);
  expect(await room.history(id)).toEqual(before);
  expect(room.blobs()).toEqual(blobs);
});

it('reads neither the history nor the file for one that comes in whole', async () => {
  const id = await terminal();
  const first = await room.import(id, TEXT);
  const { id: again } = await room.receive(id, TEXT);
  // Were it read, it would be missed.
  const gone = 'intake/00/00000000-0000-4000-8000-000000000000';
  await room.database.query(`UPDATE history_import SET intake_key = '${gone}' WHERE id = '${again}'`);
  await room.run(again);
  expect(countsOf(await room.query.get(AGENT, again))).toEqual(COUNTS);
  expect(first.duplicateOf).toBeNull();
});

it.each([
  ['another terminal', async () => ({ id: await terminal() })],
  ['other options', async (id: string) => ({ id, options: { timeZone: 'UTC' } })],
  ['an import that has not ended', async (id: string) => ({ id, unfinished: true })],
])('reads an announced file for %s', async (_name, other) => {
  const id = await terminal();
  const where: { id: string; options?: object; unfinished?: boolean } = await other(id);
  if (where.unfinished) await room.receive(id, TEXT);
  else await room.import(id, TEXT);
  const over = { sha256: sha256Of(TEXT), ...(where.options && { options: where.options }) };
  const refusal = await room.receive(where.id, unread(), over).catch((error: unknown) => error);
  expect(String(refusal)).toContain('the file was read');
});

it('reads a file anew whose rows may have been dropped', async () => {
  const id = await terminal();
  await room.import(id, TEXT);
  await room.database.query(
    `INSERT INTO history_drop (before, years, rows, terminals, dropped_by, dropped_at)
     VALUES ('2025-01-01', '{2024}', 2, 1, 'owner', now() + interval '1 day')`,
  );
  try {
    const second = await room.import(id, TEXT, { sha256: sha256Of(TEXT) });
    expect(second.duplicateOf).toBeNull();
  } finally {
    await room.database.query('DELETE FROM history_drop');
  }
});

it('refuses a strict import by its bad lines, however well the file is known', async () => {
  const id = await terminal();
  await room.import(id, TEXT);
  const refused = await room.receive(id, TEXT, { sha256: sha256Of(TEXT), strict: true });
  expect(refused.state).toBe('refused');
});

it('keeps nothing of a file that is not the one announced', async () => {
  const id = await terminal();
  const before = room.blobs();
  await expect(room.receive(id, TEXT, { sha256: sha256Of('another') })).rejects.toMatchObject({
    code: 'DIGEST_MISMATCH',
    context: { field: 'sha256' },
  });
  expect(room.blobs()).toEqual(before);
  expect(await room.history(id)).toEqual([]);
});
