import type { GivenRecord } from '@thaw/transactions/records';
import { StandingRoom } from '../support/standing-room';

let room: StandingRoom;
beforeAll(async () => (room = await StandingRoom.open()));
afterAll(() => room.close());

const MINUTE = 60_000;
const NINE = Date.parse('2026-11-20T09:00:00+08:00');

/** Sales a minute apart, each with a reference of its own. */
const sales = (count: number, from: number, over: GivenRecord = {}): GivenRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    occurredAt: new Date(NINE + (from + i) * MINUTE).toISOString(),
    amountFen: 10_000 + from + i,
    card: `card ${(from + i) % 7}`,
    cardType: 'credit',
    reference: `S${from + i}`,
    ...over,
  }));

const verdictsOf = ({ verdicts }: Awaited<ReturnType<StandingRoom['append']>>): string[] =>
  verdicts.map(({ verdict }) => verdict);
const statusOf = async (terminalId: string) => {
  const { upToDate, rescanQueued } = await room.read(terminalId);
  return { upToDate, rescanQueued };
};
const UP_TO_DATE = { upToDate: true, rescanQueued: null };

it('judges transactions as they come, from the first of a history on', async () => {
  const id = await room.terminal();
  const first = await room.append(id, sales(2, 0, { card: 'one card' }));
  expect([verdictsOf(first), first.standing]).toMatchObject([['accepted', 'accepted'], UP_TO_DATE]);
  expect(first.touched.map(({ rule }) => rule)).not.toContain('R6a');
  const second = await room.append(id, sales(1, 5, { card: 'one card' }));
  // The third use of a credit card in a day.
  const [repeat] = second.touched.filter(({ rule }) => rule === 'R6a');
  expect(repeat?.head).toMatchObject({ count: 3, measured: 3 });
  expect(await room.found(id)).toEqual(await room.expected(id));
  expect(await room.refresh(id)).toBe(false);
});

it('tells duplicates, within a call and across calls and times, and bad records one by one', async () => {
  const id = await room.terminal();
  const [sale] = sales(1, 0) as [GivenRecord];
  const noKey = { ...sale, reference: null };
  const given = [
    sale,
    sale,
    noKey,
    noKey,
    { ...sale, reference: 'bad', amountFen: 12.5 },
    { ...sale, occurredAt: 'soon' },
  ];
  const first = await room.append(id, given);
  expect(verdictsOf(first)).toEqual([
    'accepted',
    'duplicate',
    'accepted',
    'accepted',
    'rejected',
    'rejected',
  ]);
  expect(first.verdicts.slice(4)).toMatchObject([
    { reason: 'AMOUNT_NOT_WHOLE', field: 'amountFen' },
    { reason: 'TIME_INVALID', field: 'occurredAt' },
  ]);
  // The reference is known, whatever its time; the two equal ones are, each of them.
  const later = { ...sale, occurredAt: new Date(NINE + 5 * MINUTE).toISOString() };
  expect(verdictsOf(await room.append(id, [later, noKey, noKey, noKey]))).toEqual([
    'duplicate',
    'duplicate',
    'duplicate',
    'accepted',
  ]);
  const receipts = await room.database.query(
    `SELECT accepted, duplicates, rejected FROM history_append WHERE terminal_id = $1 ORDER BY received_at, accepted DESC`,
    [id],
  );
  expect(receipts).toEqual([
    { accepted: 3, duplicates: 1, rejected: 2 },
    { accepted: 1, duplicates: 3, rejected: 0 },
  ]);
});

it('finds the duplicates of what a file brought, before and after its keys are kept', async () => {
  const id = await room.terminal();
  await room.import(id, 'occurred_at,amount,reference\n2026-11-20 09:00:00,1.00,F1\n2026-11-20 09:01:00,1.00,F2\n');
  const again = (reference: string): GivenRecord => ({ occurredAt: '2026-11-20 12:00:00', amountFen: 100, reference });
  expect(verdictsOf(await room.append(id, [again('F1'), again('new 1')]))).toEqual(['duplicate', 'accepted']);
  expect(await room.refresh(id)).toBe(true);
  const [{ keyed, written }] = (await room.database.query(
    'SELECT keyed::int, written::int FROM history_ledger WHERE terminal_id = $1',
    [id],
  )) as [{ keyed: number; written: number }];
  expect([keyed, written]).toEqual([3, 3]);
  expect(verdictsOf(await room.append(id, [again('F2'), again('new 1'), again('new 2')]))).toEqual([
    'duplicate',
    'duplicate',
    'accepted',
  ]);
}); // prettier-ignore

