import { randomUUID } from 'node:crypto';
import { newBinding, newDevice, newMerchant, newTerminal } from '../factories/registry';
import { GatewayDesk } from '../factories/registry-gateway';

let desk: GatewayDesk;
let machine: string;
beforeAll(async () => {
  desk = await GatewayDesk.start();
  machine = await desk.api.machine('registry:write');
});
afterAll(() => desk.stop());

const client = () => desk.api.as(machine);

const merchantBody = () => ({ ...newMerchant(), hours: { from: '09:00', to: '20:30' } });

it('registers merchant, terminal and device, binds and unbinds', async () => {
  const merchant = await client().post('/v1/merchants').send(merchantBody()).expect(201);
  expect(merchant.body.hours).toEqual({ from: '09:00:00', to: '20:30:00' });
  const wanted = newTerminal(merchant.body.id);
  const terminal = await client().post('/v1/terminals').send(wanted).expect(201);
  expect(terminal.body).toMatchObject({ currency: 'CNY', merchant: { id: merchant.body.id }, binding: null });
  const device = await client().post('/v1/devices').send(newDevice()).expect(201);

  const path = `/v1/terminals/${terminal.body.id}/bindings`;
  const binding = newBinding(device.body.serialNo, { settlementAccount: '6222 0212 3456 7894' });
  const bound = await client().post(path).send(binding).expect(201);
  expect(bound.body.binding).toMatchObject({
    serialNo: device.body.serialNo,
    settlementAccount: '********7894',
  });
  const again = await client().post(path).send(binding).expect(409);
  expect(again.body).toMatchObject({ code: 'ALREADY_EXISTS' });
  const bySerial = await client().get('/v1/terminals').query({ serialNo: device.body.serialNo }).expect(200);
  expect(bySerial.body.items.map(({ id }: { id: string }) => id)).toEqual([terminal.body.id]);

  const unbound = await client().delete(`${path}/current`).expect(200);
  expect(unbound.body.binding).toBeNull();
  const nothing = await client().delete(`${path}/current`).expect(404);
  expect(nothing.body).toMatchObject({ code: 'NOT_FOUND', detail: 'No device is bound to this terminal.' });
});

it('tells what was expected of a terminal, changes it, and shows it to all but merchants', async () => {
  const site = { latE6: 31_230_416, lonE6: 121_473_701 };
  const { body: merchant } = await client().post('/v1/merchants').send(merchantBody()).expect(201);
  const told = { ...newTerminal(merchant.id), expectedTicketFen: 8_800, site };
  const { body: terminal } = await client().post('/v1/terminals').send(told).expect(201);
  expect(terminal.desk).toEqual({ expectedTicketFen: 8_800, site, installedAt: null });

  const path = `/v1/terminals/${terminal.id}`;
  const moved = await client().patch(path).send({ site: null }).expect(200);
  expect(moved.body.desk).toEqual({ expectedTicketFen: 8_800, site: null, installedAt: null });
  const dearer = await client().patch(path).send({ expectedTicketFen: 9_900, site }).expect(200);
  expect(dearer.body.desk).toEqual({ expectedTicketFen: 9_900, site, installedAt: null });

  // The same again is no change.
  await client().patch(path).send({ expectedTicketFen: 9_900 }).expect(200);
  const agent = await desk.api.user(['agent']);
  const changes = await desk.api.as(agent.token).get(`${path}/changes`).expect(200);
  const changedBy = expect.stringMatching(/^machine:[0-9a-f-]{36}$/);
  const at = expect.any(String);
  const [first, away, last] = [
    { expectedTicketFen: 8_800, site },
    { expectedTicketFen: 8_800, site: null },
    { expectedTicketFen: 9_900, site },
  ];
  expect(changes.body).toEqual({
    items: [
      { at, changedBy, before: away, after: last },
      { at, changedBy, before: first, after: away },
    ],
    next: null,
  });
  const one = await desk.api.as(agent.token).get(`${path}/changes`).query({ limit: 1 }).expect(200);
  const { next: cursor } = one.body;
  const rest = await desk.api.as(agent.token).get(`${path}/changes`).query({ cursor }).expect(200);
  expect([...one.body.items, ...rest.body.items]).toEqual(changes.body.items);
  await desk.api.as(agent.token).get(`${path}/changes`).query({ cursor: 'WyJ4Il0' }).expect(400);
  await desk.api.as(agent.token).get(`/v1/terminals/${randomUUID()}/changes`).expect(404);

  const user = await desk.api.user(['merchant'], { merchantNo: merchant.merchantNo });
  await desk.api.as(user.token).get(`${path}/changes`).expect(403);
  const seen = await desk.api.as(user.token).get(path).expect(200);
  expect(seen.body).not.toHaveProperty('desk');
  expect(JSON.stringify(seen.body)).not.toMatch(/9900|31230416|installedAt/);
  await desk.api.as(user.token).patch(path).send({ expectedTicketFen: 1 }).expect(403);
  await client().patch(`/v1/terminals/${randomUUID()}`).send({ site }).expect(404);
});

