import { CaseHistory, CaseService } from '@thaw/cases';
import { UsersService } from '@thaw/identity';
import { PreventionService, RegistryService } from '@thaw/registry';
import { RuleSetsService } from '@thaw/risk';
import { ImportsService } from '@thaw/transactions';
import { DEMO_PASSWORD } from '../../apps/cli/src/seed/demo-people';
import { seed } from '../../apps/cli/src/seed/seed';
import { allOr } from '../support/fuller';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';

const TABLES = [
  'app_user', 'user_role', 'merchant', 'terminal', 'device', 'device_binding', 'history_import', 'transaction', 'scan', 'rule_set', 'rule_set_event',
  'shadow_result',
  'terminal_prevention', 'prevention_event', 'software_announcement',
  'finding', 'freeze_case', 'case_event', 'measure', 'evidence_request', 'evidence_item', 'proposal', 'notification',
] as const; // prettier-ignore

// For what hangs, not for what is slow: speed is measured elsewhere.
jest.setTimeout(600_000);

let databases: { database: TestDatabase; dispose: () => void }[] = [];

async function emptyDesk() {
  const database = await createTestDatabase();
  const config = testConfig(database, { THAW_SANDBOX: 'true' });
  databases.push({ database, dispose: config.dispose });
  return { database, config };
}

async function counts({ query }: TestDatabase): Promise<Record<string, number>> {
  const rows: [string, number][] = [];
  for (const table of TABLES) {
    const [row] = await query<{ n: number }>(`SELECT count(*)::int AS n FROM "${table}"`);
    rows.push([table, row!.n]);
  }
  return Object.fromEntries(rows);
}

/** Everything that has an identity and a state, without what differs from one database to the next. */
const standing = ({ query }: TestDatabase): Promise<object[]> =>
  query(
    `SELECT m.merchant_no, c.state, c.reason_code, c.version, c.owner_id IS NOT NULL AS owned
     FROM freeze_case c JOIN merchant m ON m.id = c.merchant_id ORDER BY m.merchant_no`,
  );

/** From its nth call on, the method does nothing but fail. */
function powerFailsAt(room: object, method: string, nth: number): void {
  const methods = room as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const real = methods[method]!;
  let calls = 0;
  jest.spyOn(methods, method).mockImplementation(function (this: unknown, ...args: unknown[]) {
    return ++calls >= nth ? Promise.reject(new Error('the power is gone')) : real.apply(this, args);
  });
}

afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  for (const { database, dispose } of databases) {
    await database.drop();
    dispose();
  }
  databases = [];
});

describe('the demo seed', () => {
  it('leaves a desk on which everybody finds something to do, and does nothing the second time', async () => {
    const { database, config } = await emptyDesk();
    const desk = await seed(config);

    const roles = await database.query<{ role: string; n: number }>(
      'SELECT role, count(*)::int AS n FROM user_role WHERE confirmed_at IS NOT NULL GROUP BY role ORDER BY role',
    );
    expect(Object.fromEntries(roles.map(({ role, n }) => [role, n]))).toEqual({
      admin: 1,
      agent: 2,
      merchant: 2,
      reviewer: 2,
      risk_officer: 2,
      supervisor: 2,
    });
    const cases = await standing(database);
    expect(cases).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ merchant_no: '802290050940005', state: 'pending_approval', owned: true }),
        expect.objectContaining({ merchant_no: '802290052110006', state: 'awaiting_merchant', owned: true }),
        expect.objectContaining({ merchant_no: '802290056510004', state: 'reported', owned: false }),
      ]),
    );
    const [street] = await database.query(
      `SELECT count(*)::int AS cases, count(DISTINCT state)::int AS states, count(*) FILTER (WHERE opened_at < now() - interval '1 day')::int AS old,
         bool_or(state_since > now()) AS ahead FROM freeze_case WHERE opened_at < now() - interval '30 minutes'`,
    );
    expect(street).toEqual({ cases: 13, states: 4, old: 6, ahead: false });
    const [found] = await database.query<{ rules: string[] }>(
      'SELECT array_agg(DISTINCT rule) AS rules FROM finding',
    );
    expect(found!.rules).toEqual(expect.arrayContaining(['R2', 'R4', 'R5', 'R6a', 'R6b']));

    const sets = await database.query('SELECT number, state FROM rule_set ORDER BY number');
    expect(sets).toEqual([
      { number: 1, state: 'active' },
      { number: 2, state: 'shadow' },
    ]);
    expect(await database.query('SELECT 1 FROM shadow_result')).toHaveLength(1);

    const kept = await database.query(
      `SELECT count(*) FILTER (WHERE inspection_due_on < current_date - 1)::int AS "inspections",
         count(*) FILTER (WHERE virus_database_on < current_date - 31)::int AS "databases", count(*)::int AS all
       FROM terminal_prevention`,
    );
    expect(kept).toEqual([{ inspections: 1, databases: 2, all: 4 }]);

    const logins = await database.query<{ login: string }>('SELECT login FROM app_user');
    expect(desk.signIns.map(({ login }) => login).sort()).toEqual(logins.map(({ login }) => login).sort());
    expect(desk.signIns.every(({ password }) => password === DEMO_PASSWORD)).toBe(true);

    const before = await counts(database);
    expect(await seed(config)).toEqual(desk);
    expect(await counts(database)).toEqual(before);
  });

  it('goes on where it was interrupted, wherever that was', async () => {
    const whole = await emptyDesk();
    await seed(whole.config);

    const { database, config } = await emptyDesk();
    const interrupted = async (room: object, method: string, nth: number): Promise<void> => {
      powerFailsAt(room, method, nth);
      await expect(seed(config)).rejects.toThrow('the power is gone');
      jest.restoreAllMocks();
    };
    const powerFails: readonly (readonly [room: object, method: string, nth: readonly number[]])[] = [
      [RegistryService.prototype, 'bind', [3]],
      [PreventionService.prototype, 'tell', allOr([3], [])],
      [UsersService.prototype, 'createConfirmed', allOr([4], [])],
      [ImportsService.prototype, 'receive', [3]],
      [RuleSetsService.prototype, 'startShadow', allOr([1], [])],
      [CaseService.prototype, 'open', allOr([2], [])],
      // Each call gets one step further than the one before, through both cases that are worked on.
      [CaseService.prototype, 'act', allOr([1, 2, 2, 3], [3])],
      [CaseHistory.prototype, 'runScan', [1]],
      [CaseService.prototype, 'act', allOr([1, 2, 2, 2], [2])],
      [UsersService.prototype, 'createConfirmed', [1]],
    ];
    for (const [room, method, times] of powerFails)
      for (const nth of times) await interrupted(room, method, nth);
    await seed(config);

    expect(await standing(database)).toEqual(await standing(whole.database));
    expect(await counts(database)).toEqual(await counts(whole.database));
  });
});
