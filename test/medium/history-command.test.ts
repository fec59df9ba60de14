import { randomUUID } from 'node:crypto';
import { BLOCK_ROWS } from '@thaw/transactions/records';
import { Client } from 'pg';
import { runHistory } from '../../apps/cli/src/history/history.command';
import type { HistoryIo } from '../../apps/cli/src/history/history-io';
import type { Shop } from '../factories/registry';
import { historyFile } from '../factories/history-file';
import { ImportRoom } from '../support/import-room';

const SERVING = `thaw_test_${randomUUID().replaceAll('-', '')}`;
/** Files begin in 2024. */
const LINES = BLOCK_ROWS + 2_000;
const OLD = 'occurred_at,amount,reference\n2019-05-05T00:00:00,1.00,A\n2020-06-06T00:00:00,2.00,B\n';

let room: ImportRoom;
let servingUrl: string;
let shop: Shop;
beforeEach(async () => {
  room = await ImportRoom.open();
  const url = new URL(room.database.url);
  [url.username, url.password] = [SERVING, 'serving'];
  servingUrl = url.href;
  await room.database.query(`CREATE ROLE ${SERVING} LOGIN PASSWORD 'serving' IN ROLE thaw_serving`);
  shop = await room.shop();
});
afterEach(async () => {
  await room.database.query(`DROP ROLE ${SERVING}`);
  await room.close();
});

/** So that there are years to drop. */
const KEPT = { THAW_HISTORY_YEARS: '5' };

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly string[];
}

type Around = { answer?: string | null; env?: NodeJS.ProcessEnv; isTerminal?: boolean };

async function thaw(args: string, around: Around = {}): Promise<Outcome> {
  let [out, err] = ['', ''];
  const asked: string[] = [];
  const io: HistoryIo = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTerminal: around.isTerminal ?? false,
    ask: async (question) => {
      asked.push(question);
      return around.answer ?? null;
    },
  };
  const given = { ...KEPT, DATABASE_URL: servingUrl, DATABASE_OWNER_URL: room.database.url, ...around.env };
  const code = await runHistory(args.split(' '), given, io);
  return { code, out, err, asked };
}

const json = (outcome: Outcome): unknown => JSON.parse(outcome.out);
const nameOf = ({ merchant, terminal }: Shop): string => `${merchant.merchantNo}/${terminal.terminalNo}`;
const yearsLeft = async (): Promise<string[]> => {
  const parts = await room.database.query<{ part: string }>(
    `SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'transaction_rows'::regclass ORDER BY 1`,
  );
  return parts.map(({ part }) => part.slice('transaction_'.length));
};
const blocksOf = async (id: string): Promise<number> => (await room.blocks.verify(id)).blocks;

describe('verify and rebuild', () => {
  it('agree, differ and agree again, of one terminal and of all', async () => {
    const { id } = shop.terminal;
    await room.import(id, historyFile({ lines: LINES }));
    const other = await room.shop();
    await room.import(other.terminal.id, OLD);
    await room.shop();
    const shown = await thaw(`verify --terminal ${nameOf(shop)} --lang en`, { isTerminal: true });
    expect(shown.err).toBe(
      `\r\u001b[K${nameOf(shop)}  16,384 rows\r\u001b[K${nameOf(shop)}  18,384 rows\r\u001b[K`,
    );
    const well = await thaw(`verify --terminal ${nameOf(shop)}`);
    expect(well).toMatchObject({
      code: 0,
      out: `${nameOf(shop)}  一致（1 块，16,384 行）\n共 1 台终端，全部正常。\n`,
    });
    expect((await thaw(`verify --terminal ${nameOf(other)} --lang en`)).out).toMatch(
      / {2}agrees \(no blocks yet\)\n/,
    );
    // One bit of a block, of which the rows, and the digest beside it, know nothing.
    await room.database.query(
      `UPDATE history_block SET columns = set_byte(columns, 70000, get_byte(columns, 70000) # 1) WHERE terminal_id = $1`,
      [id],
    );
    const broken = await thaw('verify --all --json');
    expect(broken.code).toBe(1);
    expect(json(broken)).toEqual({
      command: 'verify',
      ok: false,
      terminals: expect.arrayContaining([
        { terminal: nameOf(shop), terminalId: id, ok: false, blocks: 1, rows: BLOCK_ROWS, differsAt: 0 },
        {
          terminal: nameOf(other),
          terminalId: other.terminal.id,
          ok: true,
          blocks: 0,
          rows: 0,
          differsAt: null,
        },
      ]),
    });
    expect((json(broken) as { terminals: [] }).terminals).toHaveLength(2);
    expect(await thaw('verify --all --lang en')).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        `${nameOf(shop)}  differs from the rows from block 1 on (1 block, 16,384 rows): run thaw history rebuild\n`,
      ),
    });
    const rebuilt = await thaw(`rebuild --terminal ${nameOf(shop).toLowerCase()} --lang en`);
    expect(rebuilt).toMatchObject({
      code: 0,
      out: expect.stringContaining('  rebuilt\n1 terminal, all well.\n'),
    });
    expect(await thaw('verify --all --lang en')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 terminals, all well.\n'),
    });
  });

  it('rebuilds nothing of a terminal whose import is under way', async () => {
    const { id } = shop.terminal;
    await room.import(id, historyFile({ lines: LINES }));
    const held = new Client({ connectionString: room.database.url });
    await held.connect();
    await held.query('BEGIN');
    await held.query(`SELECT pg_advisory_xact_lock(hashtextextended('history_import ' || $1::text, 0))`, [
      id,
    ]);
    try {
      expect(json(await thaw('rebuild --all --json'))).toEqual({
        command: 'rebuild',
        ok: false,
        terminals: [{ terminal: nameOf(shop), terminalId: id, ok: false }],
      });
    } finally {
      await held.end();
    }
    expect(await blocksOf(id)).toBe(1);
  });
});

