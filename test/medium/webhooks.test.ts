import { systemActor } from '@thaw/kernel';
import { tellWebhooks } from '@thaw/notifications';
import { Database } from '@thaw/platform';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { databaseTexts } from '../support/stored-texts';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { WebhookReceiver } from '../support/webhook-receiver';
import { WebhookRoom, verified } from '../support/webhook-room';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let desk: TestDesk;
let admin: Person;
let room: WebhookRoom;
/** Its address is allowed; that of the other one is not. */
const receiver = new WebhookReceiver();
const trap = new WebhookReceiver();
let logged = '';

beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    logged += String(chunk);
    return true;
  });
  await receiver.start();
  await trap.start();
  desk = await TestDesk.start({
    THAW_WEBHOOK_ALLOW: `127.0.0.1:${receiver.port}`,
    THAW_LOG_LEVEL: 'trace',
  });
  admin = await desk.person('admin');
  room = new WebhookRoom(admin, receiver);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await desk.stop();
  await receiver.stop();
  await trap.stop();
});

it('what happens to a case is told to whoever wants it: thin, signed, once for each endpoint', async () => {
  const all = await room.add([]);
  const decided = await room.add(['case.decided']);
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  const told = await waitFor('the decision', () =>
    receiver.at(all.path).find(({ body }) => body.includes('case.decided')),
  );
  const opened = receiver.at(all.path).find(({ body }) => body.includes('case.opened'))!;
  expect(verified(opened, all.secret)).toEqual({
    type: 'case.opened',
    version: 1,
    timestamp: desk.clock.now().toISOString(),
    data: { caseNumber: driven.number, seq: 1, state: 'reported', from: null },
  });
  expect(opened.headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': expect.stringMatching(/^msg_[0-9a-f]{32}$/) as string,
  });
  const [only, ...others] = await waitFor('the other endpoint', () => {
    const heard = receiver.at(decided.path);
    return heard.length > 0 ? heard : null;
  });
  expect(others).toEqual([]);
  expect(verified(only!, decided.secret)).toEqual(verified(told, all.secret));
  expect(only!.headers['webhook-id']).toBe(told.headers['webhook-id']);
  expect(() => verified(only!, all.secret)).toThrow();
  // What is not in the list happened, too, and is told to nobody.
  const [{ types }] = (await desk.database.query<{ types: string[] }>(
    'SELECT array_agg(DISTINCT type) AS types FROM case_event',
  )) as [{ types: string[] }];
  expect(types).toEqual(expect.arrayContaining(['taken', 'proposed', 'scan_finished']));
  const names = new Set(receiver.at(all.path).map(({ body }) => (JSON.parse(body) as { type: string }).type));
  expect([...names].filter((name) => !/^case\.(opened|decided|documents_\w+)$/.test(name))).toEqual([]);
  await admin.http.delete(`/v1/webhooks/${all.id}`).expect(204);
  await admin.http.get(`/v1/webhooks/${all.id}/deliveries`).expect(404);
});

