import { Readable } from 'node:stream';
import { systemActor } from '@thaw/kernel';
import { TerminalLock } from '@thaw/transactions';
import { historyFile } from '../factories/history-file';
import { GatedFile } from '../support/gated-file';
import { AGENT, ImportRoom, countsOf } from '../support/import-room';
import { rowsAhead } from '../support/rows-ahead';
import { waitFor } from '../support/wait-for';

/** Enough to be written before the last byte is in. */
const LINES = 62_000;
const SETUP = systemActor('setup');
const WAIT = { withinMs: 30_000, everyMs: 10 };

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());
beforeEach(() => room.database.query('DELETE FROM outbox'));

const terminal = async (): Promise<string> => (await room.shop()).terminal.id;
const mixed = (): Readable => historyFile({ lines: LINES, mixed: true });
const rest = (...lines: string[]): Readable => Readable.from([Buffer.from(`${lines.join('\n')}\n`)]);
const LATER = '2025-01-01T00:00:00,7.00,card-1,credit,last';

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
const importsOf = (terminalId: string) =>
  room.database.query('SELECT state FROM history_import WHERE terminal_id = $1', [terminalId]);
const ledgerOf = (terminalId: string) =>
  room.database.query('SELECT written::int FROM history_ledger WHERE terminal_id = $1', [terminalId]);

const lock = (): TerminalLock => new TerminalLock(room.rooms);
const isFree = (terminalId: string): Promise<boolean> =>
  room.rooms.asActor(SETUP, (tx) => lock().tryHold(tx, terminalId));
const becomesFree = (terminalId: string) => waitFor('the terminal', () => isFree(terminalId), WAIT);

/** Sends the file while somebody else has the terminal: its job is who writes it. */
const receiveBehind = (terminalId: string, content: Readable) =>
  room.rooms.asActor(SETUP, async (tx) => {
    await lock().hold(tx, terminalId);
    return room.receive(terminalId, content);
  });

/** Until the server has rows of the upload, which nobody can see. @returns the backend that has them. */
async function writtenAhead(terminalId: string): Promise<number> {
  const pid = await rowsAhead(room.database);
  expect(await isFree(terminalId)).toBe(false);
  expect(await rowsOf(terminalId)).toEqual([]);
  expect(await importsOf(terminalId)).toEqual([]);
  return pid;
}

/** That of an upload nothing is left, and its terminal serves others. */
async function expectNothingLeft(terminalId: string): Promise<void> {
  expect(await isFree(terminalId)).toBe(true);
  expect(await rowsOf(terminalId)).toEqual([]);
  expect(await importsOf(terminalId)).toEqual([]);
  expect(await ledgerOf(terminalId)).toEqual([]);
  expect(room.blobs()).toEqual([]);
  expect(await room.requestedImports()).toEqual([]);
  const other = await room.import(terminalId, historyFile({ lines: LINES }));
  expect(other).toMatchObject({ state: 'finished', accepted: LINES, duplicates: 0 });
  expect(await room.blocks.verify(terminalId)).toMatchObject({ differsAt: null });
}

it('has all rows in when the upload is, the same as a job would have written', async () => {
  const [id, behind] = [await terminal(), await terminal()];
  const row = await room.receive(id, mixed());
  expect(row).toMatchObject({
    state: 'queued',
    linesTotal: LINES,
    linesDone: LINES,
    bytesDone: row.sizeBytes,
  });
  expect(await rowsOf(id)).toHaveLength(row.accepted);
  expect(await ledgerOf(id)).toEqual([{ written: row.accepted }]);
  expect(room.blobs()).toEqual([]);
  expect(await room.requestedImports()).toEqual([row.id]);
  const { done, told } = await room.run(row.id);
  expect([told, done?.state]).toEqual([1, 'finished']);
  expect((await room.run(row.id)).told).toBe(0);

  const later = await receiveBehind(behind, mixed());
  expect(later).toMatchObject({ state: 'queued', linesDone: 0 });
  await room.run(later.id);
  expect(countsOf(await room.query.get(AGENT, later.id))).toEqual(countsOf(row));
  expect(await rowsOf(id)).toEqual(await rowsOf(behind));
  expect(await rejectsOf(row.id)).toEqual(await rejectsOf(later.id));
  expect((await rejectsOf(row.id)).length).toBe(row.rejected);
  const blocks = await room.blocks.verify(id);
  expect(blocks).toMatchObject({ differsAt: null, blocks: Math.floor(row.accepted / 16_384) });
  expect(await room.blocks.verify(behind)).toEqual(blocks);
});

it('goes on from what the history holds, late rows and new years too', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES, shiftDays: 30 }));
  const again = await room.receive(id, historyFile({ lines: 2 * LINES, shiftDays: 30, seed: 1 }));
  expect(again).toMatchObject({ accepted: LINES, duplicates: LINES, linesDone: 2 * LINES });
  await room.run(again.id);
  const late = await room.receive(id, historyFile({ lines: LINES, shiftDays: -4_000 }));
  expect(late).toMatchObject({ accepted: LINES, linesDone: LINES });
  await room.run(late.id);
  expect(await rowsOf(id)).toHaveLength(3 * LINES);
  expect(await ledgerOf(id)).toEqual([{ written: 3 * LINES }]);
  const { blocks, differsAt } = await room.blocks.verify(id);
  expect([blocks, differsAt]).toEqual([Math.floor((3 * LINES) / 16_384), null]);
});

it('leaves nothing of an upload that breaks off after rows were written', async () => {
  const id = await terminal();
  const file = new GatedFile(historyFile({ lines: LINES }), rest(LATER));
  const received = room.receive(id, file.stream);
  const refused = expect(received).rejects.toThrow('the line broke');
  await writtenAhead(id);
  file.stream.destroy(new Error('the line broke'));
  file.letOn();
  await refused;
  await expectNothingLeft(id);
});

