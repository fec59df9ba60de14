import { systemActor } from '@thaw/kernel';
import { tellWebhooks } from '@thaw/notifications';
import { Database } from '@thaw/platform';
import { Webhook } from 'standardwebhooks';
import { postSigned } from '../../libs/notifications/src/webhooks/post-signed';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { databaseTexts } from '../support/stored-texts';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { WebhookReceiver, type Heard } from '../support/webhook-receiver';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let desk: TestDesk;
let admin: Person;
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
});
afterAll(async () => {
  jest.restoreAllMocks();
  await desk.stop();
  await receiver.stop();
  await trap.stop();
});

interface Added {
  readonly id: string;
  readonly secret: string;
  readonly path: string;
}

let made = 0;
/** By default it hears of what happens to no case here, so that a case of one test tells nothing to the endpoints of another. */
async function add(eventTypes: readonly string[] = ['case.terminated']): Promise<Added> {
  const path = `/receiver-${made++}`;
  const { body } = await admin.http
    .post('/v1/webhooks')
    .send({ url: receiver.url(path), description: 'test', eventTypes })
    .expect(201);
  return { id: body.id as string, secret: body.secret as string, path };
}

const endpoint = async (id: string) => {
  const { body } = await admin.http.get('/v1/webhooks').expect(200);
  return (body.items as { id: string; state: string; reason: string; failingSince: string | null }[]).find(
    (each) => each.id === id,
  );
};

interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: string;
  readonly attempts: number;
  readonly nextAt: string | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

const deliveriesOf = async (id: string, query = ''): Promise<readonly Delivery[]> => {
  const { body } = await admin.http.get(`/v1/webhooks/${id}/deliveries${query}`).expect(200);
  return body.items as Delivery[];
};

const sendTest = async (id: string): Promise<Delivery> => {
  const { body } = await admin.http.post(`/v1/webhooks/${id}/test`).expect(202);
  return body as Delivery;
};

const until = (id: string, deliveryId: string, is: (delivery: Delivery) => boolean): Promise<Delivery> =>
  waitFor('the delivery', async () =>
    (await deliveriesOf(id)).find((each) => each.id === deliveryId && is(each)),
  );

const verified = ({ headers, body }: Heard, secret: string): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

it('what happens to a case is told to whoever wants it: thin, signed, once for each endpoint', async () => {
  const all = await add([]);
  const decided = await add(['case.decided']);
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
  expect(types).toEqual(expect.arrayContaining(['triaged', 'taken']));
  const names = new Set(receiver.at(all.path).map(({ body }) => (JSON.parse(body) as { type: string }).type));
  expect([...names].filter((name) => !/^case\.(opened|decided|documents_\w+)$/.test(name))).toEqual([]);
  await admin.http.delete(`/v1/webhooks/${all.id}`).expect(204);
  await admin.http.get(`/v1/webhooks/${all.id}/deliveries`).expect(404);
});

it('an event and its deliveries are written together or not at all', async () => {
  const { id } = await add([]);
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
  expect(await deliveriesOf(id)).toEqual([]);
  await admin.http.patch(`/v1/webhooks/${id}`).send({ state: 'disabled' }).expect(200);
  await database.asActor(systemActor('setup'), (tx) => tellWebhooks(tx, event));
  expect(await deliveriesOf(id)).toEqual([]);
});

