import { CaseHistory } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { ImportsService } from '@thaw/transactions';
import { noticeFor } from '../factories/freeze-case';
import { registerShop, type Shop } from '../factories/registry';
import { TestApi, type TestUser } from '../support/test-api';
import { TestClock } from '../support/test-clock';

const FILE =
  'datetime,money,card\n2024-03-01T10:00:00,10.00,4111111111111111\nnever,1,\n2024-03-01T10:05:00,20.00,\n';
const clock = new TestClock();
let api: TestApi;
let shop: Shop;
let agent: TestUser;
let path: string;
beforeAll(async () => {
  api = await TestApi.start({ clock });
  shop = await newShop();
  agent = await api.user(['agent']);
  path = `/v1/terminals/${shop.terminal.id}/imports`;
});
afterAll(() => api.stop());

const newShop = (): Promise<Shop> =>
  api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => registerShop(tx, api.app.get(RegistryService, { strict: false })));
const send = (to = path, token = agent.token) => api.as(token).post(to);
const mapped = () => send().field('map', 'occurred_at=datetime\namount=money');
const run = (id: string): Promise<void> =>
  api.app.get(ImportsService, { strict: false }).run(id, () => Promise.resolve());

it('takes a file in, shows its progress, its receipt and its bad lines', async () => {
  const { status, body, headers } = await mapped().attach('file', Buffer.from(FILE), 'C:\\march.csv');
  expect([status, body]).toEqual([
    202,
    {
      id: expect.any(String),
      terminalId: shop.terminal.id,
      caseId: null,
      routedImportId: null,
      fileName: 'march.csv',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      sizeBytes: FILE.length,
      duplicateOf: null,
      strict: false,
      state: 'queued',
      linesTotal: 3,
      linesDone: 0,
      bytesDone: 0,
      percent: 0,
      accepted: 0,
      duplicates: 0,
      rejected: 0,
      failure: null,
      createdAt: clock.now().toISOString(),
      startedAt: null,
      finishedAt: null,
    },
  ]);
  expect(headers['location']).toBe(`/v1/imports/${body.id}`);

  await run(body.id);
  const receipt = await api.as(agent.token).get(`/v1/imports/${body.id}`).expect(200);
  expect(receipt.body).toMatchObject({
    state: 'finished',
    percent: 100,
    bytesDone: FILE.length,
    accepted: 2,
    duplicates: 0,
    rejected: 1,
  });

  const rejects = await api.as(agent.token).get(`/v1/imports/${body.id}/rejects`).expect(200);
  expect(rejects.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="rejects-${body.id}.csv"`,
  });
  expect(rejects.text).toMatch(
    /^\ufeff?line,reason,field,message,datetime,money,card\r\n3,TIME_INVALID,occurred_at,/,
  );
  const chinese = await api
    .as(agent.token)
    .get(`/v1/imports/${body.id}/rejects`)
    .set('accept-language', 'zh');
  expect(chinese.text).toContain('不是 ISO 8601 时间');

  const again = await mapped().attach('file', Buffer.from(FILE), 'april.csv').expect(202);
  expect(again.body.duplicateOf).toBe(body.id);
  await run(again.body.id);

  const list = await api.as(agent.token).get(path).query({ limit: 1 }).expect(200);
  const rest = await api.as(agent.token).get(path).query({ cursor: list.body.next }).expect(200);
  expect([...list.body.items, ...rest.body.items].map(({ id }: { id: string }) => id).sort()).toEqual(
    [body.id, again.body.id].sort(),
  );
});

it('shows the history in pages, in the order of time', async () => {
  const url = `/v1/terminals/${shop.terminal.id}/transactions`;
  const first = await api.as(agent.token).get(url).query({ limit: 1 }).expect(200);
  expect(first.body.items).toEqual([
    {
      id: expect.any(Number),
      occurredAt: '2024-03-01T02:00:00.000Z',
      receivedAt: clock.now().toISOString(),
      amountFen: 1000,
      currency: 'CNY',
      type: 'purchase',
      status: 'approved',
      cardType: 'unknown',
      cardToken: expect.stringMatching(/^k1\./),
      cardBin: '411111',
      cardLastFour: '1111',
      reference: null,
      traceNo: null,
      batchNo: null,
      appendId: null,
      importId: expect.any(String),
      line: 2,
    },
  ]);
  const second = await api.as(agent.token).get(url).query({ cursor: first.body.next }).expect(200);
  expect(second.body).toMatchObject({ items: [{ amountFen: 2000, cardToken: null }], next: null });
  const from = await api.as(agent.token).get(url).query({ from: '2024-03-01T10:05:00+08:00' }).expect(200);
  expect(from.body.items).toHaveLength(1);
  const to = await api.as(agent.token).get(url).query({ to: '2024-03-01T10:05:00+08:00' }).expect(200);
  expect(to.body.items).toHaveLength(1);
  const bad = await api.as(agent.token).get(url).query({ from: 'soon' });
  expect([bad.status, bad.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'from' }]);
});

it('reads the columns from a JSON mapping too, and the options', async () => {
  const { terminal } = await newShop();
  const { body } = await send(`/v1/terminals/${terminal.id}/imports`)
    .field('mapping', '{"occurred_at":"datetime","amount":"money","amountUnit":"fen","currency":"JPY"}')
    .field('timeZone', 'UTC')
    .field('currency', 'USD')
    .field('cardType', 'credit')
    .attach('file', Buffer.from('datetime,money\n2024-03-01T10:00:00,1999\n'), 'a.csv')
    .expect(202);
  await run(body.id);
  const { body: history } = await api.as(agent.token).get(`/v1/terminals/${terminal.id}/transactions`);
  expect(history.items).toMatchObject([
    { occurredAt: '2024-03-01T10:00:00.000Z', amountFen: 1999, currency: 'USD', cardType: 'credit' },
  ]);
});

it.each([
  ['a map that is none', { map: 'datetime' }, 422, 'MAPPING_INVALID', 'columns'],
  ['an unknown field', { map: 'when=datetime' }, 422, 'MAPPING_INVALID', 'columns'],
  [
    'a column that is not there',
    { map: 'occurred_at=date\namount=money' },
    422,
    'MAPPING_INVALID',
    'columns.occurred_at',
  ],
  ['a field without a column', {}, 422, 'MAPPING_INVALID', 'columns.occurred_at'],
  ['a time zone that is none', { timeZone: 'Mars' }, 422, 'MAPPING_INVALID', 'timeZone'],
  ['a currency that is none', { currency: '人' }, 422, 'MAPPING_INVALID', 'currency'],
  ['another unit', { amountUnit: 'jiao' }, 400, 'INVALID_REQUEST', 'amountUnit'],
  ['another kind of card', { cardType: 'gift' }, 400, 'INVALID_REQUEST', 'cardType'],
  ['a strictness of its own', { strict: 'yes' }, 400, 'INVALID_REQUEST', 'strict'],
  ['a digest that is none', { sha256: 'abc' }, 400, 'INVALID_REQUEST', 'sha256'],
  [
    'a digest of another file',
    { map: 'occurred_at=datetime\namount=money', sha256: '0'.repeat(64) },
    422,
    'DIGEST_MISMATCH',
    'sha256',
  ],
  ['a field of no meaning', { colour: 'red' }, 400, 'INVALID_REQUEST', 'colour'],
  ['two mappings', { map: 'amount=money', mapping: '{}' }, 400, 'INVALID_REQUEST', 'mapping'],
  ['a mapping of an unknown field', { mapping: '{"when":"datetime"}' }, 422, 'MAPPING_INVALID', 'mapping'],
  ['JSON that is none', { mapping: '{' }, 400, 'INVALID_REQUEST', 'mapping'],
  ['JSON of other things', { mapping: '{"amount":1}' }, 400, 'INVALID_REQUEST', 'mapping'],
])('refuses %s', async (_, fields, status, code, field) => {
  let request = send();
  for (const [name, value] of Object.entries(fields)) request = request.field(name, value);
  const answer = await request.attach('file', Buffer.from(FILE), 'a.csv');
  expect([answer.status, answer.body]).toMatchObject([status, { code, field }]);
});

it('refuses what cannot be read, and what is too large', async () => {
  const empty = await mapped().attach('file', Buffer.alloc(0), 'a.csv');
  expect([empty.status, empty.body]).toMatchObject([422, { code: 'FILE_UNREADABLE', field: 'file' }]);
  const zip = await mapped().attach('file', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'a.csv.gz');
  expect([zip.status, zip.body]).toMatchObject([422, { code: 'FILE_UNREADABLE', field: 'file' }]);
  const none = await mapped();
  expect([none.status, none.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'file' }]);
  const left = await api.database.query(
    `SELECT count(*)::int AS n FROM history_import WHERE state = 'queued'`,
  );
  expect(left).toEqual([{ n: 0 }]);
});

it('lets a machine client send by numbers and follow its own imports only', async () => {
  const key = await api.machine('transaction:append');
  const { merchant, terminal } = shop;
  const byNumbers = (token: string, terminalNo = terminal.terminalNo) =>
    send('/v1/imports', token)
      .field('merchantNo', merchant.merchantNo)
      .field('terminalNo', terminalNo)
      .field('map', 'occurred_at=datetime\r\namount=money\r\n')
      .attach('file', Buffer.from(FILE), 'a.csv');
  const { body } = await byNumbers(key).expect(202);
  expect(body.terminalId).toBe(terminal.id);
  await run(body.id);
  await api.as(key).get(`/v1/imports/${body.id}`).expect(200);
  await api.as(key).get(`/v1/imports/${body.id}/rejects`).expect(200);
  await api
    .as(await api.machine('transaction:append'))
    .get(`/v1/imports/${body.id}`)
    .expect(404);
  await api
    .as(await api.machine('transaction:append'))
    .get(`/v1/imports/${body.id}/rejects`)
    .expect(404);
  await api.as(key).get(path).expect(403);
  await api.as(key).get(`/v1/terminals/${terminal.id}/transactions`).expect(403);
  const unknown = await byNumbers(key, 'ZZZZZZZZ');
  expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'TERMINAL_UNKNOWN' }]);
  await byNumbers(await api.machine('notice:open')).expect(403);
});

it('takes a file in on the page of a case, whose timeline tells of it', async () => {
  const own = await newShop();
  const machine = await api.machine('notice:open');
  const { body: opened } = await api.as(machine).post('/v1/cases').send(noticeFor(own)).expect(201);
  const url = `/v1/cases/${opened.number}`;
  const { body, headers } = await send(`${url}/imports`)
    .field('map', 'occurred_at=datetime\namount=money')
    .attach('file', Buffer.from(FILE), 'a.csv')
    .expect(202);
  expect(body).toMatchObject({ terminalId: own.terminal.id, caseId: expect.any(String), state: 'queued' });
  expect(headers['location']).toBe(`/v1/imports/${body.id}`);
  const cases = api.app.get(CaseHistory, { strict: false });
  await Promise.all([cases.runImport(body.id), cases.runImport(body.id)]);
  await cases.runImport(body.id);
  const { body: timeline } = await api.as(agent.token).get(`${url}/timeline`).expect(200);
  const told = timeline.items.filter(({ type }: { type: string }) => type === 'history_imported');
  const [started] = timeline.items.filter(({ type }: { type: string }) => type === 'history_upload_started');
  expect(started).toMatchObject({ actor: expect.stringMatching(/^user:/), persona: 'agent' });
  expect(told).toMatchObject([{ data: { importId: body.id, accepted: 2, duplicates: 0, rejected: 1 } }]);
  // A machine client appends to terminals: which cases there are is not its to find out.
  const key = await api.machine('transaction:append');
  const stranger = await send(`${url}/imports`, key).attach('file', Buffer.from(FILE), 'a.csv');
  expect([stranger.status, stranger.body]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  const unknown = await send('/v1/cases/FZ-19990101-0001/imports').attach('file', Buffer.from(FILE), 'a.csv');
  expect([unknown.status, unknown.body]).toMatchObject([404, { code: 'NOT_FOUND' }]);
});

it('is closed to merchants, and to staff whose work it is not', async () => {
  const merchant = await api.user(['merchant'], { merchantNo: shop.merchant.merchantNo });
  const reviewer = await api.user(['reviewer']);
  const [row] = await api.database.query<{ id: string }>('SELECT id FROM history_import LIMIT 1');
  for (const { token } of [merchant, reviewer]) {
    await send(path, token).attach('file', Buffer.from(FILE), 'a.csv').expect(403);
    await api.as(token).get(`/v1/imports/${row?.id}`).expect(403);
  }
  await api.as(merchant.token).get(path).expect(403);
  await api.as(merchant.token).get(`/v1/terminals/${shop.terminal.id}/transactions`).expect(403);
  await api.as(reviewer.token).get(path).expect(200);
  await api.as(agent.token).get('/v1/imports/00000000-0000-4000-8000-00000000dead').expect(404);
});
