import { CaseHistory } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { registerShop, type Shop } from '../factories/registry';
import { fileOf, sale } from '../support/routed-file';
import { TestApi, type TestUser } from '../support/test-api';
import { TestClock } from '../support/test-clock';

const DOOR = '/v1/routed-imports';
const clock = new TestClock();
let api: TestApi;
let agent: TestUser;
let shops: readonly [Shop, Shop];
beforeAll(async () => {
  api = await TestApi.start({ clock });
  agent = await api.user(['agent']);
  shops = [await newShop(), await newShop()];
});
afterAll(() => api.stop());

const newShop = (): Promise<Shop> =>
  api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => registerShop(tx, api.app.get(RegistryService, { strict: false })));
const send = (content: string, token = agent.token) =>
  api.as(token).post(DOOR).attach('file', Buffer.from(content), 'C:\\all.csv');
/** In the worker's place. */
async function runJobs(): Promise<void> {
  const requested = await api.database.query<{ id: string }>(
    `DELETE FROM outbox WHERE job = 'history.import' RETURNING payload->>'importId' AS id`,
  );
  for (const { id } of requested) await api.app.get(CaseHistory, { strict: false }).runImport(id);
}

it('takes a file of several terminals in, and shows how it goes, whole and by terminal', async () => {
  const content = fileOf(sale(shops[0]), sale(shops[1]), sale(shops[0], '=1+1,1,,'), ',,soon,1,,');
  const { status, body, headers } = await send(content);
  expect([status, body]).toEqual([
    202,
    {
      id: expect.any(String),
      fileName: 'all.csv',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      sizeBytes: content.length,
      duplicateOf: null,
      strict: false,
      state: 'queued',
      terminals: 2,
      linesTotal: 4,
      linesDone: 1,
      bytesDone: expect.any(Number),
      percent: 25,
      accepted: 0,
      duplicates: 0,
      rejected: 1,
      unrouted: 1,
      failure: null,
      createdAt: clock.now().toISOString(),
      startedAt: null,
      finishedAt: null,
    },
  ]);
  const url = `${DOOR}/${body.id}`;
  expect(headers['location']).toBe(url);
  await runJobs();
  const { body: done } = await api.as(agent.token).get(url).expect(200);
  expect(done).toMatchObject({
    state: 'finished',
    percent: 100,
    bytesDone: content.length,
    accepted: 2,
    rejected: 2,
    finishedAt: clock.now().toISOString(),
  });

  const first = await api.as(agent.token).get(`${url}/imports`).query({ limit: 1 }).expect(200);
  const rest = await api.as(agent.token).get(`${url}/imports`).query({ cursor: first.body.next }).expect(200);
  expect(rest.body.next).toBeNull();
  const parts = [...first.body.items, ...rest.body.items];
  expect(parts).toMatchObject(
    shops.map(({ merchant, terminal }, i) => ({
      merchantNo: merchant.merchantNo,
      terminalNo: terminal.terminalNo,
      terminalId: terminal.id,
      routedImportId: body.id,
      state: 'finished',
      accepted: 1,
      rejected: i === 0 ? 1 : 0,
    })),
  );
  // Each is an import as any.
  await api.as(agent.token).get(`/v1/imports/${parts[0].id}`).expect(200);
  const bad = await api.as(agent.token).get(`${url}/imports`).query({ cursor: 'x' });
  expect([bad.status, bad.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'cursor' }]);

  const rejects = await api.as(agent.token).get(`${url}/rejects`).expect(200);
  expect(rejects.headers['content-disposition']).toBe(`attachment; filename="rejects-${body.id}.csv"`);
  expect(rejects.text).toMatch(
    /^\ufeff?line,reason,field,message,merchant_no,.*\r\n5,TERMINAL_MISSING,.*\r\n4,TIME_INVALID,.*\r\n$/,
  );
  // Not a formula any more for whoever opens it in a spreadsheet.
  expect(rejects.text).toContain(",'=1+1,1,");
  const chinese = await api.as(agent.token).get(`${url}/rejects`).set('accept-language', 'zh');
  expect(chinese.text).toContain('该行没有终端号');
});

it('cancels what has not ended', async () => {
  const { body } = await send(fileOf(sale(shops[0]), sale(shops[1])));
  const cancelled = await api.as(agent.token).post(`${DOOR}/${body.id}/cancel`).expect(200);
  expect(cancelled.body).toMatchObject({ state: 'cancelled', linesDone: 0, accepted: 0 });
  await runJobs();
  const again = await send(fileOf(sale(shops[0])));
  await runJobs();
  const late = await api.as(agent.token).post(`${DOOR}/${again.body.id}/cancel`);
  expect([late.status, late.body]).toMatchObject([409, { code: 'IMPORT_NOT_CANCELLABLE' }]);
});

it('says what to do where no column names terminals', async () => {
  const { status, body } = await send('occurred_at,amount\n2024-03-01T10:00:00,1\n');
  expect([status, body]).toMatchObject([422, { code: 'MAPPING_INVALID', field: 'columns.terminal_no' }]);
  expect(body.detail).toContain('terminal_no=column');
});

it('is closed to merchants and to staff whose work it is not; a machine sees its own alone', async () => {
  const content = fileOf(sale(shops[0]));
  const merchant = await api.user(['merchant'], { merchantNo: shops[0].merchant.merchantNo });
  const reviewer = await api.user(['reviewer']);
  const mine = await send(content, await api.machine('transaction:append')).expect(202);
  const other = await api.machine('transaction:append');
  for (const { token } of [merchant, reviewer]) await send(content, token).expect(403);
  for (const path of ['', '/imports', '/rejects']) {
    await api.as(other).get(`${DOOR}/${mine.body.id}${path}`).expect(404);
    await api.as(merchant.token).get(`${DOOR}/${mine.body.id}${path}`).expect(403);
    await api.as(agent.token).get(`${DOOR}/${mine.body.id}${path}`).expect(200);
  }
  await api.as(other).post(`${DOOR}/${mine.body.id}/cancel`).expect(404);
  await api.as(agent.token).get(`${DOOR}/00000000-0000-4000-8000-00000000dead`).expect(404);
});
