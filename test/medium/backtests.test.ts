import { randomUUID } from 'node:crypto';
import { PastDecisions } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { BacktestRunner, BacktestsService } from '@thaw/risk';
import type { BacktestResult } from '@thaw/risk/engine';
import { HistoryReader } from '@thaw/transactions';
import { insertSales } from '../factories/history';
import { registerShop } from '../factories/registry';
import { TestApi, type TestUser } from '../support/test-api';
import { TestClock } from '../support/test-clock';

const SETUP = systemActor('setup');
const clock = new TestClock();
let api: TestApi;
let officer: TestUser;
let runner: BacktestRunner;
/** Low rates: R1a fires above 50,000.00. The first has sales of 60,000 and 80,000, the next three of 60,000, two of 100. */
let terminals: readonly string[];

beforeAll(async () => {
  api = await TestApi.start({ clock });
  officer = await api.user(['risk_officer']);
  runner = api.app.get(BacktestRunner, { strict: false });
  const made: string[] = [];
  for (const yuan of [[60_000, 80_000], [60_000], [60_000], [60_000], [100], [100]])
    made.push(await shopWith(yuan));
  terminals = made;
  // Without a history: in no sample, and not among all.
  await shopWith([]);
});
afterAll(() => api.stop());

async function shopWith(yuan: readonly number[]): Promise<string> {
  const { terminal } = await api.app.get(Database).asActor(SETUP, (tx) =>
    registerShop(tx, api.app.get(RegistryService, { strict: false }), {
      terminal: { feeProfile: 'low_rate' },
    }),
  );
  const sales = yuan.map((amount, i) => ({ at: `2026-11-2${i}T10:00:00+08:00`, amountFen: amount * 100 }));
  await insertSales(api.database, terminal.id, sales);
  return terminal.id;
}

interface Answer {
  readonly id: string;
  readonly scope: { readonly seed?: number };
  readonly sets: readonly { readonly ruleSet: number; readonly rules: Record<string, { weight: number }> }[];
  readonly rowsDone: number;
  readonly setsDigest: string;
  readonly historiesDigest: string | null;
  readonly outcome: Omit<BacktestResult, 'changes'> | null;
}

const LOOSE = { name: 'loose', rules: [{ code: 'R1a', parameters: { max: 7_500_000 } }] };
const SETS = [{ name: 'now' }, LOOSE];

const as = (user: TestUser) => api.as(user.token);
const ask = (body: object, user = officer) => as(user).post('/v1/backtests').send(body);

async function asked(scope: object, sets: readonly object[] = SETS): Promise<Answer> {
  return (await ask({ sets, scope }).expect(202)).body as Answer;
}

async function read(id: string): Promise<Answer> {
  return (await as(officer).get(`/v1/backtests/${id}`).expect(200)).body as Answer;
}

const run = (id: string): Promise<void> => {
  const decisions = api.app.get(PastDecisions, { strict: false });
  return runner.run(id, (tx, terminalIds) => decisions.of(tx, terminalIds));
};

async function ran(scope: object, sets?: readonly object[]): Promise<Answer> {
  const { id } = await asked(scope, sets);
  await run(id);
  return read(id);
}

const hits = ({ outcome }: Answer, rule: string): (number | undefined)[] | undefined =>
  outcome?.sets.map(({ rules }) => rules.find((one) => one.rule === rule)?.findings);

const chosen = async (id: string): Promise<string[]> =>
  (
    await api.database.query<{ terminal_id: string }>(
      'SELECT terminal_id FROM backtest_terminal WHERE backtest_id = $1 ORDER BY position',
      [id],
    )
  ).map((row) => row.terminal_id);