it('ranks a merchant otherwise, keeps who did, and shows it to all but merchants', async () => {
  const { body: merchant } = await client().post('/v1/merchants').send(merchantBody()).expect(201);
  expect(merchant.tier).toBe('standard');
  const path = `/v1/merchants/${merchant.id}`;
  const change = async (body: object, status = 200) =>
    (await client().patch(path).send(body).expect(status)).body as object;
  expect(await change({ tier: 'key' })).toMatchObject({ tier: 'key', mcc: merchant.mcc });
  // The same again is no change.
  await change({ tier: 'key' });
  expect(await change({ mcc: '5812', tier: 'standard' })).toMatchObject({ tier: 'standard', mcc: '5812' });
  expect(await change({ tier: 'golden' }, 400)).toMatchObject({ field: 'tier' });
  expect(await change({}, 400)).toMatchObject({ field: 'mcc', detail: expect.stringContaining('tier') });
  const agent = desk.api.as((await desk.api.user(['agent'])).token);
  await agent.patch(path).send({ tier: 'key' }).expect(403);
  const changes = await agent.get(`${path}/changes`).expect(200);
  const changedBy = expect.stringMatching(/^machine:[0-9a-f-]{36}$/);
  const ranked = { mcc: merchant.mcc, tier: 'key' };
  expect(changes.body.items).toEqual([
    { at: expect.any(String), changedBy, before: ranked, after: { mcc: '5812', tier: 'standard' } },
    { at: expect.any(String), changedBy, before: { ...ranked, tier: 'standard' }, after: ranked },
  ]);
  const user = desk.api.as((await desk.api.user(['merchant'], { merchantNo: merchant.merchantNo })).token);
  expect((await user.get(path).expect(200)).body).not.toHaveProperty('tier');
  await user.get(`${path}/changes`).expect(403);
});

it('says when a terminal was installed: with its first device, also where the registry heard of it later', async () => {
  const { body: merchant } = await client().post('/v1/merchants').send(merchantBody()).expect(201);
  const { body: terminal } = await client().post('/v1/terminals').send(newTerminal(merchant.id)).expect(201);
  const path = `/v1/terminals/${terminal.id}/bindings`;
  const bind = async (boundAt?: Date) => {
    const { body: device } = await client().post('/v1/devices').send(newDevice()).expect(201);
    return client()
      .post(path)
      .send({ ...newBinding(device.serialNo), boundAt });
  };
  const ago = (days: number): Date => new Date(desk.clock.now().getTime() - days * 86_400_000);

  const early = await bind(ago(-1));
  expect([early.status, early.body.field]).toEqual([400, 'boundAt']);
  const first = await bind(ago(100));
  expect(first.body.desk.installedAt).toBe(ago(100).toISOString());
  await client().delete(`${path}/current`).expect(200);
  const into = await bind(ago(1));
  expect([into.status, into.body.field]).toEqual([400, 'boundAt']);
  const second = await bind();
  expect(second.body.desk.installedAt).toBe(ago(100).toISOString());
});

it('registers hours that run past midnight, and refuses hours of one second', async () => {
  const past = { ...newMerchant(), hours: { from: '18:00', to: '02:00' } };
  const { body } = await client().post('/v1/merchants').send(past).expect(201);
  expect(body.hours).toEqual({ from: '18:00:00', to: '02:00:00' });
  const none = { ...newMerchant(), hours: { from: '18:00', to: '18:00' } };
  const refused = await client().post('/v1/merchants').send(none).expect(400);
  expect(refused.body).toMatchObject({ code: 'INVALID_REQUEST', field: 'hours' });
});