it('puts a late transaction among those that are open, and asks for a rescan where it is later', async () => {
  const id = await room.terminal();
  await room.append(id, sales(150, 1_000));
  // Before all of them: they are open yet.
  const early = await room.append(id, sales(1, 0));
  expect(early.standing).toMatchObject(UP_TO_DATE);
  await room.append(id, sales(150, 2_000));
  const open = await room.append(id, sales(1, 2_100, { reference: 'late but open' }));
  expect(open.standing).toMatchObject(UP_TO_DATE);
  expect(await room.found(id)).toEqual(await room.expected(id));

  const late = await room.append(id, sales(1, 1_100, { reference: 'late' }));
  expect(late.standing).toMatchObject({ upToDate: false, rescanQueued: 'late' });
  expect(late.touched).toEqual([]);
  // Until the job has run, what comes in time waits as well; the job is asked for once.
  const waiting = await room.append(id, sales(5, 3_000));
  expect(waiting.standing).toMatchObject({ upToDate: false, rescanQueued: 'late' });
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'late' });
  expect(await room.refresh(id)).toBe(true);
  expect(await room.refresh(id)).toBe(false);
  expect(await statusOf(id)).toEqual(UP_TO_DATE);
  expect(await room.found(id)).toEqual(await room.expected(id));
  expect((await room.append(id, sales(5, 4_000))).standing).toMatchObject(UP_TO_DATE);
  expect(await room.found(id)).toEqual(await room.expected(id));
});

it('begins with a scan of the history that was there before', async () => {
  const id = await room.terminal();
  const lines = sales(400, 0).map(
    (sale) => `${sale.occurredAt as string},99.00,${sale.card as string},credit`,
  );
  await room.import(id, `occurred_at,amount,card,card_type\n${lines.join('\n')}\n`);
  expect(await room.refresh(id)).toBe(false);
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: null });
  expect((await room.append(id, sales(3, 500))).standing).toMatchObject({ rescanQueued: 'first' });
  await room.refresh(id);
  expect(await room.found(id)).toEqual(await room.expected(id));
  expect((await room.append(id, sales(3, 600))).standing).toMatchObject(UP_TO_DATE);
  expect(await room.found(id)).toEqual(await room.expected(id));
});

it('takes up what a file brings: in order by folding on, else by a rescan', async () => {
  const id = await room.terminal();
  await room.append(id, sales(250, 0));
  const cardState = () => room.database.query('SELECT xmin::text FROM standing_card WHERE terminal_id = $1 ORDER BY card_token', [id]); // prettier-ignore
  const kept = await cardState();
  await room.import(id, `occurred_at,amount\n${new Date(NINE + 300 * MINUTE).toISOString()},5.00\n`);
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'history' });
  await room.refresh(id);
  expect(await cardState()).toEqual(kept);
  expect(await room.found(id)).toEqual(await room.expected(id));
  await room.import(id, `occurred_at,amount\n${new Date(NINE - MINUTE).toISOString()},5.00\n`);
  await room.refresh(id);
  expect(await cardState()).not.toEqual(kept);
  expect(await statusOf(id)).toEqual(UP_TO_DATE);
  expect(await room.found(id)).toEqual(await room.expected(id));
});

it('judges anew what is left where old years were dropped, and knows their keys no more', async () => {
  const id = await room.terminal();
  const old = { occurredAt: '2025-03-01T10:00:00+08:00', amountFen: 6_000_000, reference: 'old' };
  await room.append(id, [old, ...sales(5, 0)]);
  await room.rescan(id);
  await room.dropBefore(2026);
  // Whoever reads has it made anew.
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'history' });
  expect((await room.append(id, sales(1, 10))).standing).toMatchObject({ rescanQueued: 'history' });
  await room.refresh(id);
  expect(await statusOf(id)).toEqual(UP_TO_DATE);
  expect(await room.found(id)).toEqual(await room.expected(id));
  expect(verdictsOf(await room.append(id, [old, ...sales(1, 0)]))).toEqual(['accepted', 'duplicate']);
});

