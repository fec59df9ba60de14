import { Readable } from 'node:stream';
import { systemActor, type Actor } from '@thaw/kernel';
import type { GivenRecord } from '@thaw/transactions/records';
import { StandingRoom } from '../support/standing-room';

let room: StandingRoom;
beforeAll(async () => (room = await StandingRoom.open()));
afterAll(() => room.close());

const MINUTE = 60_000;
const NINE = Date.parse('2026-11-20T09:00:00+08:00');
const sales = (count: number, from: number): GivenRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    occurredAt: new Date(NINE + (from + i) * MINUTE).toISOString(),
    amountFen: 10_000 + from + i,
    card: `card ${(from + i) % 7}`,
    cardType: 'credit',
    reference: `S${from + i}`,
  }));
const statusOf = async (terminalId: string) => {
  const { upToDate, rescanQueued } = await room.read(terminalId);
  return { upToDate, rescanQueued };
};
const UP_TO_DATE = { upToDate: true, rescanQueued: null };
const AGENT: Actor = { kind: 'user', userId: '1', displayName: 'A', roles: ['agent'], merchantId: null };

it('says that rules in force are others than those of the findings, and has them made anew once', async () => {
  const id = await room.terminal('standard');
  await room.append(id, sales(5, 0));
  expect(await statusOf(id)).toEqual(UP_TO_DATE);
  // As another set that was activated, a new build, or other hours would.
  await room.database.query(`UPDATE terminal SET fee_profile = 'low_rate' WHERE id = $1`, [id]);
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'setup' });
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'setup' });
  expect(await room.asked(id)).toBe(1);
  expect(await room.refresh(id)).toBe(true);
  expect(await statusOf(id)).toEqual(UP_TO_DATE);
  expect(await room.found(id)).toEqual(await room.expected(id));
});

it('says so to who appends nothing new, too', async () => {
  const id = await room.terminal('standard');
  await room.append(id, sales(5, 0));
  await room.database.query(`UPDATE terminal SET fee_profile = 'low_rate' WHERE id = $1`, [id]);
  const { standing } = await room.append(id, sales(5, 0));
  expect(standing).toMatchObject({ upToDate: false, rescanQueued: 'setup' });
  expect(await room.asked(id)).toBe(1);
});

it('refuses the transactions of an open finding of a rule that is no more, and has it made anew', async () => {
  const id = await room.terminal();
  await room.append(id, [0, 1, 2].map((n) => ({ ...sales(1, n)[0], card: 'one card' })));
  const open = (await room.read(id)).items.find(({ rule }) => rule === 'R6a');
  const finding = { rule: 'R6a', key: open?.key as string };
  expect(await room.transactionsOf(id, finding)).toHaveLength(3);
  const raised = (version: string) =>
    room.database.query(
      `UPDATE standing_scan SET setup_digest = 'of an earlier build', rules = (
         SELECT jsonb_agg(CASE WHEN r->>'code' = 'R1a' THEN jsonb_set(r, '{version}', $2) ELSE r END)
         FROM jsonb_array_elements(rules) r) WHERE terminal_id = $1`,
      [id, version],
    );
  await raised('0');
  await expect(room.transactionsOf(id, finding)).rejects.toMatchObject({ code: 'FINDING_OUTDATED' });
  await expect(room.transactionsOf(id, { rule: 'R6a', key: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'setup' });
  expect(await room.refresh(id)).toBe(true);
  expect(await room.transactionsOf(id, finding)).toHaveLength(3);
}); // prettier-ignore

it('refuses them, too, where another build has kept the state, and has it made anew', async () => {
  const id = await room.terminal();
  await room.append(id, [0, 1, 2].map((n) => ({ ...sales(1, n)[0], card: 'one card' })));
  const open = (await room.read(id)).items.find(({ rule }) => rule === 'R6a');
  const finding = { rule: 'R6a', key: open?.key as string };
  await room.database.query(
    `UPDATE standing_scan SET setup_digest = 'of an earlier build',
       state = regexp_replace(state, '"format":[0-9]+', '"format":1') WHERE terminal_id = $1`,
    [id],
  );
  await expect(room.transactionsOf(id, finding)).rejects.toMatchObject({ code: 'FINDING_OUTDATED' });
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'setup' });
  expect(await room.refresh(id)).toBe(true);
  expect(await room.transactionsOf(id, finding)).toHaveLength(3);
}); // prettier-ignore

