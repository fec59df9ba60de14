import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFile } from '../factories/history-file';
import { ImportRoom, AGENT, countsOf } from '../support/import-room';
import { waitFor } from '../support/wait-for';

const LINES = 23_000;
const mixed = { lines: LINES, mixed: true };

let room: ImportRoom;
beforeAll(async () => {
  room = await ImportRoom.open();
  // Breaks the statement that inserts a line of the table `fault`, as often as the row says: a sequence is not rolled back.
  await room.database.query('CREATE TABLE fault (terminal_id uuid, line integer)');
  await room.database.query('CREATE SEQUENCE faults');
  await room.database.query('GRANT SELECT ON fault TO PUBLIC; GRANT ALL ON SEQUENCE faults TO PUBLIC');
  await room.database.query(`CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM fault WHERE terminal_id = NEW.terminal_id AND line = NEW.line) AND nextval('faults') = 1 THEN
        RAISE 'the server broke down';
      END IF;
      RETURN NEW;
    END $$`);
  await room.database.query(
    'CREATE TRIGGER break_down BEFORE INSERT ON transaction FOR EACH ROW WHEN (NEW.line % 5 = 0) EXECUTE FUNCTION break_down()',
  );
});
afterAll(() => room.close());

const terminal = async (): Promise<string> => (await room.shop()).terminal.id;
const rowsOf = (terminalId: string) =>
  room.database.query(
    `SELECT occurred_at, natural_key, line, amount_fen, card_token, reference FROM transaction
     WHERE terminal_id = $1 ORDER BY line`,
    [terminalId],
  );
const rejectsOf = (importId: string) =>
  room.database.query('SELECT line, reason, columns FROM import_reject WHERE import_id = $1 ORDER BY line', [
    importId,
  ]);

interface Outcome {
  readonly counts: ReturnType<typeof countsOf>;
  readonly rows: unknown[];
  readonly rejects: unknown[];
}

async function outcomeOf(importId: string): Promise<Outcome> {
  const row = await room.query.get(AGENT, importId);
  expect(row.state).toBe('finished');
  return { counts: countsOf(row), rows: await rowsOf(row.terminalId), rejects: await rejectsOf(importId) };
}

let undisturbed: Outcome;
beforeAll(async () => {
  undisturbed = await outcomeOf((await room.import(await terminal(), historyFile(mixed))).id);
  const { accepted, duplicates, rejected } = undisturbed.counts;
  expect(accepted + duplicates + rejected).toBe(LINES);
  for (const count of [accepted, duplicates, rejected]) expect(count).toBeGreaterThan(100);
});

const progress = async (importId: string): Promise<number> =>
  (await room.query.get(AGENT, importId)).linesDone;

it('is taken up after its last chunk, whichever chunk it broke down in', async () => {
  for (const broken of [10, 7_000 + Math.floor(Math.random() * 2_000), 20_000].map(
    (line) => line - (line % 5),
  )) {
    const id = await terminal();
    const { id: importId } = await room.receive(id, historyFile(mixed));
    // Some lines near the number, since that one may be bad or a duplicate.
    await room.database.query('INSERT INTO fault SELECT $1, $2 + 5 * n FROM generate_series(0, 20) n', [
      id,
      broken,
    ]);
    await room.database.query(`SELECT setval('faults', 1, false)`);
    await expect(room.run(importId)).rejects.toThrow('broke down');
    const done = await progress(importId);
    expect([done % 10_000, done <= broken, done > broken - 10_010]).toEqual([0, true, true]);
    expect(await rowsOf(id)).toHaveLength((await room.query.get(AGENT, importId)).accepted);

    expect((await room.run(importId)).told).toBe(1);
    expect(await outcomeOf(importId)).toEqual(undisturbed);
  }
});