describe('drop', () => {
  const tell = async (): Promise<unknown[]> =>
    room.database.query('SELECT before, years, rows, terminals, dropped_by FROM history_drop');

  it('drops whole old years, makes the blocks anew and leaves a trace', async () => {
    const { id } = shop.terminal;
    await room.import(id, OLD);
    await room.import(id, historyFile({ lines: LINES }));
    const other = await room.shop();
    await room.import(other.terminal.id, historyFile({ lines: LINES }));
    const untouched = await room.database.query(
      'SELECT xmin::text FROM history_block WHERE terminal_id = $1',
      [other.terminal.id],
    );
    const asked = await thaw('drop --before 2021 --lang en', { answer: 'y' });
    expect(asked).toMatchObject({
      code: 0,
      out: 'Dropped 2 transactions before 2021, of 1 terminal.\n',
      asked: [
        'This drops for good, of 1 terminal:\n  2019  1 transaction\n  2020  1 transaction\nGo on? [y/N] ',
      ],
    });
    // Half past midnight in Shanghai is the evening before in UTC.
    expect(await yearsLeft()).toEqual(['2023', '2024']);
    expect(await tell()).toEqual([
      {
        before: new Date('2021-01-01T00:00:00Z'),
        years: [2019, 2020],
        rows: '2',
        terminals: 1,
        dropped_by: 'postgres',
      },
    ]);
    expect(await room.blocks.verify(id)).toEqual({ blocks: 1, rows: BLOCK_ROWS, differsAt: null });
    expect(await room.history(id)).toHaveLength(LINES);
    expect(
      await room.database.query('SELECT xmin::text FROM history_block WHERE terminal_id = $1', [
        other.terminal.id,
      ]),
    ).toEqual(untouched);
    // The year may come again.
    expect((await room.import(id, OLD)).accepted).toBe(2);
    expect(await room.blocks.verify(id)).toMatchObject({ differsAt: null });
    expect(json(await thaw('drop --before 2018 --yes --json'))).toMatchObject({ ok: true, years: [] });
  });

  it('drops nothing unless somebody is sure', async () => {
    await room.import(shop.terminal.id, OLD);
    expect(await thaw('drop --before 2021', { answer: 'no' })).toMatchObject({
      code: 1,
      err: '未作删除。\n',
    });
    expect(await thaw('drop --before 2021 --lang en')).toMatchObject({
      code: 1,
      err: 'Nobody to ask: add --yes. Nothing is dropped.\n',
    });
    expect(await yearsLeft()).toEqual(['2019', '2020']);
    expect(await tell()).toEqual([]);
  });

  it('drops nothing of the time of a case that is not closed, and names it', async () => {
    const { id } = shop.terminal;
    await room.import(id, OLD);
    await room.database.query(
      `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version,
         opened_at, opened_by, opened_via, state_since)
       VALUES ($1, 'FZ-20261123-0007', 1, 1, $2, $3, 'monitoring', 1, now(), 'x', 'agent', now())`,
      [randomUUID(), id, shop.merchant.id],
    );
    expect(await thaw('drop --before 2020 --yes --lang en')).toMatchObject({
      code: 1,
      err: "Nothing is dropped: these cases are not done with (not closed, open to appeal, or kept on an authority's order) and have transactions before 2020: FZ-20261123-0007\n",
    });
    expect(json(await thaw('drop --before 2020 --yes --json'))).toEqual({
      command: 'drop',
      ok: false,
      reason: 'OPEN_CASES',
      openCases: ['FZ-20261123-0007'],
    });
    // Nothing of the case is so old.
    expect(await thaw('drop --before 2019 --yes')).toMatchObject({ code: 0 });
    await room.database.query(`UPDATE freeze_case SET state = 'closed', closed_at = now(), resolution = 'x'`);
    expect(await thaw('drop --before 2020 --yes')).toMatchObject({ code: 0 });
    expect(await yearsLeft()).toEqual(['2020']);
  });

  it('is the owner’s', async () => {
    await room.import(shop.terminal.id, OLD);
    const refused = await thaw('drop --before 2021 --yes --json', { env: { DATABASE_OWNER_URL: '' } });
    expect([refused.code, json(refused)]).toEqual([
      1,
      { command: 'drop', ok: false, reason: 'NOT_OWNER', openCases: [] },
    ]);
    expect(await yearsLeft()).toEqual(['2019', '2020']);
  });

  it('waits for no import, and for readers not long', async () => {
    const { id } = shop.terminal;
    await room.import(id, OLD);
    const other = new Client({ connectionString: room.database.url });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT count(*) FROM transaction');
      expect(json(await thaw('drop --before 2021 --yes --json'))).toMatchObject({ reason: 'BEING_READ' });
      await other.query('ROLLBACK');
      let during: Outcome | undefined;
      await room.run((await room.receive(id, 'occurred_at,amount\n2024-01-01T00:00:00,1\n')).id);
      const { id: importId } = await room.receive(id, 'occurred_at,amount\n2024-01-02T00:00:00,1\n');
      await room.imports.run(importId, async () => {
        during = await thaw('drop --before 2021 --yes --json');
      });
      expect(json(during!)).toMatchObject({ ok: false, reason: 'IMPORT_UNDER_WAY' });
      // One whose worker has died and that will be taken up again.
      await room.database.query(`UPDATE history_import SET state = 'running' WHERE id = $1`, [importId]);
      expect(json(await thaw('drop --before 2021 --yes --json'))).toMatchObject({
        reason: 'IMPORT_UNDER_WAY',
      });
    } finally {
      await other.end();
    }
    expect(await yearsLeft()).toEqual(['2019', '2020', '2023', '2024']);
  }, 120_000);
});

