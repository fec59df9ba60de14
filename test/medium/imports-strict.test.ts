import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT, ImportRoom, countsOf } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());
beforeEach(() => room.database.query('DELETE FROM outbox'));

const terminal = async (): Promise<string> => (await room.shop()).terminal.id;
const file = (lines: number, bad: readonly number[] = []): string =>
  [
    'occurred_at,amount',
    ...Array.from({ length: lines }, (_, i) =>
      bad.includes(i + 2) ? 'soon,1' : `2024-03-01 10:00:00,${i + 1}`,
    ),
    '',
  ].join('\n');

it('takes in a file without a bad line like any other', async () => {
  const id = await terminal();
  const done = await room.import(id, file(12_000), { strict: true });
  expect(done).toMatchObject({ state: 'finished', strict: true, accepted: 12_000, failure: null });
  expect(await room.history(id)).toHaveLength(12_000);
});

it.each([
  ['the first', [2]],
  ['the last of several chunks', [25_001]],
  ['lines far apart', [2, 10_001, 10_002, 20_003]],
])('takes in nothing where %s is bad, and tells which', async (_, bad) => {
  const id = await terminal();
  const refused = await room.receive(id, file(25_000, bad), { strict: true });
  expect(refused).toMatchObject({
    state: 'refused',
    failure: 'LINES_REJECTED',
    finishedAt: room.clock.now(),
  });
  expect(countsOf(refused)).toEqual({
    linesTotal: 25_000,
    linesDone: 25_000,
    accepted: 0,
    duplicates: 0,
    rejected: bad.length,
  });
  expect([await room.requestedImports(), room.blobs(), await room.history(id)]).toEqual([[], [], []]);
  const [head = '', ...lines] = (await room.rejects(refused.id)).trimEnd().split('\r\n');
  expect(head).toContain('line,reason,field,message,occurred_at,amount');
  expect(lines.map((line) => line.split(',')[0])).toEqual(bad.map(String));
  // A job that is asked for by mistake finds it ended.
  expect((await room.run(refused.id)).told).toBe(0);
  await expect(room.imports.cancel(AGENT, refused.id, () => Promise.resolve())).rejects.toMatchObject({
    code: 'IMPORT_NOT_CANCELLABLE',
  });
});

it('keeps what was written where it fails for good half-way, says so, and takes in the rest when sent again', async () => {
  const id = await terminal();
  const { id: importId, intakeKey } = await room.receive(id, file(25_000), { strict: true });
  const path = join(room.config.blobDir, intakeKey);
  writeFileSync(path, readFileSync(path).subarray(0, -200_000));
  expect((await room.run(importId)).done).toBeNull();
  const failed = await room.query.get(AGENT, importId);
  expect(failed).toMatchObject({ state: 'failed', failure: 'FILE_UNREADABLE' });
  const { accepted } = countsOf(failed);
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(25_000);
  expect(await room.history(id)).toHaveLength(accepted);

  const again = await room.import(id, file(25_000), { strict: true });
  expect(countsOf(again)).toMatchObject({ accepted: 25_000 - accepted, duplicates: accepted });
  expect(await room.history(id)).toHaveLength(25_000);
});

it('is refused for lines within the file only: what the history holds already is no bad line', async () => {
  const id = await terminal();
  await room.import(id, file(10));
  const done = await room.import(id, file(20), { strict: true });
  expect(countsOf(done)).toMatchObject({ accepted: 10, duplicates: 10, rejected: 0 });
});

it('keeps nothing where its bad lines cannot be kept', async () => {
  const id = await terminal();
  await room.database.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE 'the disk is full'; END $$`);
  await room.database.query(
    'CREATE TRIGGER full_disk BEFORE INSERT ON import_reject FOR EACH ROW WHEN (NEW.line = 15000) EXECUTE FUNCTION full_disk()',
  );
  const before = await room.database.query('SELECT count(*) FROM history_import');
  await expect(room.receive(id, file(20_000, [3, 15_000]), { strict: true })).rejects.toThrow('disk is full');
  expect(await room.database.query('SELECT count(*) FROM history_import')).toEqual(before);
  expect(room.blobs()).toEqual([]);
});

it('goes on after a crash to its end, since half of it would be neither all nor nothing', async () => {
  const id = await terminal();
  const { id: importId } = await room.receive(id, file(25_000), { strict: true });
  await room.database.query('CREATE SEQUENCE crashes');
  await room.database.query('GRANT ALL ON SEQUENCE crashes TO PUBLIC');
  await room.database.query(`CREATE FUNCTION crash_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('crashes') = 1 THEN RAISE 'the server broke down'; END IF;
      RETURN NEW;
    END $$`);
  await room.database.query(
    'CREATE TRIGGER crash_once BEFORE INSERT ON transaction FOR EACH ROW WHEN (NEW.line = 15000) EXECUTE FUNCTION crash_once()',
  );
  await expect(room.run(importId)).rejects.toThrow('broke down');
  expect(await room.history(id)).toHaveLength(10_000);
  await expect(room.imports.cancel(AGENT, importId, () => Promise.resolve())).rejects.toMatchObject({
    code: 'IMPORT_NOT_CANCELLABLE',
  });
  expect((await room.run(importId)).done).toMatchObject({ state: 'finished', accepted: 25_000 });
  expect(await room.history(id)).toHaveLength(25_000);
});