it('leaves nothing of a file that is another than was announced', async () => {
  const id = await terminal();
  const sha256 = 'ab'.repeat(32);
  await expect(room.receive(id, historyFile({ lines: LINES }), { sha256 })).rejects.toMatchObject({
    code: 'DIGEST_MISMATCH',
  });
  await expectNothingLeft(id);
});

it('lets the terminal go when the upload stalls, and leaves the file to its job', async () => {
  const id = await terminal();
  const file = new GatedFile(historyFile({ lines: LINES }), rest(LATER));
  const received = room.receive(id, file.stream);
  await writtenAhead(id);
  await becomesFree(id);
  expect(await rowsOf(id)).toEqual([]);
  const other = await room.import(id, historyFile({ lines: 10 }));
  expect(other).toMatchObject({ state: 'finished', accepted: 10 });
  file.letOn();
  const row = await received;
  expect(row).toMatchObject({ state: 'queued', linesTotal: LINES + 1, linesDone: 0 });
  expect((await room.run(row.id)).done).toMatchObject({ accepted: LINES + 1 - 10, duplicates: 10 });
  expect(await rowsOf(id)).toHaveLength(LINES + 1);
});

it('leaves the file to its job where the database loses the connection', async () => {
  const id = await terminal();
  const file = new GatedFile(historyFile({ lines: LINES }), rest(LATER));
  const received = room.receive(id, file.stream);
  await room.database.query('SELECT pg_terminate_backend($1)', [await writtenAhead(id)]);
  await becomesFree(id);
  file.letOn();
  const row = await received;
  expect(row).toMatchObject({ state: 'queued', linesDone: 0 });
  expect((await room.run(row.id)).done).toMatchObject({ accepted: LINES + 1 });
});

it('steps behind an import that waits for the terminal', async () => {
  const id = await terminal();
  const first = await room.receive(id, historyFile({ lines: 10 }));
  const second = await room.receive(id, historyFile({ lines: LINES }));
  expect(second).toMatchObject({ state: 'queued', linesDone: 0 });
  expect((await room.run(first.id)).done).toMatchObject({ accepted: 10 });
  expect((await room.run(second.id)).done).toMatchObject({ accepted: LINES - 10, duplicates: 10 });
});

it('asks for the import that came meanwhile, committed or not', async () => {
  for (const broken of [false, true]) {
    const id = await terminal();
    const file = new GatedFile(historyFile({ lines: LINES }), rest(LATER));
    const received = room.receive(id, file.stream).catch(() => null);
    await writtenAhead(id);
    const { id: waits } = await room.receive(id, historyFile({ lines: 10 }));
    // Its job finds the terminal taken and steps aside.
    expect((await room.run(waits)).told).toBe(0);
    await room.database.query('DELETE FROM outbox');
    if (broken) file.stream.destroy(new Error('the line broke'));
    file.letOn();
    const row = await received;
    expect(row === null).toBe(broken);
    expect(await room.requestedImports()).toContain(waits);
    expect((await room.run(waits)).told).toBe(1);
  }
});

it('knows a file that was read before, and has nothing to do', async () => {
  const id = await terminal();
  const first = await room.import(id, mixed());
  const again = await room.receive(id, mixed());
  expect(again).toMatchObject({ duplicateOf: first.id, linesDone: 0 });
  await room.run(again.id);
  expect(await room.query.get(AGENT, again.id)).toMatchObject({
    accepted: 0,
    duplicates: LINES - first.rejected,
    rejected: first.rejected,
  });
  expect(await ledgerOf(id)).toEqual([{ written: first.accepted }]);
});

describe('that is strict', () => {
  it('is refused for a bad line that comes after rows were written, and none of them is there', async () => {
    const id = await terminal();
    const file = new GatedFile(
      historyFile({ lines: LINES }),
      rest('2025-01-01T00:00:00,free,card-1,credit,', LATER),
    );
    const received = room.receive(id, file.stream, { strict: true });
    await writtenAhead(id);
    file.letOn();
    const row = await received;
    expect(row).toMatchObject({ state: 'refused', rejected: 1, accepted: 0, linesTotal: LINES + 2 });
    expect(await rowsOf(id)).toEqual([]);
    expect(await rejectsOf(row.id)).toMatchObject([{ line: LINES + 2 }]);
    expect([await isFree(id), room.blobs(), await room.requestedImports()]).toEqual([true, [], []]);
  });

  it('cannot be cancelled once all of it is in', async () => {
    const id = await terminal();
    const row = await room.receive(id, historyFile({ lines: LINES }), { strict: true });
    expect(row).toMatchObject({ state: 'queued', linesDone: LINES });
    const cancel = room.imports.cancel(AGENT, row.id, () => Promise.resolve());
    await expect(cancel).rejects.toMatchObject({ code: 'IMPORT_NOT_CANCELLABLE' });
    expect((await room.run(row.id)).done).toMatchObject({ state: 'finished', accepted: LINES });
  });
});

it('can be cancelled before its job has finished it: what is in stays, and is told', async () => {
  const id = await terminal();
  const row = await room.receive(id, historyFile({ lines: LINES }));
  let told = 0;
  const cancelled = await room.imports.cancel(AGENT, row.id, async () => void (told += 1));
  expect(cancelled).toMatchObject({ state: 'cancelled', linesDone: LINES, accepted: LINES });
  expect([told, (await room.run(row.id)).told]).toEqual([1, 0]);
  expect(await rowsOf(id)).toHaveLength(LINES);
});
