import { systemActor } from '@thaw/kernel';
import { BLOCK_ROWS } from '@thaw/transactions/records';
import { historyFile } from '../factories/history-file';
import { ImportRoom } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const LINES = 2 * BLOCK_ROWS + 5_000;
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;

/** A history as it was read: every block to the letter, and its greatest id. */
interface Reading {
  readonly blocks: readonly unknown[];
  readonly upTo: number;
}

async function read(
  terminalId: string,
  options: { readonly upTo?: number; readonly stored?: boolean } = {},
): Promise<Reading & { readonly fromStore: number }> {
  const blocks: unknown[] = [];
  let upTo = 0;
  let fromStore = 0;
  await room.rooms.asActor(systemActor('worker'), async (tx) => {
    for await (const { block, digest, last, unstored, maxId } of room.reader.readHistory(
      tx,
      terminalId,
      options,
    )) {
      blocks.push({ block, digest: digest.toString('hex'), last });
      upTo = Math.max(upTo, ...block.ids);
      expect(maxId).toBe(Math.max(...block.ids));
      if (unstored === null) fromStore += 1;
    }
  });
  return { blocks, upTo, fromStore };
}

/** The history reads as it did then, from its blocks and from its rows alone. */
async function expectAsThen(terminalId: string, then: Reading, fromStore: number): Promise<void> {
  const { upTo } = then;
  expect(await read(terminalId, { upTo })).toEqual({ blocks: then.blocks, upTo, fromStore });
  expect(await read(terminalId, { upTo, stored: false })).toMatchObject({
    blocks: then.blocks,
    fromStore: 0,
  });
}

const lateLine = (row: number): string =>
  `occurred_at,amount,card\n${new Date(Date.UTC(2024, 0, 1) + row * 37_000 + 5_000).toISOString().slice(0, 19)},12.34,late\n`;

it('reads a history as it stood before more came at its end', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES }));
  const first = await read(id);
  await room.import(id, historyFile({ lines: BLOCK_ROWS, seed: 2, shiftDays: 20 }));
  const second = await read(id);
  await room.import(id, historyFile({ lines: BLOCK_ROWS, seed: 3, shiftDays: 40 }));
  // The third block has come to hold rows that the first reading did not know.
  await expectAsThen(id, first, 2);
  await expectAsThen(id, second, 3);
  expect((await read(id)).blocks).toHaveLength(5);
});

it('reads a history as it stood before a late row, also one that comes first of all', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: LINES }));
  const first = await read(id);
  await room.import(id, lateLine(BLOCK_ROWS + 100));
  const second = await read(id);
  // The first block stands before the late row and is as good as it was.
  await expectAsThen(id, first, 1);
  await room.import(id, lateLine(-100));
  await expectAsThen(id, first, 0);
  await expectAsThen(id, second, 0);
  await expectAsThen(id, await read(id), 2);
});

it('reads rows of one instant as they stood, whatever lines later files put between them', async () => {
  const id = await terminal();
  const day = (lines: readonly number[], from: number): string =>
    `occurred_at,amount\n${lines.map((line) => `2024-03-01T00:00:00,${from + line}\n`).join('')}`;
  await room.import(id, day([1, 2, 3, 4], 100));
  const first = await read(id);
  await room.import(id, day([1, 2], 200));
  const second = await read(id);
  await room.import(id, day([1, 2, 3, 4, 5, 6], 300));
  await expectAsThen(id, first, 0);
  await expectAsThen(id, second, 0);
  expect(first.blocks).not.toEqual(second.blocks);
});

it('reads nothing of a time before the first row, and takes no text for an id', async () => {
  const id = await terminal();
  await room.import(id, historyFile({ lines: 10 }));
  expect(await read(id, { upTo: 0 })).toEqual({ blocks: [], upTo: 0, fromStore: 0 });
  await expect(read(id, { upTo: Number.NaN })).rejects.toThrow('not an id');
});