it('a failure is tried again after its wait, under the same id, and success ends it', async () => {
  const { id, path, secret } = await add();
  receiver.answer(path, 500);
  const sent = await sendTest(id);
  const failed = await until(id, sent.id, ({ lastStatus }) => lastStatus === 500);
  expect(failed).toMatchObject({ state: 'waiting', attempts: 1, lastError: 'status' });
  expect(Date.parse(failed.nextAt!) - desk.clock.now().getTime()).toBe(5_000);
  expect((await endpoint(id))!.failingSince).toBe(desk.clock.now().toISOString());
  receiver.answer(path, null);
  desk.clock.advance(5_000);
  expect(await until(id, sent.id, ({ state }) => state === 'sent')).toMatchObject({
    attempts: 2,
    lastStatus: 204,
  });
  expect((await endpoint(id))!.failingSince).toBeNull();
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
  const { id, path } = await add();
  for (const status of [301, 302, 307, 308]) {
    receiver.answer(path, (response) => response.writeHead(status, { location: trap.url('/inside') }).end());
    const sent = await sendTest(id);
    expect(await until(id, sent.id, ({ lastStatus }) => lastStatus === status)).toMatchObject({
      state: 'waiting',
      lastError: 'status',
    });
  }
  expect(trap.heard).toEqual([]);
});

it('nothing is sent to an address that is not public, however it is written or resolved', async () => {
  for (const url of [
    trap.url('/inside'),
    `https://127.0.0.1:${trap.port}/`,
    'https://[::1]/',
    'https://0x7f.1/',
  ]) {
    const { body } = await admin.http.post('/v1/webhooks').send({ url }).expect(400);
    expect(JSON.stringify(body)).toContain('"url"');
  }
  const url = new URL(`https://rebinds.example:${trap.port}/inside`);
  const post = (resolve: (asked: number) => readonly string[]) => {
    let asked = 0;
    return postSigned(url, {}, '{}', {
      anyAddress: false,
      resolve: () => Promise.resolve(resolve(asked++)),
      connectMs: 300,
    }).then((outcome) => ({ ...outcome, asked }));
  };
  let reached = 0;
  trap.onConnection(() => reached++);
  const refused = { status: null, error: 'address_refused', asked: 1 };
  expect(await post(() => ['127.0.0.1'])).toEqual(refused);
  expect(await post(() => ['1.1.1.1', '127.0.0.1'])).toEqual(refused);
  expect(await post(() => ['::ffff:127.0.0.1'])).toEqual(refused);
  // Public to the check, this machine ever after: it is asked once, and what was checked is called.
  const rebound = await post((asked) => (asked === 0 ? ['1.1.1.1'] : ['127.0.0.1']));
  expect(rebound).toMatchObject({ status: null, asked: 1 });
  expect(reached).toBe(0);
  // The trap does catch what calls it.
  await postSigned(url, {}, '{}', { anyAddress: true, resolve: () => Promise.resolve(['127.0.0.1']) });
  expect(reached).toBe(1);
});

it('a name that has become private since it was registered is refused when it is sent to', async () => {
  const { id } = await add();
  await desk.database.query(`UPDATE webhook_endpoint SET url = 'https://localhost/' WHERE id = $1`, [id]);
  const named = await sendTest(id);
  expect(await until(id, named.id, ({ lastError }) => lastError !== null)).toMatchObject({
    lastError: 'address_refused',
    lastStatus: null,
  });
  await desk.database.query(`UPDATE webhook_endpoint SET url = $2 WHERE id = $1`, [id, trap.url('/inside')]);
  const literal = await sendTest(id);
  expect(await until(id, literal.id, ({ lastError }) => lastError !== null)).toMatchObject({
    lastError: 'url_refused',
  });
  expect(trap.heard).toEqual([]);
});