it('reads all of it as of one moment', async () => {
  const id = await room.terminal();
  await room.append(id, sales(150, 0));
  const { items } = await room.read(id);
  const open = items.find(({ rule, settled }) => rule === 'R6a' && !settled);
  const finding = { rule: open?.rule as string, key: open?.key as string };
  const ids = await room.transactionsOf(id, finding);
  const { rooms } = room;
  const asActor = rooms.asActor.bind(rooms);
  const reading = jest.spyOn(rooms, 'asActor').mockImplementationOnce((actor, work, options) => {
    reading.mockRestore();
    return asActor(
      actor,
      async (tx) => {
        // What was open is settled when the reading comes to what is stored.
        const query = tx.query.bind(tx);
        jest.spyOn(tx, 'query').mockImplementation(async (sql: string, values) => {
          if (sql.includes('standing_finding_part')) await room.append(id, sales(200, 200));
          return query(sql, values);
        });
        return work(tx);
      },
      options,
    );
  });
  expect(await room.transactionsOf(id, finding)).toEqual(ids);
});

const ENDS: readonly (readonly [string, (importId: string) => Promise<unknown>])[] = [
  ['fails halfway', (importId) => room.imports.failed(importId, new Error('no more attempts'))],
  ['is cancelled', (importId) => room.imports.cancel(AGENT, importId, () => Promise.resolve())],
];

it.each(ENDS)('finds out that an import that %s has written, by a sweep', async (_, end) => {
  const id = await room.terminal();
  await room.append(id, sales(10, 0));
  const { id: importId } = await room.imports.receive(systemActor('setup'), {
    terminalId: id,
    caseId: null,
    fileName: 'history.csv',
    content: Readable.from([Buffer.from('occurred_at,amount\n2026-11-19 09:00:00,5.00\n')]),
    options: {},
  });
  // Its chunk, as a worker commits it before it dies.
  await room.rooms.asActor(systemActor('worker'), async (tx) => {
    await tx.query(
      `INSERT INTO transaction (id, terminal_id, import_id, line, occurred_at, amount_fen, currency, type, status, card_type, natural_key, received_at)
       VALUES (nextval('transaction_id'), $1, $2, 1, '2026-11-19T09:00:00+08:00', 500, 'CNY', 'purchase', 'approved', 'unknown', '\\x01', now())`,
      [id, importId],
    );
    await tx.query('UPDATE history_ledger SET written = written + 1 WHERE terminal_id = $1', [id]);
  });
  await end(importId);
  expect(await room.asked(id)).toBe(0);
  expect(await room.standing.askForMissed(room.clock.now())).toBeGreaterThan(0);
  expect(await room.asked(id)).toBe(1);
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'history' });
  await room.refresh(id);
  expect(await statusOf(id)).toEqual(UP_TO_DATE);
  expect(await room.found(id)).toEqual(await room.expected(id));
}); // prettier-ignore

it('judges rows that nobody asked for when the job comes for something else', async () => {
  const id = await room.terminal();
  await room.append(id, sales(10, 0));
  await room.database.query('UPDATE history_ledger SET written = written + 1 WHERE terminal_id = $1', [id]);
  await room.rescan(id);
  expect(await statusOf(id)).toEqual(UP_TO_DATE);
});

it('asks for the job that stepped aside for an import, though that brought nothing', async () => {
  const id = await room.terminal();
  await room.append(id, sales(250, 100));
  await room.append(id, sales(1, 0));
  await room.database.query('DELETE FROM outbox');
  await room.import(id, 'occurred_at,amount\nsoon,5.00\n');
  expect(await room.asked(id)).toBe(1);
  await room.refresh(id);
  await room.import(id, 'occurred_at,amount\nsoon,6.00\n');
  expect(await room.asked(id)).toBe(0);
});

it('asks for a refresh that goes on failing ever more seldom, and says how often it was given up', async () => {
  const id = await room.terminal();
  await room.append(id, sales(250, 100));
  await room.append(id, sales(1, 0));
  const comesAfter = async (ms: number): Promise<boolean> => {
    await room.database.query('DELETE FROM outbox');
    room.clock.advance(ms);
    await room.standing.requeueLost(room.clock.now());
    return (await room.asked(id)) > 0;
  };
  expect(await comesAfter(119_000)).toBe(false);
  expect(await comesAfter(2_000)).toBe(true);
  for (let failures = 1; failures <= 12; failures++) {
    await room.standing.failed(id, new Error('too long a history'));
    expect(await room.read(id)).toMatchObject({ upToDate: false, rescanQueued: 'late', rescanFailures: failures });
    const wait = Math.min(2 ** failures * 120_000, 86_400_000);
    expect(await comesAfter(wait - 1_000)).toBe(false);
    expect(await comesAfter(2_000)).toBe(true);
  }
  await room.rescan(id);
  expect(await room.read(id)).toMatchObject({ upToDate: true, rescanFailures: 0 });
}); // prettier-ignore