it.each<[string, object, string]>([
  ['/v1/merchants', { ...newMerchant(), hours: { from: '9', to: '20:30' } }, 'hours.from'],
  ['/v1/merchants', { ...newMerchant({ mcc: '5812' }), mcc: '5411', hours: undefined }, 'mcc'],
  ['/v1/merchants', { ...newMerchant(), hours: undefined, owner: 'x' }, 'owner'],
  ['/v1/terminals', newTerminal('nobody'), 'merchantId'],
  ['/v1/terminals', newTerminal(randomUUID(), { terminalNo: 'a0000001' }), 'merchantId'],
  ['/v1/terminals', newTerminal(randomUUID(), { expectedTicketFen: 0 }), 'expectedTicketFen'],
  ['/v1/terminals', newTerminal(randomUUID(), { site: { latE6: 90_000_001, lonE6: 0 } }), 'site.latE6'],
  ['/v1/devices', { serialNo: 'px', model: 'A920' }, 'serialNo'],
  ['/v1/devices', { serialNo: 'PX-1111' }, 'model'],
])('%s names the field at fault', async (path, body, field) => {
  const refused = await client().post(path).send(body);
  expect([400, 404]).toContain(refused.status);
  expect(refused.body.field).toBe(field);
  expect(refused.body.detail).toMatch(/\w/);
});

it('refuses numbers that no database can hold at the door, so that the reads need not ask', async () => {
  const { token } = await desk.api.user(['agent']);
  for (const name of ['merchantNo', 'terminalNo', 'serialNo']) {
    const { body } = await desk.api.as(token).get(`/v1/terminals?${name}=A%00`).expect(400);
    expect(body).toMatchObject({ code: 'INVALID_REQUEST', field: name });
  }
});

it('lets only who holds registry.write write, and who is signed in read', async () => {
  const agent = await desk.api.user(['agent']);
  const { body } = await desk.api.as(agent.token).post('/v1/merchants').send(merchantBody()).expect(403);
  expect(body).toMatchObject({ code: 'FORBIDDEN', permission: 'registry.write' });
  await desk.api.as(agent.token).get('/v1/merchants').expect(200);
  await desk.api.as().get('/v1/merchants').expect(401);
  const admin = await desk.api.user(['admin']);
  await desk.api.as(admin.token).post('/v1/merchants').send(merchantBody()).expect(201);
});

it('shows a merchant user the own terminals with their face of the measures, and of others nothing', async () => {
  const drafts = [
    { level: 'F0', scope: 'terminal' },
    { level: 'F5', scope: 'settlement', heldAmountFen: 120_000, heldGround: 'authority' },
  ];
  const [own, other] = [await desk.freeze(drafts), await desk.freeze()];
  const user = await desk.api.user(['merchant'], { merchantNo: own.merchant.merchantNo });
  const agent = await desk.api.user(['agent']);
  const get = (token: string, path: string) => desk.api.as(token).get(path);

  const mine = await get(user.token, `/v1/terminals/${own.terminal.id}`).expect(200);
  expect(mine.body.measures).toMatchObject([
    {
      title: { en: 'Funds are held' },
      heldAmountFen: 120_000,
      heldGround: { en: 'Held while the freeze is looked into' },
    },
  ]);
  expect(JSON.stringify(mine.body.measures)).not.toMatch(/authority|caseId|F\d/);
  const desks = await get(agent.token, `/v1/terminals/${own.terminal.id}`).expect(200);
  expect(desks.body.measures.map(({ desk: part }: { desk: object }) => part)).toMatchObject([
    { level: 'F0', caseId: own.caseId },
    { level: 'F5', heldGround: 'authority' },
  ]);

  // Whoever keeps the registry but sees no cases reads no more than the merchant does.
  const admin = await desk.api.user(['admin']);
  for (const token of [admin.token, machine]) {
    const seen = await get(token, `/v1/terminals/${own.terminal.id}`).expect(200);
    expect(seen.body.measures).toEqual(mine.body.measures);
  }

  for (const path of [`/v1/terminals/${other.terminal.id}`, `/v1/merchants/${other.merchant.id}`]) {
    const hidden = await get(user.token, path).expect(404);
    const missing = await get(user.token, path.replace(/[^/]+$/, randomUUID())).expect(404);
    expect({ ...hidden.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
  }
  const list = await get(user.token, '/v1/terminals').query({ merchantId: other.merchant.id }).expect(200);
  expect(list.body).toEqual({ items: [], next: null });
});