it('says of all terminals what each set hits, and what changes between two', async () => {
  const queued = await asked({ kind: 'all' });
  expect(queued).toMatchObject({ state: 'queued', outcome: null, terminalsTotal: null });
  expect(queued.sets.map(({ ruleSet }) => ruleSet)).toEqual([1, 1]);
  await as(officer).get(`/v1/backtests/${queued.id}/changes?from=0&to=1`).expect(404);
  await run(queued.id);
  const done = await read(queued.id);
  expect(done).toMatchObject({ state: 'finished', terminalsTotal: 6, terminalsDone: 6, rowsDone: 7 });
  expect(done.outcome).toMatchObject({ terminals: 6, records: 7 });
  expect(hits(done, 'R1a')).toEqual([5, 1]);

  const changes = await as(officer).get(`/v1/backtests/${done.id}/changes?from=0&to=1`).expect(200);
  const { rules } = changes.body as { rules: object[] };
  expect(rules).toEqual([{ rule: 'R1a', gone: 4, new: 0, same: 1, changed: 0 }]);
  const back = await as(officer).get(`/v1/backtests/${done.id}/changes?from=1&to=0`).expect(200);
  expect(back.body).toMatchObject({
    from: 1,
    to: 0,
    gone: 0,
    new: 4,
    rules: [{ rule: 'R1a', new: 4, same: 1 }],
  });
  await as(officer).get(`/v1/backtests/${done.id}/changes?from=0&to=2`).expect(404);

  const list = await as(officer).get('/v1/backtests?limit=1&state=finished').expect(200);
  expect((list.body as { items: Answer[] }).items.map(({ id }) => id)).toEqual([done.id]);
});

it('comes to the same when it is asked for again, and says by digest what it read', async () => {
  const first = await ran({ kind: 'sample', terminals: 4, seed: 11 });
  const stored = await read(first.id);
  const again = await ran(stored.scope, SETS);
  expect(again.outcome).toEqual(stored.outcome);
  const digests = ({ historiesDigest, setsDigest }: Answer): unknown[] => [historiesDigest, setsDigest];
  expect(digests(again)).toEqual(digests(stored));
  expect(digests(stored)).toEqual([expect.any(String), expect.any(String)]);
  expect(await chosen(again.id)).toEqual(await chosen(first.id));
});

it('reads one terminal, and tries a rule set by its number', async () => {
  const sets = [
    { name: 'by number', ruleSet: 1, rules: [{ code: 'R1a', weight: 7 }] },
    { name: 'itself', ruleSet: 1 },
  ];
  const done = await ran({ kind: 'terminal', terminalId: terminals[0] }, sets);
  expect(done).toMatchObject({ state: 'finished', terminalsTotal: 1, rowsDone: 2 });
  expect(hits(done, 'R1a')).toEqual([2, 2]);
  expect(done.sets.map(({ rules }) => rules['R1a']?.weight)).toEqual([7, 15]);
});

it('draws the same sample by the same seed, as many as were asked for', async () => {
  const drawn = async (scope: object): Promise<string[]> =>
    chosen((await ran({ kind: 'sample', ...scope })).id);
  const three = await drawn({ terminals: 3, seed: 7 });
  expect(new Set(three).size).toBe(3);
  expect(await drawn({ terminals: 3, seed: 7 })).toEqual(three);
  // Half of six is three, a tenth one, rounded up; the seed's order is one for all.
  expect(await drawn({ percent: 50, seed: 7 })).toEqual(three);
  expect(await drawn({ percent: 10, seed: 7 })).toEqual(three.slice(0, 1));
  const others: string[][] = [];
  for (const seed of [8, 9, 10, 11]) others.push(await drawn({ terminals: 3, seed }));
  expect(others.some((other) => other.join() !== three.join())).toBe(true);
  const { scope } = await ran({ kind: 'sample', terminals: 1 });
  expect(scope.seed).toEqual(expect.any(Number));
});

it('goes on behind the terminals that are done after a crash, and comes to the same', async () => {
  const undisturbed = await ran({ kind: 'all' });
  const { id } = await asked({ kind: 'all' });
  const reader = api.app.get(HistoryReader, { strict: false });
  const spy = jest.spyOn(reader, 'readHistory');
  const whole = HistoryReader.prototype.readHistory.bind(reader);
  spy.mockImplementation((...given) => {
    if (spy.mock.calls.length === 4) throw new Error('the power is gone');
    return whole(...given);
  });
  try {
    await expect(run(id)).rejects.toThrow('the power is gone');
    expect(await read(id)).toMatchObject({ state: 'running', terminalsDone: 3, terminalsTotal: 6 });
    await run(id);
    // Three, the one that was cut off, and three: nothing was read twice that was done.
    expect(spy).toHaveBeenCalledTimes(7);
  } finally {
    spy.mockRestore();
  }
  const { outcome, historiesDigest, rowsDone } = await read(id);
  expect({ outcome, historiesDigest, rowsDone }).toEqual({
    outcome: undisturbed.outcome,
    historiesDigest: undisturbed.historiesDigest,
    rowsDone: undisturbed.rowsDone,
  });
});

