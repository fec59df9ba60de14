import { randomUUID } from 'node:crypto';
import { GatewayDesk } from '../factories/registry-gateway';

type Item = Readonly<Record<string, unknown>>;

let desk: GatewayDesk;
let machine: string;
let agent: string;
beforeAll(async () => {
  desk = await GatewayDesk.start();
  machine = await desk.api.machine('transaction:append');
  agent = (await desk.api.user(['agent'])).token;
});
afterAll(() => desk.stop());

const as = (token: string) => desk.api.as(token);
const ago = (minutes: number): string =>
  new Date(desk.clock.now().getTime() - minutes * 60_000).toISOString();
const fix = (over: Item = {}): Item => ({
  at: ago(60),
  latE6: 31_230_416,
  lonE6: 121_473_701,
  source: 'device',
  ...over,
});
const chargeback = (over: Item = {}): Item => ({
  reference: 'CB-1',
  receivedAt: ago(60),
  amountFen: 12_000,
  reason: '10.4',
  ...over,
});

const DOORS = [
  { door: 'location-fixes', item: fix, other: () => ({ at: ago(30) }), most: 10_000 },
  {
    door: 'chargebacks',
    item: chargeback,
    other: () => ({ reference: 'CB-2', receivedAt: ago(30) }),
    most: 3_000,
  },
];

describe.each(DOORS)('$door', ({ door, item, other, most }) => {
  const shopDoor = async () => {
    const { terminal, merchant } = await desk.freeze();
    return { path: `/v1/terminals/${terminal.id}/${door}`, merchant };
  };

  it('keeps what is right and new, whoever tells it again', async () => {
    const { path } = await shopDoor();
    const when = 'at' in item() ? 'at' : 'receivedAt';
    const told = [item(), item(), item(other()), item({ [when]: 'yesterday' })];
    const first = await as(machine).post(path).send({ items: told }).expect(200);
    expect(first.body).toMatchObject({ accepted: 2, duplicates: 1, rejected: 1 });
    expect(first.body.items.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'accepted',
      'duplicate',
      'accepted',
      'rejected',
    ]);
    expect(first.body.items[3].message.en).toMatch(/date and time/);
    const again = await as(agent).post(path).send({ items: told }).expect(200);
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 3, rejected: 1 });

    const { body } = await as(agent).get(path).expect(200);
    expect(body).toMatchObject({ items: [item(other()), item()], next: null });
    expect(body.items[0].reportedBy).toMatch(/^machine:/);
  });

  it('reads page by page, the latest first', async () => {
    const { path } = await shopDoor();
    const times = [5, 4, 3, 2, 1].map((minutes) => ago(minutes));
    const items = times.map((time, n) => item({ at: time, receivedAt: time, reference: `CB-${n}` }));
    const known = Object.keys(item());
    const told = items.map((each) => Object.fromEntries(known.map((name) => [name, each[name]])));
    await as(machine).post(path).send({ items: told }).expect(200);
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { body } = await as(agent).get(path).query({ limit: 2, cursor }).expect(200);
      seen.push(...body.items.map((each: Item) => each['at'] ?? each['receivedAt']));
      cursor = body.next;
    }
    expect(seen).toEqual(times.toReversed());
    await as(agent).get(path).query({ cursor: 'x' }).expect(400);
  });

  it('is no door for merchants, nor to a terminal that is not there', async () => {
    const { path, merchant } = await shopDoor();
    const user = await desk.api.user(['merchant'], { merchantNo: merchant.merchantNo });
    await as(user.token)
      .post(path)
      .send({ items: [item()] })
      .expect(403);
    await as(user.token).get(path).expect(403);
    await as(await desk.api.machine('registry:write'))
      .post(path)
      .send({ items: [item()] })
      .expect(403);
    await as(agent)
      .post(path.replace(/[0-9a-f-]{36}/, randomUUID()))
      .send({ items: [item()] })
      .expect(404);
  });

  it('takes as many as it says, and no more', async () => {
    const { path } = await shopDoor();
    const many = Array.from({ length: most + 1 }, (_, n) => n);
    const refused = await as(machine).post(path).send({ items: many }).expect(400);
    expect(refused.body).toMatchObject({ code: 'INVALID_REQUEST' });
    const taken = await as(machine)
      .post(path)
      .send({ items: many.slice(1) })
      .expect(200);
    expect(taken.body).toMatchObject({ accepted: 0, rejected: most });
    for (const items of [[], {}, undefined]) await as(machine).post(path).send({ items }).expect(400);
  });
});

