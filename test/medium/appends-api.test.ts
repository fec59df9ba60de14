import type { Person } from '../support/test-desk';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
let agent: Person;
beforeAll(async () => {
  desk = await TestDesk.start();
  agent = await desk.person('agent');
});
afterAll(() => desk.stop());

const NINE = Date.parse('2026-11-20T09:00:00+08:00');
const sale = (minute: number, over: object = {}): object => ({
  occurredAt: new Date(NINE + minute * 60_000).toISOString(),
  amountFen: 12_345 + minute,
  card: '9999990000000017',
  cardType: 'credit',
  reference: `A${minute}`,
  ...over,
});

it('takes transactions from a machine, and shows the desk what they come to', async () => {
  const { terminal } = await desk.shop();
  const machine = await desk.machine('transaction:append');
  const url = `/v1/terminals/${terminal.id}/transactions`;
  const first = await machine
    .post(url)
    .send({ records: [sale(0), sale(5), sale(5), sale(9, { amountFen: 0 })] });
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({
    accepted: 2,
    duplicates: 1,
    rejected: 1,
    standing: { upToDate: true, rescanQueued: null },
    // A machine is told of findings no more than how many.
    findings: null,
  });
  expect(first.body.items.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    'accepted',
    'accepted',
    'duplicate',
    'rejected',
  ]);
  expect(first.body.items[3]).toMatchObject({
    reason: 'AMOUNT_NOT_POSITIVE',
    field: 'amountFen',
    en: expect.stringContaining('must be above zero'),
  });
  const third = await agent.http.post(url).send({ records: [sale(20)] });
  expect(third.body.findings).toContainEqual({
    ...{ rule: 'R6a', count: 3, measured: 3, threshold: 2, unit: 'count' },
    key: expect.stringMatching(/\|\d+$/),
  });

  const { body } = await agent.http.get(`/v1/terminals/${terminal.id}/findings`);
  expect(body).toMatchObject({ upToDate: true, rescanQueued: null });
  const repeat = body.items.find(({ rule }: { rule: string }) => rule === 'R6a');
  expect(repeat).toMatchObject({ count: 3, settled: false, weight: 12 });
  expect(repeat.explanation.en).toContain('used 3 times');
  expect(JSON.stringify(body)).not.toContain('9999990000000017');
  const behind = await agent.http
    .get(`/v1/terminals/${terminal.id}/findings/transactions`)
    .query({ rule: repeat.rule, key: repeat.key });
  expect(behind.body.ids).toHaveLength(3);
  // Risk officers find terminals and see hits, and neither cases nor histories.
  const { http: officer } = await desk.person('risk_officer');
  const { terminalNo } = terminal;
  const listed = await officer.get('/v1/terminals').query({ terminalNo });
  expect(listed.body.items).toMatchObject([{ id: terminal.id, terminalNo }]);
  expect((await officer.get(`/v1/terminals/${terminal.id}/findings`)).body).toEqual(body);
  expect((await officer.get(url)).status).toBe(403);
  const none = await agent.http
    .get(`/v1/terminals/${terminal.id}/findings/transactions`)
    .query({ rule: 'R6a', key: 'none' });
  expect([none.status, none.body.code]).toEqual([404, 'NOT_FOUND']);

  const { body: page } = await agent.http.get(url);
  expect(page.items.map(({ cardLastFour }: { cardLastFour: string }) => cardLastFour)).toEqual(['0017', '0017', '0017']); // prettier-ignore
});

it('says that a rescan is queued for what comes too late, and the worker does it', async () => {
  const { terminal } = await desk.shop();
  const url = `/v1/terminals/${terminal.id}/transactions`;
  await agent.http.post(url).send({ records: Array.from({ length: 300 }, (_, i) => sale(i)) });
  const late = await agent.http.post(url).send({ records: [sale(-10)] });
  expect(late.body).toMatchObject({ accepted: 1, standing: { upToDate: false, rescanQueued: 'late' } });
  const { items } = await waitFor('the rescan', async () => {
    const { body } = await agent.http.get(`/v1/terminals/${terminal.id}/findings`);
    return body.upToDate === true ? body : null;
  });
  const earliest = new Date(NINE - 10 * 60_000).toISOString();
  expect(items.map(({ from }: { from: string }) => from)).toContain(earliest);
});

