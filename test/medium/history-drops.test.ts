import { randomUUID } from 'node:crypto';
import { OpenCases } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { HistoryDrop, TerminalLock } from '@thaw/transactions';
import { ImportRoom } from '../support/import-room';

const SETUP = systemActor('setup');
const OLD = 'occurred_at,amount,reference\n2019-05-05T00:00:00,1.00,A\n2020-06-06T00:00:00,2.00,B\n';

let room: ImportRoom;
beforeEach(async () => (room = await ImportRoom.open()));
afterEach(() => room.close());

it('counts before it keeps others out, and again only what was written meanwhile', async () => {
  const { id } = (await room.shop()).terminal;
  await room.import(id, OLD);
  const others = await Promise.all([room.shop(), room.shop()]);
  await room.import(others[0].terminal.id, OLD);
  const owner = new Database({ databaseUrl: room.database.url, databasePoolSize: 1 });
  const lock = new TerminalLock(owner);
  const tryHoldAll = lock.tryHoldAll.bind(lock);
  const heard: string[] = [];
  // Just before it has them all, two more write: one that was counted, and one that had nothing then.
  jest.spyOn(lock, 'tryHoldAll').mockImplementation(async (tx) => {
    await room.import(id, 'occurred_at,amount,reference\n2018-05-05T00:00:00,1.00,C\n');
    await room.import(others[1].terminal.id, OLD);
    const query = tx.query.bind(tx);
    jest.spyOn(tx, 'query').mockImplementation((sql, parameters) => {
      if (/count.*FROM transaction /s.test(sql)) heard.push(JSON.stringify(parameters?.at(-1)));
      return query(sql, parameters);
    });
    return tryHoldAll(tx);
  });
  try {
    const dropped = await owner.asActor(SETUP, async (tx) => {
      await tx.query('SET LOCAL ROLE NONE');
      return new HistoryDrop(lock).drop(tx, 2021, new Date());
    });
    expect(dropped).toEqual({
      years: [
        { year: 2018, rows: 1 },
        { year: 2019, rows: 3 },
        { year: 2020, rows: 3 },
      ],
      terminalIds: [id, ...others.map(({ terminal }) => terminal.id)].sort(),
    });
  } finally {
    await owner.onApplicationShutdown();
  }
  expect(heard.map((ids) => JSON.parse(ids).sort())).toEqual([[id, others[1].terminal.id].sort()]);
  const trace = await room.database.query('SELECT years, rows, terminals FROM history_drop');
  expect(trace).toEqual([{ years: [2018, 2019, 2020], rows: '7', terminals: 3 }]);
});

it.each([
  ['not closed', true, `'monitoring', NULL, NULL, NULL, NULL`],
  ['closed', false, `'closed', now(), 'restored', 'U', NULL`],
  [
    'closed and open to appeal',
    true,
    `'closed', now(), 'restored_with_limits', 'UR', now() + interval '1 hour'`,
  ],
  ['closed with a letter that was never opened', true, `'closed', now(), 'restored_with_limits', 'UR', NULL`],
  ['closed and appealable no more', false, `'closed', now(), 'restored_with_limits', 'UR', now()`],
  ['closed on an authority’s order', true, `'closed', now(), 'kept', 'K', now()`],
])('whether a case needs its transactions: %s', async (_, needs, standing) => {
  const { terminal, merchant } = await room.shop();
  await room.import(terminal.id, OLD);
  await room.database.query(
    `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, reference_version, opened_at,
       opened_by, opened_via, state_since, state, closed_at, resolution, outcome, appeal_until)
     VALUES ($1, 'FZ-20261123-0007', 1, 1, $2, $3, 1, now(), 'x', 'agent', now(), ${standing})`,
    [randomUUID(), terminal.id, merchant.id],
  );
  const before = (year: number): Promise<readonly string[]> =>
    room.rooms.asActor(SETUP, (tx) =>
      new OpenCases().withTransactionsBefore(tx, new Date(Date.UTC(year, 0)), new Date()),
    );
  expect(await before(2020)).toEqual(needs ? ['FZ-20261123-0007'] : []);
  expect(await before(2019)).toEqual([]);
});
