import { encodeCursor, systemActor } from '@thaw/kernel';
import type { ReadBlock, TransactionFilter } from '@thaw/transactions';
import { BLOCK_ROWS } from '@thaw/transactions/records';
import { historyFile } from '../factories/history-file';
import { AGENT, ImportRoom } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const WORKER = systemActor('worker');
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;
const countOf = (terminalId: string): Promise<number> =>
  room.rooms.asActor(WORKER, (tx) => room.reader.countHistory(tx, terminalId));

describe('readHistory', () => {
  it('gives every row in the order of time, line and id, with its values', async () => {
    const id = await terminal();
    await room.import(
      id,
      'occurred_at,amount,card,card_type,type,status,currency\n' +
        '2024-03-02T00:00:00.250,1234567.89,卡,贷记卡,,,\n' +
        '2024-03-01T00:00:00,2,,,refund,declined,USD\n' +
        '2024-03-01T00:00:00,1,B,debit,cash,reversed,\n' +
        '1999-12-31T00:00:00,1,B,,,,\n',
    );
    // A later file with an earlier line of the same time.
    await room.import(id, 'occurred_at,amount\n2024-03-01T00:00:00,3\n2000-01-01T00:00:00,4\n');
    const rows = await room.history(id);
    const token = expect.stringMatching(/^k1\./) as string;
    const midnight = Date.parse('2024-02-29T16:00:00Z');
    const plain = {
      currency: 'CNY',
      type: 'purchase',
      status: 'approved',
      card: null,
      cardType: 'unknown',
      bin: null,
    };
    expect(rows).toEqual([
      { ...plain, id: expect.any(Number), at: Date.parse('1999-12-31T16:00:00Z'), amountFen: 400 },
      { ...plain, id: expect.any(Number), at: midnight, amountFen: 300 },
      {
        ...plain,
        id: expect.any(Number),
        at: midnight,
        amountFen: 200,
        type: 'refund',
        status: 'declined',
        currency: 'USD',
      },
      {
        ...plain,
        id: expect.any(Number),
        at: midnight,
        amountFen: 100,
        type: 'cash',
        status: 'reversed',
        card: token,
        cardType: 'debit',
      },
      {
        ...plain,
        id: expect.any(Number),
        at: midnight + 86_400_250,
        amountFen: 123_456_789,
        card: token,
        cardType: 'credit',
      },
    ]);
    expect(new Set(rows.map((row) => row.id)).size).toBe(5);
    expect(await countOf(id)).toBe(5);
  });

  it('gives nothing for an empty history', async () => {
    expect(await room.history(await terminal())).toEqual([]);
  });

  it('leaves the transaction usable, read to its end, left early or broken', async () => {
    const id = await terminal();
    await room.import(id, historyFile({ lines: 20_000 }));
    await room.rooms.asActor(WORKER, async (tx) => {
      const read = async (from: AsyncGenerator<ReadBlock>, blocks: number): Promise<number> => {
        let rows = 0;
        for await (const { block } of from) {
          rows += block.rows;
          if (--blocks === 0) break;
        }
        return rows;
      };
      for (const stored of [true, false]) {
        expect(await read(room.reader.readHistory(tx, id, { stored }), 1)).toBe(BLOCK_ROWS);
        expect(await read(room.reader.readHistory(tx, id, { stored }), 99)).toBe(20_000);
      }
      expect(await room.reader.countHistory(tx, id)).toBe(20_000);
    });
    const broken = room.rooms.asActor(WORKER, async (tx) => {
      for await (const { block } of room.reader.readHistory(tx, id))
        throw new Error(`${block.rows} is too many`);
    });
    await expect(broken).rejects.toThrow('is too many');
    expect(await countOf(id)).toBe(20_000);
  });

  it('fails with the connection', async () => {
    const id = await terminal();
    await room.import(id, historyFile({ lines: 20_000 }));
    const lost = room.rooms.asActor(WORKER, async (tx) => {
      const [own] = await tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      for await (const { block } of room.reader.readHistory(tx, id, { stored: false })) {
        expect(block.rows).toBeGreaterThan(0);
        // Waits until it is gone.
        await room.database.query('SELECT pg_terminate_backend($1, 5000)', [own?.pid]);
      }
      await tx.query('SELECT 1');
    });
    await expect(lost).rejects.toThrow();
    expect(await countOf(id)).toBe(20_000);
  });

  it('takes no text for an id', async () => {
    const read = room.rooms.asActor(WORKER, (tx) => room.reader.readHistory(tx, "' OR true --").next());
    await expect(read).rejects.toThrow('not a uuid');
  });
});

describe('TransactionsQuery', () => {
  it('pages in the order of time, and finds those of a finding', async () => {
    const id = await terminal();
    // Three at each second, so that pages end among equal times.
    const lines = Array.from(
      { length: 100 },
      (_, i) => `2024-03-01T00:00:${String(Math.floor(i / 3)).padStart(2, '0')},1,${i}`,
    );
    await room.import(id, ['occurred_at,amount,card', ...lines].join('\n'));
    const all = await room.history(id);
    await room.rooms.asActor(AGENT, async (tx) => {
      const page = (filter: TransactionFilter) => room.transactions.pageOfTerminal(tx, AGENT, id, filter);
      const ids: number[] = [];
      let cursor: string | undefined;
      do {
        const { items, next } = await page({ limit: 7, cursor });
        ids.push(...items.map((item) => item.id));
        cursor = next ?? undefined;
      } while (cursor !== undefined);
      expect(ids).toEqual(all.map((row) => row.id));

      const [from, to] = [new Date(all[6]?.at ?? 0), new Date(all[9]?.at ?? 0)];
      expect((await page({ from, to })).items.map((item) => item.line)).toEqual([8, 9, 10]);
      for (const bad of [
        'x',
        encodeCursor(['2024', '1', 'x']),
        encodeCursor(['2024', '99999999999', '1']),
        encodeCursor(['?', '1', '1']),
      ])
        await expect(page({ cursor: bad })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });

      const wanted = [all[6], all[9], all[12]].map((row) => row?.id ?? 0);
      const found = await room.transactions.transactionsByIds(tx, id, from, to, wanted);
      expect(found.map((item) => item.id)).toEqual(wanted.slice(0, 2));
    });
  });

  it('knows no terminal that does not exist', async () => {
    const page = room.rooms.asActor(AGENT, (tx) =>
      room.transactions.pageOfTerminal(tx, AGENT, '00000000-0000-4000-8000-00000000dead', {}),
    );
    await expect(page).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
