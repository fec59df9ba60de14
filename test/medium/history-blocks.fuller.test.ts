import { systemActor } from '@thaw/kernel';
import { BLOCK_ROWS, BlockRows, type HistoryRow } from '@thaw/transactions/records';
import { historyFile } from '../factories/history-file';
import { ImportRoom } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const WORKER = systemActor('worker');
const LINES = 2 * BLOCK_ROWS + 5_000;
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;

interface Reading {
  readonly rows: readonly HistoryRow[];
  readonly digest: string;
  /** How many of the blocks were stored. */
  readonly stored: number;
}

const read = (terminalId: string, stored: boolean, fleeting = false): Promise<Reading> =>
  room.rooms.asActor(WORKER, async (tx) => {
    const names = new BlockRows();
    const rows: HistoryRow[] = [];
    let digest = '';
    let fromStore = 0;
    for await (const piece of room.reader.readHistory(tx, terminalId, { stored, fleeting })) {
      for (const row of names.of(piece.block)) rows.push(row);
      digest = piece.digest.toString('hex');
      if (piece.unstored === null) fromStore += 1;
    }
    return { rows, digest, stored: fromStore };
  });

/** The same history from its blocks and from its rows. */
async function expectAgreement(terminalId: string, stored: number): Promise<Reading> {
  const [blocks, rows] = [await read(terminalId, true), await read(terminalId, false)];
  expect([blocks.stored, rows.stored]).toEqual([stored, 0]);
  expect(blocks.rows).toEqual(rows.rows);
  expect(blocks.digest).toBe(rows.digest);
  expect(await room.blocks.verify(terminalId)).toEqual({
    blocks: stored,
    rows: stored * BLOCK_ROWS,
    differsAt: null,
  });
  return blocks;
}

it('stores the whole blocks of a history, and leaves the rest to its rows', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES }));
  const { rows } = await expectAgreement(id, 2);
  expect(rows).toHaveLength(LINES);
});

it('gives blocks in memory of its own to whoever does not say that he is done with each', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES }));
  const { rows } = await read(id, true);
  expect((await read(id, true, true)).rows).toEqual(rows);
  const buffersOf = (fleeting: boolean): Promise<Set<unknown>> =>
    room.rooms.asActor(WORKER, async (tx) => {
      const buffers = new Set();
      for await (const { block, unstored } of room.reader.readHistory(tx, id, { fleeting })) {
        if (unstored === null) buffers.add(block.ids.buffer);
      }
      return buffers;
    });
  expect((await buffersOf(true)).size).toBe(1);
  expect((await buffersOf(false)).size).toBe(2);
});

it('goes on where it ended when more is imported', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: 15_000 }));
  await expectAgreement(id, 0);
  await room.import(id, historyFile({ lines: 15_000, seed: 2, shiftDays: 10 }));
  await expectAgreement(id, 1);
  await room.import(id, historyFile({ lines: 15_000, seed: 3, shiftDays: 20 }));
  const { rows } = await expectAgreement(id, 2);
  expect(rows).toHaveLength(45_000);
});

it('makes the blocks anew into which a late row belongs, and no other', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES }));
  const written = () =>
    room.database.query<{ position: number; xmin: string }>(
      'SELECT position, xmin::text FROM history_block WHERE terminal_id = $1 ORDER BY position',
      [id],
    );
  const before = await written();
  // Between the first and the second block's last row: 37 seconds lie between two lines.
  const late = new Date(Date.UTC(2024, 0, 1) + (BLOCK_ROWS + 100) * 37_000 + 5_000)
    .toISOString()
    .slice(0, 19);
  await room.import(id, `occurred_at,amount,card\n${late},12.34,a card of its own\n`);
  const { rows } = await expectAgreement(id, 2);
  expect(rows).toHaveLength(LINES + 1);
  expect(rows.findIndex(({ amountFen }) => amountFen === 1234)).toBeGreaterThan(BLOCK_ROWS);
  const after = await written();
  expect(after[0]).toEqual(before[0]);
  expect(after[1]).not.toEqual(before[1]);
});

it('stores blocks of a file that knows days only, where all rows of a day are of one instant', async () => {
  const id = await terminal();
  const lines = Array.from(
    { length: LINES },
    (_, at) => `2024-03-0${1 + Math.floor(at / 30_000)}T00:00:00,${1 + at}\n`,
  );
  await room.import(id, `occurred_at,amount\n${lines.join('')}`);
  const { rows } = await expectAgreement(id, 2);
  expect(rows).toHaveLength(LINES);
});

it('reads the rows behind a gap between blocks, as if there were none', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES }));
  const whole = await read(id, true);
  await room.database.query('DELETE FROM history_block WHERE terminal_id = $1 AND position = 0', [id]);
  expect(await read(id, true)).toEqual({ ...whole, stored: 0 });
  await room.import(id, historyFile({ lines: 10, seed: 9, shiftDays: 90 }));
  await expectAgreement(id, 2);
});

it('names the first block that does not agree with the rows, and makes it anew when asked', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES }));
  await room.database.query(
    `UPDATE transaction SET amount_fen = amount_fen + 1 WHERE terminal_id = $1 AND line = $2`,
    [id, BLOCK_ROWS + 50],
  );
  expect(await room.blocks.verify(id)).toMatchObject({ blocks: 2, differsAt: 1 });
  expect(await room.blocks.rebuild(id)).toBe(true);
  await expectAgreement(id, 2);
});

it('reads past blocks of another format', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES }));
  await room.database.query('UPDATE history_block SET format = 99 WHERE terminal_id = $1', [id]);
  const { rows } = await read(id, true);
  expect(rows).toHaveLength(LINES);
  await room.blocks.extend(id);
  await expectAgreement(id, 2);
});
