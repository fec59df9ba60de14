import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CaseService } from '@thaw/cases';
import { systemActor, type MachineActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { ImportsService, TerminalLock } from '@thaw/transactions';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { noticeFor } from '../factories/freeze-case';
import { historyFile } from '../factories/history-file';
import { registerShop, type Shop } from '../factories/registry';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';
import { waitFor } from '../support/wait-for';
import { startWorker } from '../support/worker-peer';

const LINES = 300_000;
const MACHINE: MachineActor = {
  kind: 'machine',
  keyId: 'acquirer',
  displayName: 'Acquirer',
  scopes: ['notice:open', 'transaction:append'],
};

let database: TestDatabase;
let config: ReturnType<typeof testConfig>;
let app: INestApplicationContext;
beforeAll(async () => {
  database = await createTestDatabase();
  config = testConfig(database);
  app = await NestFactory.createApplicationContext(WorkerModule.with(config), { logger: false });
});
afterAll(async () => {
  await app.close();
  config.dispose();
  await database.drop();
});

/** A shop whose terminal is frozen, with its case. */
async function frozenShop(): Promise<{ shop: Shop; caseId: string }> {
  const shop = await app
    .get(Database, { strict: false })
    .asActor(systemActor('setup'), (tx) => registerShop(tx, app.get(RegistryService, { strict: false })));
  const { terminal, text } = noticeFor(shop);
  const notice = { terminal, text, measures: [], channel: 'api' };
  const { number } = await app.get(CaseService, { strict: false }).open(MACHINE, notice, null);
  const [row] = await database.query<{ id: string }>('SELECT id FROM freeze_case WHERE number = $1', [
    number,
  ]);
  return { shop, caseId: row?.id ?? '' };
}

/** While somebody else has the terminal: so the job is who writes the file, and not who takes it in. */
const sendIn = async ({ shop, caseId }: { shop: Shop; caseId: string }): Promise<string> => {
  const terminalId = shop.terminal.id;
  const { id, linesDone } = await app.get(Database, { strict: false }).asActor(MACHINE, async (tx) => {
    await app.get(TerminalLock, { strict: false }).hold(tx, terminalId);
    return app.get(ImportsService, { strict: false }).receive(MACHINE, {
      terminalId,
      caseId,
      fileName: 'history.csv',
      content: historyFile({ lines: LINES, mixed: true }),
      options: {},
    });
  });
  expect(linesDone).toBe(0);
  return id;
};

interface Progress {
  readonly state: string;
  readonly linesDone: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

async function progressOf(importId: string): Promise<Progress> {
  const [row] = await database.query<Progress>(
    'SELECT state, lines_done AS "linesDone", accepted, duplicates, rejected FROM history_import WHERE id = $1',
    [importId],
  );
  if (!row) throw new Error('no such import');
  return row;
}

const finished = (importId: string): Promise<Progress> =>
  waitFor(
    'the import to finish',
    async () => {
      const progress = await progressOf(importId);
      return progress.state === 'finished' ? progress : null;
    },
    { withinMs: 90_000, everyMs: 50 },
  );

/** What is stored of an import, as one line to compare. */
const storedOf = (importId: string): Promise<unknown[]> =>
  database.query(
    `SELECT count(*), count(DISTINCT natural_key) AS keys, count(DISTINCT id) AS ids,
       md5(string_agg(line || natural_key || occurred_at || amount_fen || coalesce(card_token, ''), ',' ORDER BY line)),
       (SELECT md5(string_agg(line || reason || columns::text, ',' ORDER BY line)) FROM import_reject WHERE import_id = $1) AS rejects
     FROM transaction WHERE import_id = $1`,
    [importId],
  );

const toldOf = (caseId: string): Promise<unknown[]> =>
  database.query(`SELECT data FROM case_event WHERE case_id = $1 AND type = 'history_imported'`, [caseId]);

it('finishes an import once whose worker was killed in its middle', async () => {
  const disturbed = await frozenShop();
  const id = await sendIn(disturbed);
  const first = await startWorker(database, config);
  await waitFor('some lines to be done', async () => (await progressOf(id)).linesDone > 20_000, {
    withinMs: 60_000,
    everyMs: 5,
  });
  await first.kill();
  const atTheKill = await progressOf(id);
  process.stdout.write(`import killed at ${atTheKill.linesDone} of ${LINES} lines\n`);
  expect(atTheKill.state).toBe('running');
  expect(atTheKill.linesDone).toBeGreaterThan(0);
  expect(atTheKill.linesDone).toBeLessThan(LINES);
  expect(await toldOf(disturbed.caseId)).toEqual([]);

  const second = await startWorker(database, config);
  const done = await finished(id);
  const calm = await frozenShop();
  const undisturbed = await sendIn(calm);
  expect(await finished(undisturbed)).toEqual(done);
  expect(await second.stop()).toBe(0);
  expect(done.accepted + done.duplicates + done.rejected).toBe(LINES);
  const [stored] = await storedOf(id);
  expect(stored).toMatchObject({
    count: String(done.accepted),
    keys: String(done.accepted),
    ids: String(done.accepted),
  });
  expect(await storedOf(undisturbed)).toEqual([stored]);
  const { accepted, duplicates, rejected } = done;
  expect(await toldOf(disturbed.caseId)).toEqual([
    { data: { importId: id, accepted, duplicates, rejected } },
  ]);
  expect(await toldOf(calm.caseId)).toHaveLength(1);
}, 240_000);