it('an event and its deliveries are written together or not at all', async () => {
  const { id } = await room.add([]);
  const database = desk.worker.get(Database);
  const [freezeCase] = await desk.database.query<{ id: string }>('SELECT id FROM freeze_case LIMIT 1');
  const event = {
    caseId: freezeCase!.id,
    seq: 99,
    at: desk.clock.now(),
    type: 'opened',
    from: null,
    to: 'reported',
  };
  await expect(
    database.asActor(systemActor('setup'), async (tx) => {
      await tellWebhooks(tx, event);
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  expect(await room.deliveriesOf(id)).toEqual([]);
  // A release that leaves the case where it is happens for no machine; one that moves it is any case that is opened again.
  const release = { ...event, type: 'authority_hold_released', from: 'upheld' };
  await database.asActor(systemActor('setup'), async (tx) => {
    await tellWebhooks(tx, { ...release, to: 'upheld' });
    await tellWebhooks(tx, { ...release, to: 'reviewing' });
  });
  const reopened = await room.deliveriesOf(id);
  expect(reopened).toMatchObject([
    { type: 'case.reopened', payload: { data: { state: 'reviewing', from: 'upheld' } } },
  ]);
  await admin.http.patch(`/v1/webhooks/${id}`).send({ state: 'disabled' }).expect(200);
  await database.asActor(systemActor('setup'), (tx) => tellWebhooks(tx, event));
  expect((await room.deliveriesOf(id)).map((each) => each.id)).toEqual(reopened.map((each) => each.id));
});

it('a failure is tried again after its wait, under the same id, and success ends it', async () => {
  const { id, path, secret } = await room.add();
  receiver.answer(path, 500);
  const sent = await room.sendTest(id);
  const failed = await room.until(id, sent.id, ({ lastStatus }) => lastStatus === 500);
  expect(failed).toMatchObject({ state: 'waiting', attempts: 1, lastError: 'status' });
  expect(Date.parse(failed.nextAt!) - desk.clock.now().getTime()).toBe(5_000);
  expect((await room.endpoint(id))!.failingSince).toBe(desk.clock.now().toISOString());
  receiver.answer(path, null);
  desk.clock.advance(5_000);
  expect(await room.until(id, sent.id, ({ state }) => state === 'sent')).toMatchObject({
    attempts: 2,
    lastStatus: 204,
  });
  expect((await room.endpoint(id))!.failingSince).toBeNull();
  const heard = receiver.at(path);
  expect(heard.map(({ headers }) => headers['webhook-id'])).toEqual([sent.eventId, sent.eventId]);
  expect(verified(heard[1]!, secret)).toMatchObject({ type: 'webhook.test', data: {} });
  const attempts = await desk.database.query(
    'SELECT status, error FROM webhook_attempt WHERE delivery_id = $1 ORDER BY id',
    [sent.id],
  );
  expect(attempts).toEqual([
    { status: 500, error: 'status' },
    { status: 204, error: null },
  ]);
});

it('a redirect is a failure and is not followed, least of all into the house', async () => {
  const { id, path } = await room.add();
  for (const status of [301, 302, 307, 308]) {
    receiver.answer(path, (response) => response.writeHead(status, { location: trap.url('/inside') }).end());
    const sent = await room.sendTest(id);
    expect(await room.until(id, sent.id, ({ lastStatus }) => lastStatus === status)).toMatchObject({
      state: 'waiting',
      lastError: 'status',
    });
  }
  expect(trap.heard).toEqual([]);
});

it('an address that is not public is not taken, however it is written', async () => {
  for (const url of [
    trap.url('/inside'),
    `https://127.0.0.1:${trap.port}/`,
    'https://[::1]/',
    'https://0x7f.1/',
  ]) {
    const { body } = await admin.http.post('/v1/webhooks').send({ url }).expect(400);
    expect(JSON.stringify(body)).toContain('"url"');
  }
});

it('a name that has become private since it was registered is refused when it is sent to', async () => {
  const { id } = await room.add();
  await desk.database.query(`UPDATE webhook_endpoint SET url = 'https://localhost/' WHERE id = $1`, [id]);
  const named = await room.sendTest(id);
  expect(await room.until(id, named.id, ({ lastError }) => lastError !== null)).toMatchObject({
    lastError: 'address_refused',
    lastStatus: null,
  });
  await desk.database.query(`UPDATE webhook_endpoint SET url = $2 WHERE id = $1`, [id, trap.url('/inside')]);
  const literal = await room.sendTest(id);
  expect(await room.until(id, literal.id, ({ lastError }) => lastError !== null)).toMatchObject({
    lastError: 'url_refused',
  });
  expect(trap.heard).toEqual([]);
});

it('410 disables the endpoint and tells the admins; what waits is sent once it is enabled again', async () => {
  const { id, path } = await room.add();
  receiver.answer(path, 410);
  const sent = await room.sendTest(id);
  expect(await room.until(id, sent.id, ({ state }) => state === 'dead')).toMatchObject({
    lastStatus: 410,
    attempts: 1,
  });
  expect(await room.endpoint(id)).toMatchObject({ state: 'disabled', reason: 'gone' });
  const { body } = await admin.http.get('/v1/notifications').expect(200);
  expect(body.items).toContainEqual(
    expect.objectContaining({
      template: 'webhook_disabled',
      title: expect.objectContaining({ en: expect.stringContaining('answered 410') as string }) as object,
    }),
  );
  await admin.http.post(`/v1/webhooks/${id}/test`).expect(409);
  await admin.http.post(`/v1/webhooks/${id}/deliveries/${sent.id}/replay`).expect(409);
  receiver.answer(path, null);
  await admin.http.patch(`/v1/webhooks/${id}`).send({ state: 'active' }).expect(200);
  await admin.http.post(`/v1/webhooks/${id}/deliveries/${sent.id}/replay`).expect(202);
  await room.until(id, sent.id, ({ state }) => state === 'sent');
});

it('for a day after a rotation there are two signatures, and then one', async () => {
  const { id, path, secret: old } = await room.add();
  const { body } = await admin.http.post(`/v1/webhooks/${id}/secrets`).expect(201);
  const fresh = body.secret as string;
  expect(fresh).not.toBe(old);
  expect(Date.parse(body.previousUntil as string) - desk.clock.now().getTime()).toBe(DAY_MS);
  const both = await room.sendTest(id);
  await room.until(id, both.id, ({ state }) => state === 'sent');
  const [first] = receiver.at(path);
  expect(String(first!.headers['webhook-signature']).split(' ')).toHaveLength(2);
  for (const secret of [old, fresh]) expect(verified(first!, secret)).toMatchObject({ type: 'webhook.test' });
  desk.clock.advance(DAY_MS);
  const one = await room.sendTest(id);
  await room.until(id, one.id, ({ state }) => state === 'sent');
  const second = receiver.at(path)[1]!;
  expect(verified(second, fresh)).toMatchObject({ type: 'webhook.test' });
  expect(() => verified(second, old)).toThrow();
});

it('what fails ten times is a dead letter, which can be replayed; five days of it disable the endpoint', async () => {
  const { id, path } = await room.add();
  receiver.answer(path, 503);
  const sent = await room.sendTest(id);
  for (let tries = 1; tries < 10; tries++) {
    const { nextAt } = await room.until(
      id,
      sent.id,
      ({ attempts, lastStatus, nextAt: at }) =>
        attempts === tries &&
        lastStatus === 503 &&
        at !== null &&
        Date.parse(at) - desk.clock.now().getTime() !== 60_000,
    );
    desk.clock.advance(Date.parse(nextAt!) - desk.clock.now().getTime());
  }
  expect(await room.until(id, sent.id, ({ state }) => state === 'dead')).toMatchObject({
    attempts: 10,
    nextAt: null,
  });
  expect((await room.deliveriesOf(id, '?state=dead')).map((each) => each.id)).toEqual([sent.id]);
  expect(await room.deliveriesOf(id, '?state=waiting')).toEqual([]);
  expect(await room.endpoint(id)).toMatchObject({ state: 'active' });
  receiver.answer(path, null);
  const since = new Date(desk.clock.now().getTime() - 30 * DAY_MS).toISOString();
  const { body } = await admin.http.post(`/v1/webhooks/${id}/replay`).send({ since }).expect(202);
  expect(body).toEqual({ count: 1, next: null });
  await room.until(id, sent.id, ({ state }) => state === 'sent');
  expect(new Set(receiver.at(path).map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set([sent.eventId]),
  );

  receiver.answer(path, 503);
  const begins = await room.sendTest(id);
  await room.until(id, begins.id, ({ lastStatus }) => lastStatus === 503);
  desk.clock.advance(5 * DAY_MS);
  await waitFor('the endpoint to be disabled', async () => (await room.endpoint(id))?.state === 'disabled');
  expect(await room.endpoint(id)).toMatchObject({ reason: 'failing' });
});

it('a secret is told once: it stands in no answer after, in no log and in no table', async () => {
  const { id, secret } = await room.add();
  const { body } = await admin.http.post(`/v1/webhooks/${id}/secrets`).expect(201);
  await room.until(id, (await room.sendTest(id)).id, ({ state }) => state === 'sent');
  const answers = [
    await admin.http.get('/v1/webhooks'),
    await admin.http.get(`/v1/webhooks/${id}/deliveries`),
    await admin.http.patch(`/v1/webhooks/${id}`).send({ description: 'another' }),
  ].map(({ text }) => text);
  const stored = (await databaseTexts(desk.database)).map(({ text }) => text);
  const texts = [...answers, ...stored, logged].join('\n');
  expect(texts).toContain(id);
  for (const each of [secret, body.secret as string]) {
    const bare = each.replace('whsec_', '');
    expect(texts).not.toContain(bare);
    expect(texts).not.toContain(Buffer.from(bare).toString('hex'));
    expect(texts).not.toContain(Buffer.from(bare, 'base64').toString('hex'));
  }
  expect(texts).not.toContain('whsec_');
});

it('is for admins', async () => {
  const supervisor = await desk.person('supervisor');
  await supervisor.http.get('/v1/webhooks').expect(403);
  await supervisor.http
    .post('/v1/webhooks')
    .send({ url: receiver.url('/mine') })
    .expect(403);
  await admin.http
    .post('/v1/webhooks')
    .send({ url: receiver.url('/x'), eventTypes: ['case.note'] })
    .expect(400);
});