it('throws the state away when the rules judge otherwise, and says so', async () => {
  const id = await room.terminal('standard');
  await room.append(id, sales(5, 0));
  await room.database.query(`UPDATE terminal SET fee_profile = 'low_rate' WHERE id = $1`, [id]);
  const { standing } = await room.append(id, sales(5, 10));
  expect(standing).toMatchObject({ upToDate: false, rescanQueued: 'setup' });
  await room.refresh(id);
  const [kept] = await room.database.query('SELECT facts FROM standing_scan WHERE terminal_id = $1', [id]);
  expect(kept).toMatchObject({ facts: { feeProfile: 'low_rate' } });
  expect(await room.found(id)).toEqual(await room.expected(id));
});

it('takes calls that come at once one after the other, and refuses one while an import has the terminal', async () => {
  const id = await room.terminal();
  const at = Array.from({ length: 6 }, (_, i) => room.append(id, sales(3, i, { card: 'one card' })));
  const verdicts = (await Promise.all(at)).flatMap(verdictsOf);
  // Minutes 0 to 7, each of them once.
  expect(verdicts.filter((verdict) => verdict === 'accepted')).toHaveLength(8);
  expect(await room.found(id)).toEqual(await room.expected(id));
  await room.whileHeld(id, async () => {
    await expect(room.append(id, sales(1, 20))).rejects.toMatchObject({ code: 'IMPORT_IN_PROGRESS' });
  });
  expect(verdictsOf(await room.append(id, sales(1, 20)))).toEqual(['accepted']);
});

it('looks once a day whether facts from outside are others, and judges anew by them', async () => {
  const id = await room.terminal();
  await room.append(id, sales(150, 0));
  await room.database.query(
    `INSERT INTO chargeback (terminal_id, reference, received_at, amount_fen, reason, recorded_at, reported_by)
     SELECT $1, 'C' || n, '2026-12-10T12:00:00+08:00', 100, '10.4', now(), 'system:setup' FROM generate_series(1, 120) n`,
    [id],
  );
  await room.append(id, sales(1, 200));
  expect(await room.refresh(id)).toBe(false);
  room.clock.advance(86_400_001);
  const old = await room.append(id, sales(1, 300));
  expect(old.standing).toMatchObject(UP_TO_DATE);
  expect((await room.found(id)).map(({ rule }) => rule)).not.toContain('X12');
  await room.append(id, sales(1, 400));
  expect(await room.refresh(id)).toBe(true);
  const found = await room.found(id);
  expect(found.map(({ rule }) => rule)).toContain('X12');
  expect(found).toEqual(await room.expected(id));
  await room.append(id, sales(1, 500));
  expect(await room.refresh(id)).toBe(false);
});

it('asks again for a job that was lost with the queue', async () => {
  const id = await room.terminal();
  await room.append(id, sales(250, 100));
  await room.append(id, sales(1, 0));
  await room.database.query(`DELETE FROM outbox`);
  await room.standing.requeueLost(room.clock.now());
  expect(await statusOf(id)).toEqual({ upToDate: false, rescanQueued: 'late' });
  room.clock.advance(121_000);
  expect(await room.standing.requeueLost(room.clock.now())).toBeGreaterThan(0);
  expect(await room.refresh(id)).toBe(true);
  expect(await statusOf(id)).toEqual(UP_TO_DATE);
});

it.each(['standing_finding', 'standing_card', 'standing_scan', 'history_key', 'history_ledger'])(
  'commits rows and findings together, or nothing: %s cannot be written',
  async (table) => {
    const id = await room.terminal();
    const many = sales(250, 0, { card: 'one card' });
    await room.append(id, sales(10, -20));
    const before = [await room.read(id), await countOf(id)];
    await room.database.query(
      `CREATE FUNCTION refuse_${table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$`,
    );
    await room.database.query(
      `CREATE TRIGGER refused BEFORE INSERT OR UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_${table}()`,
    );
    try {
      await expect(room.append(id, many)).rejects.toThrow('refused');
    } finally {
      await room.database.query(`DROP FUNCTION refuse_${table} CASCADE`);
    }
    expect([await room.read(id), await countOf(id)]).toEqual(before);
    expect(verdictsOf(await room.append(id, many))).toEqual(many.map(() => 'accepted'));
    expect(await room.found(id)).toEqual(await room.expected(id));
  },
);

const countOf = (id: string): Promise<unknown[]> =>
  room.database.query('SELECT count(*)::int FROM transaction WHERE terminal_id = $1', [id]);