it.each<[string, Item, string]>([
  ['no place', { latE6: 0, lonE6: 0 }, 'latE6'],
  ['a latitude beyond the pole', { latE6: 90_000_001 }, 'latE6'],
  ['degrees', { lonE6: 121.47 }, 'lonE6'],
  ['an unknown source', { source: 'rumour' }, 'source'],
  ['the future', { at: new Date(Date.UTC(2099, 0)).toISOString() }, 'at'],
  ['the time before receivers', { at: '1980-01-06T00:00:00Z' }, 'at'],
  ['more than is asked', { note: 'x' }, ''],
])('a fix with %s is refused by its field', async (_, over, field) => {
  const { terminal } = await desk.freeze();
  const path = `/v1/terminals/${terminal.id}/location-fixes`;
  const { body } = await as(machine)
    .post(path)
    .send({ items: [fix(over)] })
    .expect(200);
  expect(body.items).toMatchObject([{ verdict: 'rejected', field }]);
});

it('takes 10,000 fixes at once', async () => {
  const { terminal } = await desk.freeze();
  const path = `/v1/terminals/${terminal.id}/location-fixes`;
  const items = Array.from({ length: 10_000 }, (_, n) => fix({ latE6: 31_000_000 + n }));
  const { body } = await as(machine).post(path).send({ items }).expect(200);
  expect(body).toMatchObject({ accepted: 10_000, duplicates: 0, rejected: 0 });
});

it('a chargeback stays as it was first told', async () => {
  const { terminal } = await desk.freeze();
  const path = `/v1/terminals/${terminal.id}/chargebacks`;
  const send = (over: Item) =>
    as(machine)
      .post(path)
      .send({ items: [chargeback(over)] })
      .expect(200);
  await send({ saleReference: 'R1' });
  for (const over of [{ saleReference: 'R2' }, { amountFen: 1, saleReference: 'R1' }, {}]) {
    const { body } = await send(over);
    expect(body.items).toMatchObject([{ verdict: 'rejected', field: 'reference' }]);
  }
  const { body } = await as(agent).get(path).expect(200);
  expect(body.items).toMatchObject([{ amountFen: 12_000, saleReference: 'R1' }]);
});

it('a chargeback told otherwise in the same report is not lost silently', async () => {
  const { terminal } = await desk.freeze();
  const { body } = await as(machine)
    .post(`/v1/terminals/${terminal.id}/chargebacks`)
    .send({ items: [chargeback(), chargeback({ amountFen: 7_700 }), chargeback()] })
    .expect(200);
  expect(body).toMatchObject({ accepted: 1, duplicates: 1, rejected: 1 });
  expect(body.items[1]).toMatchObject({
    verdict: 'rejected',
    field: 'reference',
    message: { en: expect.stringContaining('An earlier item of this report') },
  });
});

it('takes three thousand chargebacks in a body, with references of full length', async () => {
  const { terminal } = await desk.freeze();
  const full = (n: number): string => String(n).padStart(64, 'x');
  const items = Array.from({ length: 3_000 }, (_, n) =>
    chargeback({ reference: full(n), saleReference: full(n), reason: '0123456-AB', amountFen: 99_999_999 }),
  );
  const { body } = await as(machine)
    .post(`/v1/terminals/${terminal.id}/chargebacks`)
    .send({ items })
    .expect(200);
  expect(body).toMatchObject({ accepted: 3_000, duplicates: 0, rejected: 0 });
});

it.each<[string, Item, string]>([
  ['no reference', { reference: '' }, 'reference'],
  ['a reference that is too long', { reference: 'x'.repeat(65) }, 'reference'],
  ['an amount of nothing', { amountFen: 0 }, 'amountFen'],
  ['words for a reason', { reason: 'fraud, says the bank' }, 'reason'],
  ['a card number for a reason', { reason: '4111111111111111' }, 'reason'],
])('a chargeback with %s is refused by its field', async (_, over, field) => {
  const { terminal } = await desk.freeze();
  const path = `/v1/terminals/${terminal.id}/chargebacks`;
  const { body } = await as(machine)
    .post(path)
    .send({ items: [chargeback(over)] })
    .expect(200);
  expect(body.items).toMatchObject([{ verdict: 'rejected', field }]);
});

it('keeps no card number in a reference, and still tells two apart', async () => {
  const { terminal } = await desk.freeze();
  const path = `/v1/terminals/${terminal.id}/chargebacks`;
  const [one, two] = ['4111111111111111', '4111110000001111'].map((reference) => chargeback({ reference }));
  const { body } = await as(machine)
    .post(path)
    .send({ items: [one, two, one] })
    .expect(200);
  expect(body).toMatchObject({ accepted: 2, duplicates: 1 });
  const rows = await desk.api.database.query<{ reference: string }>(
    'SELECT reference FROM chargeback WHERE terminal_id = $1',
    [terminal.id],
  );
  expect(rows.map(({ reference }) => reference).join()).not.toMatch(/4111111111111111|4111110000001111/);
});