it('is staff’s and machines’ alone, and of a terminal that there is', async () => {
  const { merchant, terminal } = await desk.shop();
  const shopkeeper = await desk.person('merchant', merchant.merchantNo);
  const other = await desk.machine('notice:open');
  const url = `/v1/terminals/${terminal.id}`;
  for (const http of [shopkeeper.http, other]) {
    expect((await http.post(`${url}/transactions`).send({ records: [sale(0)] })).status).toBe(403);
    expect((await http.get(`${url}/findings`)).status).toBe(403);
    expect((await http.get(`${url}/findings/transactions`).query({ rule: 'R6a', key: 'k' })).status).toBe(
      403,
    );
  }
  const machine = await desk.machine('transaction:append');
  expect((await machine.get(`${url}/findings`)).status).toBe(403);
  const nowhere = '/v1/terminals/00000000-0000-4000-8000-00000000dead/transactions';
  expect((await machine.post(nowhere).send({ records: [sale(0)] })).status).toBe(404);
});

it('takes ten thousand records in one body, and says of a body what is wrong with it', async () => {
  const { terminal } = await desk.shop();
  const url = `/v1/terminals/${terminal.id}/transactions`;
  const many = (count: number) => ({
    records: Array.from({ length: count }, (_, i) => sale(i, { card: `9999990000${100_000 + (i % 50)}` })),
  });
  const all = await agent.http.post(url).send(many(10_000));
  expect([all.status, all.body.accepted, all.body.standing?.upToDate]).toEqual([200, 10_000, true]);
  const wrong: readonly (readonly [unknown, string])[] = [
    [many(10_001), 'A list in the body has more than 10000 items.'],
    [{}, 'Give {"records": […]} with 1 to 10000 transactions.'],
    [{ records: [] }, 'Give {"records": […]} with 1 to 10000 transactions.'],
    [{ records: [sale(0)], more: 1 }, 'Give {"records": […]} with 1 to 10000 transactions.'],
    [{ records: [sale(0), 'sale'] }, 'This item is no object.'],
    [{ records: [sale(0, { pan: 'x' })] }, 'This item has a field that is not known'],
    [{ records: [sale(0, { card: ['x'] })] }, 'Give a text of at most 256 characters or null.'],
    [{ records: [sale(0, { card: 'x'.repeat(257) })] }, 'Give a text of at most 256 characters'],
    [{ records: [sale(0, { amountFen: [1] })] }, 'Give a text of at most 256 characters, a number, or null.'],
    // Not the card that was meant, by the time that anybody reads it.
    [{ records: [sale(0, { card: 9_999_990_000_000_123 })] }, 'Give this as a text, in quotes'],
    [{ records: [sale(0, { reference: 17 })] }, 'Give this as a text, in quotes'],
  ];
  for (const [body, detail] of wrong) {
    const answer = await agent.http.post(url).send(body as object);
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      400,
      'INVALID_REQUEST',
      expect.stringContaining(detail),
    ]);
  }
  const field = await agent.http.post(url).send({ records: [sale(0), sale(1, { traceNo: true })] });
  expect(field.body.field).toBe('records.1.traceNo');
  // The wider limits are this route's alone.
  const elsewhere = await agent.http.post('/v1/cases').send(many(10_000));
  expect(elsewhere.status).toBe(413);
});

it('names of each transaction what brought it, and answers for both', async () => {
  const { merchant, terminal } = await desk.shop();
  const machine = await desk.machine('transaction:append');
  const url = `/v1/terminals/${terminal.id}/transactions`;
  const sent = await machine.post(url).send({ records: [sale(0), sale(0), sale(1, { amountFen: -1 })] });
  const uploaded = await agent.http
    .post('/v1/imports')
    .field('merchantNo', merchant.merchantNo)
    .field('terminalNo', terminal.terminalNo)
    .attach('file', Buffer.from('occurred_at,amount\n2026-11-20T08:00:00,5.00\n'), 'sales.csv');
  const { body: done } = await waitFor('the import', async () => {
    const answer = await agent.http.get(`/v1/imports/${uploaded.body.id}`);
    return answer.body.state === 'finished' ? answer : null;
  });
  const { body } = await agent.http.get(url);
  expect(body.items).toMatchObject([
    { importId: done.id, appendId: null },
    { importId: null, appendId: sent.body.id },
  ]);
  const receipt = `/v1/appends/${sent.body.id}`;
  const reviewer = await desk.person('reviewer');
  for (const { http } of [agent, reviewer]) {
    expect((await http.get(receipt)).body).toEqual({
      ...{ id: sent.body.id, terminalId: terminal.id, createdBy: expect.stringMatching(/^machine:/) },
      ...{ receivedAt: body.items[1].receivedAt, accepted: 1, duplicates: 1, rejected: 1 },
    });
  }
  expect((await agent.http.get(`/v1/appends/${done.id}`)).status).toBe(404);
  const { http: officer } = await desk.person('risk_officer');
  const { http: owner } = await desk.person('merchant', merchant.merchantNo);
  for (const http of [machine, officer, owner]) expect((await http.get(receipt)).status).toBe(403);
});