it('is done once by two at once', async () => {
  const { id } = await asked({ kind: 'all' });
  await Promise.all([run(id), run(id)]);
  const done = await read(id);
  expect(done).toMatchObject({ state: 'finished', terminalsDone: 6, rowsDone: 7 });
  expect(hits(done, 'R1a')).toEqual([5, 1]);
  await run(id);
  expect(await read(id)).toEqual(done);
});

it('is cancelled in its middle, once and for all', async () => {
  const { id } = await asked({ kind: 'all' });
  const reader = api.app.get(HistoryReader, { strict: false });
  const spy = jest.spyOn(reader, 'readHistory');
  const whole = HistoryReader.prototype.readHistory.bind(reader);
  spy.mockImplementation(async function* (...given) {
    if (spy.mock.calls.length === 2) {
      const { body } = await as(officer).post(`/v1/backtests/${id}/cancel`).expect(200);
      expect(body).toMatchObject({ state: 'cancelled' });
    }
    yield* whole(...given);
  });
  try {
    await run(id);
    await run(id);
    expect(spy).toHaveBeenCalledTimes(2);
  } finally {
    spy.mockRestore();
  }
  expect(await read(id)).toMatchObject({ state: 'cancelled', terminalsDone: 1, outcome: null });
  await as(officer).post(`/v1/backtests/${id}/cancel`).expect(200);

  const done = await ran({ kind: 'terminal', terminalId: terminals[0] });
  const refused = await as(officer).post(`/v1/backtests/${done.id}/cancel`).expect(409);
  expect(refused.body).toMatchObject({ code: 'GUARD_REFUSED' });
});

it('measures sets against what the desk decided, and says where that is too little', async () => {
  const [a, b, c, d, e, f] = terminals;
  await decide(a, 'T', 'CASHOUT');
  await decide(b, 'RM', 'MCC_MISUSE');
  await decide(c, 'U', 'LIMIT_BREACH');
  await decide(d, 'T', 'CASHOUT');
  await decide(d, 'U', 'CASHOUT');
  await decide(e, 'B', 'CASHOUT');
  // Neither says anything of transactions: a fault mended, and an authority's order.
  await decide(f, 'U', 'HARDWARE');
  await decide(f, 'K', 'AUTHORITY_ORDER');
  // Still under appeal.
  await decide(f, 'T', 'CASHOUT', 'appealing');
  const { outcome } = await ran({ kind: 'all' }, [LOOSE, { name: 'now' }]);
  expect(outcome?.decided).toEqual({ confirmed: 3, unfounded: 1, mixed: 1 });
  const judged = outcome?.sets.map(({ rules }) => rules.find(({ rule }) => rule === 'R1a')?.judged);
  expect(judged).toMatchObject([
    { confirmed: 1, unfounded: 0, precision: { hits: 1, n: 1, perMille: null }, recall: { hits: 1, n: 3 } },
    { confirmed: 2, unfounded: 1, precision: { hits: 2, n: 3, perMille: null }, recall: { hits: 2, n: 3 } },
  ]);
  await api.database.query('DELETE FROM freeze_case');
});

let cases = 0;
async function decide(
  terminalId: string | undefined,
  outcome: string,
  reason: string,
  state = 'closed',
): Promise<void> {
  cases += 1;
  await api.database.query(
    `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reason_code,
       reference_version, opened_at, opened_by, opened_via, state_since, closed_at, resolution, outcome)
     SELECT $1, $2, 1, 1, t.id, t.merchant_id, $4, $5, 1, now(), 'machine:x', 'machine', now(),
       CASE WHEN $4 = 'closed' THEN now() END, CASE WHEN $4 = 'closed' THEN 'terminated' END, $6
     FROM terminal t WHERE t.id = $3`,
    [randomUUID(), `FZ-20261127-${String(cases).padStart(4, '0')}`, terminalId, state, reason, outcome],
  );
}

