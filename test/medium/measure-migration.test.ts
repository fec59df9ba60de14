import { randomUUID } from 'node:crypto';
import { migrate } from '@thaw/platform';
import { MIGRATIONS } from '../../migrations';
import { OrderCommands1795796300000 } from '../../migrations/1795796300000-order-commands';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** A desk that has frozen and restored before its commands had a purpose and its measures a history. */
const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(OrderCommands1795796300000));
const [merchantId, terminalId, otherId] = [randomUUID(), randomUUID(), randomUUID()];
const [restoring, watched] = [randomUUID(), randomUUID()];
const [frozen, lifted] = [randomUUID(), randomUUID()];
const agent = `user:${randomUUID()}`;
const commands = { open: randomUUID(), confirmed: randomUUID(), refused: randomUUID() };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('template0');
  await migrate(database.url, BEFORE);
  await load();
  expect(await migrate(database.url, MIGRATIONS)).toContain('KeepMeasureHistories1795796300001');
}, 120_000);
afterAll(() => database.drop());

async function load(): Promise<void> {
  await database.query(
    `INSERT INTO merchant VALUES ($1, '100310054119998', 'old', '91310000MA1FL9998X', '5411', 'here', NULL, NULL, now())`,
    [merchantId],
  );
  for (const [id, no] of [
    [terminalId, 'A0000001'],
    [otherId, 'A0000002'],
  ]) {
    await database.query(`INSERT INTO terminal VALUES ($1, $2, $3, 'low_rate', 'CNY', now())`, [id, no, merchantId]);
  }
  for (const [id, terminal, state] of [
    [restoring, terminalId, 'restoring'],
    [watched, otherId, 'monitoring'],
  ]) {
    await database.query(
      `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version,
         opened_at, opened_by, opened_via, state_since)
       VALUES ($1::uuid, left($1::text, 20), 3, 1, $2, $3, $4, 1, '2026-11-01', 'system:setup', 'machine', '2026-11-03')`,
      [id, terminal, merchantId, state],
    );
  }
  const measure = (id: string, caseId: string, terminal: string, liftedAt: string | null) =>
    database.query(
      `INSERT INTO measure (id, case_id, merchant_id, terminal_id, level, scope, began_at, lifted_at)
       VALUES ($1, $2, $3, $4, 'F4', 'terminal', '2026-11-01', $5)`,
      [id, caseId, merchantId, terminal, liftedAt],
    );
  await measure(frozen, restoring, terminalId, null);
  await measure(lifted, watched, otherId, '2026-11-04');
  await database.query(
    `INSERT INTO case_event (case_id, seq, at, type, actor, persona, to_state, data)
     VALUES ($1, 1, '2026-11-01', 'opened', $2, 'agent', 'reported', '{}')`,
    [restoring, agent],
  );
  const command = (id: string, caseId: string, measureId: string, terminal: string, state: string, error: string | null) =>
    database.query(
      `INSERT INTO gateway_command (id, case_id, terminal_id, measure_id, kind, parameters, state, attempts, last_error,
         created_at, settled_at)
       VALUES ($1, $2, $3, $4, 'lift', '{}', $5, 1, $6, '2026-11-03', CASE WHEN $5 = 'sent' THEN NULL ELSE now() END)`,
      [id, caseId, terminal, measureId, state, error],
    );
  await command(commands.open, restoring, frozen, terminalId, 'sent', null);
  await command(commands.refused, restoring, frozen, terminalId, 'failed', 'refused: 422');
  await command(commands.confirmed, watched, lifted, otherId, 'confirmed', null);
} // prettier-ignore

const commandOf = async (id: string) =>
  (await database.query('SELECT * FROM gateway_command WHERE id = $1', [id]))[0];

it('gives commands under way time to end, and leaves those of a restore that is over behind', async () => {
  const open = await commandOf(commands.open);
  expect(open).toMatchObject({ purpose: 'restore', may_be_done: true, closed_at: null, confirmed_via: null });
  expect((open!['deadline_at'] as Date).getTime()).toBeGreaterThan(Date.now() + 3_600_000);
  expect(await commandOf(commands.refused)).toMatchObject({ may_be_done: false, closed_at: null });
  const over = await commandOf(commands.confirmed);
  expect(over).toMatchObject({ confirmed_via: 'gateway' });
  expect([over!['closed_at'], over!['told_at']]).toEqual([expect.any(Date), expect.any(Date)]);
});

it('knows who set a measure where the timeline says it, and gives each a history', async () => {
  const measures = await database.query('SELECT id, imposed_by, applied_at, began_at FROM measure');
  const of = new Map(measures.map((row) => [row['id'], row]));
  expect(of.get(frozen)).toMatchObject({ imposed_by: agent });
  expect(of.get(frozen)!['applied_at']).toEqual(of.get(frozen)!['began_at']);
  const events = await database.query('SELECT measure_id, type, actor FROM measure_event ORDER BY id');
  expect(events.map(({ measure_id: id, type }) => [id, type])).toEqual(
    expect.arrayContaining([
      [frozen, 'imposed'],
      [lifted, 'imposed'],
      [lifted, 'lifted'],
    ]),
  );
  expect(events).toHaveLength(3);
});