it('of an answer no more than its status is waited for, and a receiver that never answers is left', async () => {
  const path = '/endless';
  const url = new URL(receiver.url(path));
  receiver.answer(path, (response) => {
    response.writeHead(200);
    const piece = Buffer.alloc(16 * 1024);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  expect(await postSigned(url, {}, '{}', { anyAddress: true })).toEqual({ status: 200, error: null });
  receiver.answer(path, () => undefined);
  expect(await postSigned(url, {}, '{}', { anyAddress: true, totalMs: 200 })).toEqual({
    status: null,
    error: 'timeout',
  });
});

it('410 disables the endpoint and tells the admins; what waits is sent once it is enabled again', async () => {
  const { id, path } = await add();
  receiver.answer(path, 410);
  const sent = await sendTest(id);
  expect(await until(id, sent.id, ({ state }) => state === 'dead')).toMatchObject({
    lastStatus: 410,
    attempts: 1,
  });
  expect(await endpoint(id)).toMatchObject({ state: 'disabled', reason: 'gone' });
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
  await until(id, sent.id, ({ state }) => state === 'sent');
});

it('for a day after a rotation there are two signatures, and then one', async () => {
  const { id, path, secret: old } = await add();
  const { body } = await admin.http.post(`/v1/webhooks/${id}/secrets`).expect(201);
  const fresh = body.secret as string;
  expect(fresh).not.toBe(old);
  expect(Date.parse(body.previousUntil as string) - desk.clock.now().getTime()).toBe(DAY_MS);
  const both = await sendTest(id);
  await until(id, both.id, ({ state }) => state === 'sent');
  const [first] = receiver.at(path);
  expect(String(first!.headers['webhook-signature']).split(' ')).toHaveLength(2);
  for (const secret of [old, fresh]) expect(verified(first!, secret)).toMatchObject({ type: 'webhook.test' });
  desk.clock.advance(DAY_MS);
  const one = await sendTest(id);
  await until(id, one.id, ({ state }) => state === 'sent');
  const second = receiver.at(path)[1]!;
  expect(verified(second, fresh)).toMatchObject({ type: 'webhook.test' });
  expect(() => verified(second, old)).toThrow();
});

it('what fails ten times is a dead letter, which can be replayed; five days of it disable the endpoint', async () => {
  const { id, path } = await add();
  receiver.answer(path, 503);
  const sent = await sendTest(id);
  for (let tries = 1; tries < 10; tries++) {
    const { nextAt } = await until(
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
  expect(await until(id, sent.id, ({ state }) => state === 'dead')).toMatchObject({
    attempts: 10,
    nextAt: null,
  });
  expect((await deliveriesOf(id, '?state=dead')).map((each) => each.id)).toEqual([sent.id]);
  expect(await deliveriesOf(id, '?state=waiting')).toEqual([]);
  expect(await endpoint(id)).toMatchObject({ state: 'active' });
  receiver.answer(path, null);
  const since = new Date(desk.clock.now().getTime() - 30 * DAY_MS).toISOString();
  const { body } = await admin.http.post(`/v1/webhooks/${id}/replay`).send({ since }).expect(202);
  expect(body).toEqual({ count: 1 });
  await until(id, sent.id, ({ state }) => state === 'sent');
  expect(new Set(receiver.at(path).map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set([sent.eventId]),
  );

  receiver.answer(path, 503);
  const begins = await sendTest(id);
  await until(id, begins.id, ({ lastStatus }) => lastStatus === 503);
  desk.clock.advance(5 * DAY_MS);
  await waitFor('the endpoint to be disabled', async () => (await endpoint(id))?.state === 'disabled');
  expect(await endpoint(id)).toMatchObject({ reason: 'failing' });
});

it('lists page by page, each once, and only of this endpoint', async () => {
  const { id } = await add();
  const sent = [];
  for (let i = 0; i < 5; i++) sent.push((await sendTest(id)).id);
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const { body } = await admin.http
      .get(`/v1/webhooks/${id}/deliveries?limit=2${next ? `&cursor=${next}` : ''}`)
      .expect(200);
    seen.push(...(body.items as Delivery[]).map((each) => each.id));
    next = body.next as string | null;
  } while (next !== null);
  expect(seen).toEqual(sent.reverse());
  const other = await add();
  await admin.http.post(`/v1/webhooks/${other.id}/deliveries/${sent[0]}/replay`).expect(404);
});

it('a secret is told once: it stands in no answer after, in no log and in no table', async () => {
  const { id, secret } = await add();
  const { body } = await admin.http.post(`/v1/webhooks/${id}/secrets`).expect(201);
  await until(id, (await sendTest(id)).id, ({ state }) => state === 'sent');
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