it('gives a backtest whose job was lost another, and ends one whose rules are no more', async () => {
  const { id } = await asked({ kind: 'all' });
  const jobs = () =>
    api.database.query(`SELECT 1 FROM outbox WHERE job = 'backtest.run' AND payload->>'backtestId' = $1`, [
      id,
    ]);
  await api.database.query('DELETE FROM outbox');
  const service = api.app.get(BacktestsService, { strict: false });
  expect(await service.requeueLost(clock.now())).toBe(0);
  clock.advance(121_000);
  expect(await service.requeueLost(clock.now())).toBe(1);
  expect(await jobs()).toHaveLength(1);
  expect(await service.requeueLost(clock.now())).toBe(0);

  await api.database.query(
    `UPDATE backtest SET sets = jsonb_set(sets, '{0,rules,R1a,version}', '99') WHERE id = $1`,
    [id],
  );
  await run(id);
  expect(await read(id)).toMatchObject({ state: 'failed', failure: 'RULES_CHANGED' });
});

it.each<[object, number, string, string]>([
  [{ sets: SETS, scope: { kind: 'sample' } }, 400, 'scope', 'terminals, a number, or percent'],
  [{ sets: SETS, scope: { kind: 'sample', terminals: 1, percent: 1 } }, 400, 'scope', 'terminals, a number'],
  [{ sets: SETS, scope: { kind: 'all', seed: 3 } }, 400, 'scope.seed', 'leave it out'],
  [{ sets: SETS, scope: { kind: 'terminal' } }, 400, 'scope.terminalId', 'Name the terminal'],
  [{ sets: [], scope: { kind: 'all' } }, 400, 'sets', ''],
  [{ sets: [{ name: 'a' }, { name: 'a' }], scope: { kind: 'all' } }, 400, 'name', 'two sets are called "a"'],
  [
    { sets: [{ name: 'a', rules: [{ code: 'R6b', parameters: { gap: 0 } }] }], scope: { kind: 'all' } },
    400,
    'R6b.gap',
    'Set "a": R6b.gap (Shortest gap that does not fire; seconds) is a whole number from 1 to 86400; its default is 600.',
  ],
])('refuses %j', async (body, status, field, detail) => {
  const refused = await ask(body).expect(status);
  expect(refused.body).toMatchObject({
    code: 'INVALID_REQUEST',
    field,
    detail: expect.stringContaining(detail),
  });
});

it('knows neither rule set nor terminal that is not there', async () => {
  await ask({ sets: [{ name: 'a', ruleSet: 99 }], scope: { kind: 'all' } }).expect(404);
  await ask({ sets: SETS, scope: { kind: 'terminal', terminalId: randomUUID() } }).expect(404);
  await as(officer).get(`/v1/backtests/${randomUUID()}`).expect(404);
  await as(officer).post(`/v1/backtests/${randomUUID()}/cancel`).expect(404);
});

it('takes no more at once than workers can bear', async () => {
  const queued = await Promise.all([1, 2, 3].map(() => asked({ kind: 'all' })));
  await ask({ sets: SETS, scope: { kind: 'all' } }).expect(409);
  for (const { id } of queued) await as(officer).post(`/v1/backtests/${id}/cancel`).expect(200);
});

it('is for risk officers to run, and for those who read rule sets to read', async () => {
  const body = { sets: SETS, scope: { kind: 'all' } };
  for (const role of ['agent', 'supervisor', 'reviewer', 'admin'] as const) {
    const user = await api.user([role]);
    await ask(body, user).expect(403);
    await as(user)
      .get('/v1/backtests')
      .expect(role === 'supervisor' || role === 'reviewer' ? 200 : 403);
    await as(user).post(`/v1/backtests/${randomUUID()}/cancel`).expect(403);
  }
});
