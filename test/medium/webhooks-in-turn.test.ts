import type { ServerResponse } from 'node:http';
import { WebhookRetention, WebhookSender } from '@thaw/notifications';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { WebhookReceiver } from '../support/webhook-receiver';
import { WebhookRoom, type Delivery } from '../support/webhook-room';

const DAY_MS = 86_400_000;

let desk: TestDesk;
let admin: Person;
let room: WebhookRoom;
const receiver = new WebhookReceiver();

beforeAll(async () => {
  await receiver.start();
  desk = await TestDesk.start({ THAW_WEBHOOK_ALLOW: `127.0.0.1:${receiver.port}`, THAW_LOG_LEVEL: 'warn' });
  admin = await desk.person('admin');
  room = new WebhookRoom(admin, receiver);
});
afterAll(async () => {
  await desk.stop();
  await receiver.stop();
});

it('a receiver that hangs holds two tries, and one while it fails: commands and other receivers wait for none', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await desk.untilIdle();
  const [one, ...others] = await Promise.all(Array.from({ length: 4 }, () => room.add()));
  const { id, path } = one!;
  const held: { readonly at: string; readonly response: ServerResponse }[] = [];
  for (const { path: at } of [one!, ...others])
    receiver.answer(at, (response) => {
      held.push({ at, response });
    });
  const sent: Delivery[] = [];
  for (const each of [one!, ...others])
    for (let i = 0; i < 3; i++) {
      const delivery = await room.sendTest(each.id);
      if (each === one) sent.push(delivery);
    }
  /** How many are asked for or tried, and how many wait for their turn. */
  const standing = async () => {
    await desk.worker.get(WebhookSender, { strict: false }).sendDue(desk.clock.now());
    return desk.database.query(
      `SELECT count(*) FILTER (WHERE claimed_until > $2)::int AS taken, count(*) FILTER (WHERE claimed_until IS NULL)::int AS waiting
       FROM webhook_delivery WHERE endpoint_id = ANY($1) AND state = 'waiting' GROUP BY endpoint_id`,
      [[one!, ...others].map((each) => each.id), desk.clock.now()],
    );
  };
  await waitFor('two tries of each', async () => {
    const all = await standing();
    return held.length === 8 && all.every(({ taken }) => taken === 2);
  });
  expect(await standing()).toEqual(Array(4).fill({ taken: 2, waiting: 1 }));

  const expiresAt = new Date(desk.clock.now().getTime() + DAY_MS).toISOString();
  const imposed = { level: 'F1', scope: 'terminal', expiresAt, text: 'for a day' };
  await driven.act(cast.agent, 'impose_measure', imposed);
  await waitFor('the command to go out', async () => {
    const commands = await desk.database.query<{ attempts: number }>(
      'SELECT g.attempts FROM gateway_command g JOIN freeze_case c ON c.id = g.case_id WHERE c.number = $1',
      [driven.number],
    );
    return commands.length > 0 && commands.every(({ attempts }) => attempts > 0);
  });
  const quick = await room.add();
  await room.until(quick.id, (await room.sendTest(quick.id)).id, ({ state }) => state === 'sent');
  expect(held.filter(({ response }) => !response.destroyed)).toHaveLength(8);

  for (const each of others) receiver.answer(each.path, null);
  const heldAt = () => held.filter(({ at }) => at === path);
  for (const { at, response } of held) response.writeHead(at === path ? 500 : 204).end();
  await waitFor('the third, by itself', () => heldAt().length === 3);
  for (const each of others)
    await waitFor(
      'what waited',
      async () => (await room.deliveriesOf(each.id, '?state=waiting')).length === 0,
    );
  // The two that failed are due as well, and wait until it is known how this one ends.
  desk.clock.advance(5_000);
  expect(await standing()).toEqual([{ taken: 1, waiting: 2 }]);
  receiver.answer(path, null);
  heldAt()[2]!.response.writeHead(204).end();
  for (const delivery of sent) await room.until(id, delivery.id, ({ state }) => state === 'sent');
  expect((await room.endpoint(id))!.failingSince).toBeNull();
});

it('lists page by page, each once, and only of this endpoint', async () => {
  const { id } = await room.add();
  const sent = [];
  for (let i = 0; i < 5; i++) sent.push((await room.sendTest(id)).id);
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
  const other = await room.add();
  await admin.http.post(`/v1/webhooks/${other.id}/deliveries/${sent[0]}/replay`).expect(404);
});

it('sends ten thousand again at once, the oldest first, and says from where on there are more', async () => {
  const { id } = await room.add();
  const [first, last] = ['2026-01-01T00:00:00.000Z', '2026-01-01T02:46:40.000Z'];
  await desk.database.query(
    `INSERT INTO webhook_delivery (id, endpoint_id, event_id, type, payload, state, attempts, next_at, created_at)
     SELECT gen_random_uuid(), $1::uuid, 'msg_' || replace(gen_random_uuid()::text, '-', ''), 'webhook.test', '{}'::jsonb, 'dead', 1,
            $2::timestamptz, $2::timestamptz + n * interval '1 second' FROM generate_series(0, 10000) n`,
    [id, first],
  );
  const replay = async (since: string) =>
    (await admin.http.post(`/v1/webhooks/${id}/replay`).send({ since }).expect(202)).body;
  expect(await replay(first)).toEqual({ count: 10_000, next: last });
  expect(await replay(last)).toEqual({ count: 1, next: null });
  await admin.http.delete(`/v1/webhooks/${id}`).expect(204);
});

it('what has arrived is kept for a time; what nobody took, until somebody has seen to it or the endpoint is gone', async () => {
  const [kept, gone] = [await room.add([]), await room.add([])];
  await admin.http.delete(`/v1/webhooks/${gone.id}`).expect(204);
  const old = new Date(desk.clock.now().getTime() - 31 * DAY_MS);
  const insert = async (endpointId: string, state: string, at: Date): Promise<string> => {
    const [row] = await desk.database.query<{ id: string }>(
      `WITH made AS (INSERT INTO webhook_delivery (id, endpoint_id, event_id, type, payload, state, attempts, next_at, created_at)
         VALUES (gen_random_uuid(), $1, 'msg_' || replace(gen_random_uuid()::text, '-', ''), 'case.opened', '{}', $2, 1, $3, $3) RETURNING id)
       INSERT INTO webhook_attempt (delivery_id, at) SELECT id, $3 FROM made RETURNING delivery_id AS id`, [endpointId, state, at]);
    return row!.id;
  };
  const [arrived, ofRemoved] = [await insert(kept.id, 'sent', old), await insert(gone.id, 'dead', old)];
  const stay = [
    await insert(kept.id, 'dead', old),
    await insert(kept.id, 'sent', new Date(old.getTime() + 2 * DAY_MS)),
    await insert(gone.id, 'dead', desk.clock.now()),
  ];
  const all = [arrived, ofRemoved, ...stay];
  await expect(desk.database.query('DELETE FROM webhook_attempt WHERE delivery_id = $1', [stay[0]])).rejects.toThrow('is kept until');
  await expect(desk.database.query('DELETE FROM webhook_delivery WHERE id = $1', [stay[0]])).rejects.toThrow('is kept until');
  await desk.worker.get(WebhookRetention, { strict: false }).removeOld(desk.clock.now());
  for (const table of ['SELECT id FROM webhook_delivery WHERE id = ANY($1)', 'SELECT delivery_id AS id FROM webhook_attempt WHERE delivery_id = ANY($1)'])
    expect((await desk.database.query<{ id: string }>(table, [all])).map(({ id }) => id).sort()).toEqual([...stay].sort());
}); // prettier-ignore