it('keeps transactions for as long as it is told to, ten years untold, and never for less than five', async () => {
  const year = new Date().getUTCFullYear();
  const told = async (years: string): Promise<string> =>
    (await thaw(`drop --before ${year} --lang en`, { env: { THAW_HISTORY_YEARS: years } })).err;
  expect(await told('12')).toContain(`${year - 12} at the latest`);
  expect(await told('')).toContain(`${year - 10} at the latest`);
  await expect(told('4')).rejects.toThrow();
});

it.each([
  ['verify', 'say which terminals, with either --terminal or --all.'],
  ['verify --all --terminal 1/2', 'say which terminals, with either --terminal or --all.'],
  ['verify --terminal 12', '--terminal is the merchant number'],
  ['verify --terminal 1/2', 'there is no such terminal.'],
  ['verify --all --before 2020', 'history verify takes no --before.'],
  ['drop --before 2020 --all', 'history drop takes no --all.'],
  ['drop --before 3000', '--before is a year, '],
  [`drop --before ${new Date().getUTCFullYear() - 4}`, 'transactions are kept for 5 whole years at least'],
  ['drop', '--before is a year, '],
  ['mend --all', 'there is no command history mend.'],
  ['verify x --all', 'not understood: x'],
  ['verify --al', "Unknown option '--al'"],
])('does not understand: history %s', async (args, words) => {
  const { code, err } = await thaw(`${args} --lang en`);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  expect(err).toContain('Usage: thaw history verify');
});

it('says what is wrong with the database', async () => {
  expect(await thaw('verify --all', { env: { DATABASE_URL: '', DATABASE_OWNER_URL: '' } })).toMatchObject({
    code: 2,
    err: expect.stringContaining('缺少 DATABASE_URL'),
  });
  const nowhere = 'postgres://nobody:pw@127.0.0.1:1/thaw';
  expect(await thaw('verify --all', { env: { DATABASE_URL: nowhere } })).toMatchObject({
    code: 2,
    err: expect.stringContaining('The database cannot be reached.'),
  });
  expect(await thaw('help --lang en')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Usage: thaw history'),
  });
});