it('survives the loss of all its connections at once', async () => {
  const { id: importId } = await room.receive(await terminal(), historyFile(mixed));
  const run = room.run(importId).then(() => 'finished', String);
  await waitFor('the first chunk', async () => (await progress(importId)) > 0, { everyMs: 1 });
  await room.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'thaw'`,
    [room.database.name],
  );
  expect(await run).toMatch(/DEPENDENCY_UNAVAILABLE|terminat|Connection/i);
  // The pool may still hold a connection that it does not know to be dead.
  const done = await waitFor('the database', () => progress(importId));
  expect(done).toBeLessThan(LINES);
  expect((await room.run(importId)).told).toBe(1);
  expect(await outcomeOf(importId)).toEqual(undisturbed);
});

it('is done once by two runs at once, also when the first loses its hold of the terminal', async () => {
  for (const loseHold of [false, true]) {
    const { id: importId } = await room.receive(await terminal(), historyFile(mixed));
    const first = room.run(importId);
    await waitFor('the first chunk', async () => (await progress(importId)) > 0, { everyMs: 1 });
    if (loseHold) {
      await room.database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
    }
    const runs = await Promise.allSettled([first, room.run(importId), room.run(importId)]);
    const told = runs.map((run) => (run.status === 'fulfilled' ? run.value.told : 0));
    // The end may have been told by the run that then found its hold gone.
    if (!loseHold) expect(told.reduce((sum, each) => sum + each)).toBe(1);
    expect((await room.run(importId)).told).toBe(0);
    expect(await outcomeOf(importId)).toEqual(undisturbed);
  }
});

it('keeps two imports of one terminal apart, and what both hold once', async () => {
  const id = await terminal();
  const one = await room.receive(id, historyFile({ lines: 6_000 }));
  const other = await room.receive(id, historyFile({ lines: 8_000 }));
  await Promise.all([room.run(one.id), room.run(other.id)]);
  const counts = await Promise.all(
    [one, other].map(async (each) => countsOf(await room.query.get(AGENT, each.id))),
  );
  expect(counts.map(({ linesDone }) => linesDone)).toEqual([6_000, 8_000]);
  expect((counts[0]?.accepted ?? 0) + (counts[1]?.accepted ?? 0)).toBe(8_000);
  expect(await rowsOf(id)).toHaveLength(8_000);
});

it('steps aside where the terminal is taken, and is asked for again by whoever has done with it', async () => {
  const id = await terminal();
  const first = await room.receive(id, historyFile({ lines: 10 }));
  room.clock.advance(1);
  const second = await room.receive(id, historyFile({ lines: 20 }));
  await room.database.query('DELETE FROM outbox');
  const key = `hashtextextended('history_import ' || $1::text, 0)`;
  await room.database.query(`SELECT pg_advisory_lock(${key})`, [id]);
  expect((await room.run(second.id)).told).toBe(0);
  expect((await room.query.get(AGENT, second.id)).state).toBe('queued');
  expect(await room.requestedImports()).toEqual([]);

  room.clock.advance(121_000);
  expect(await room.imports.requeueLost(room.clock.now())).toBe(0);
  await room.database.query(`SELECT pg_advisory_unlock(${key})`, [id]);
  expect((await room.run(first.id)).told).toBe(1);
  expect(await room.requestedImports()).toEqual([second.id]);
  expect((await room.run(second.id)).told).toBe(1);
});

it('is asked for again when its job was lost, once in two minutes', async () => {
  await room.database.query('DELETE FROM outbox');
  const { id } = await room.receive(await terminal(), historyFile({ lines: 10 }));
  const other = await room.receive(await terminal(), historyFile({ lines: 10 }));
  await room.run(other.id);
  await room.database.query('DELETE FROM outbox');
  const sweep = () => room.imports.requeueLost(room.clock.now());
  expect(await sweep()).toBe(0);
  room.clock.advance(120_001);
  expect([await sweep(), await sweep()]).toEqual([1, 0]);
  room.clock.advance(120_001);
  expect(await sweep()).toBe(1);
  expect(await room.requestedImports()).toEqual([id, id]);
  await room.run(id);
  room.clock.advance(120_001);
  expect(await sweep()).toBe(0);
});

describe('fails', () => {
  const intakeOf = (): string => {
    const [file] = readdirSync(room.config.blobDir, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile(),
    );
    return join(file?.parentPath ?? '', file?.name ?? '');
  };

  it('at once where the kept file is gone or cut, and keeps what was taken in', async () => {
    for (const damage of ['gone', 'cut', 'other'] as const) {
      const id = await terminal();
      const { id: importId, intakeKey } = await room.receive(id, historyFile({ lines: 14_000 }));
      const path = intakeOf();
      if (damage === 'gone')
        await room.database.query(`UPDATE history_import SET intake_key = $1 WHERE id = $2`, [
          'intake/00/00000000-0000-4000-8000-000000000000',
          importId,
        ]);
      if (damage === 'cut') writeFileSync(path, readFileSync(path).subarray(0, -200_000));
      if (damage === 'other') writeFileSync(path, 'not ours\n');
      expect(await room.run(importId)).toEqual({ done: null, told: 0 });
      expect(await room.query.get(AGENT, importId)).toMatchObject({
        state: 'failed',
        failure: 'FILE_UNREADABLE',
      });
      expect((await rowsOf(id)).length).toBe(damage === 'cut' ? 10_000 : 0);
      if (damage === 'gone')
        await room.database.query('UPDATE history_import SET intake_key = $1 WHERE id = $2', [
          intakeKey,
          importId,
        ]);
      // Another try of its job finds it failed, and clears away what was left.
      expect((await room.run(importId)).told).toBe(0);
      expect(room.blobs()).toEqual([]);
    }
  });

  it('with a reason when its attempts are used up, and lets the next one have the terminal', async () => {
    const id = await terminal();
    const { id: importId } = await room.receive(id, historyFile({ lines: 10 }));
    room.clock.advance(1);
    const next = await room.receive(id, historyFile({ lines: 10 }));
    await room.database.query('DELETE FROM outbox');
    await room.imports.failed(importId, new Error('4111111111111111 is in here'));
    const row = await room.query.get(AGENT, importId);
    expect(row).toMatchObject({ state: 'failed', failure: 'INTERNAL', finishedAt: expect.any(Date) });
    expect(await room.requestedImports()).toEqual([next.id]);
    expect((await room.run(importId)).told).toBe(0);
    await room.run(next.id);
    await room.imports.failed(next.id, new Error('late'));
    expect((await room.query.get(AGENT, next.id)).state).toBe('finished');
  });
});
