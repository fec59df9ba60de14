import { LiveFeed } from '@thaw/cases';
import { Client } from 'pg';
import { sweeps } from '../../apps/worker/src/sweep-list';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { LiveReader, type LiveMessage } from '../support/live-reader';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
let base: string;
let cast: Cast;
let driven: DrivenCase;
const open: LiveReader[] = [];
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  base = await desk.api.getUrl();
  cast = await castOf(desk);
  driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
});
afterAll(async () => {
  // Streams that are open do not keep the server from closing.
  const left = await listen(cast.agent);
  await desk.stop();
  await left.until(({ isOver }) => isOver);
  for (const reader of open) reader.cut();
});

async function listen(person: Person, lastEventId?: string): Promise<LiveReader> {
  const reader = await LiveReader.open(base, person.token, lastEventId);
  open.push(reader);
  await reader.until(({ messages, answer }) => messages.length > 0 || answer.statusCode !== 200);
  return reader;
}

const note = (person: Person, of = driven) => of.act(person, 'note', { text: 'seen' });
const typesOf = (told: readonly LiveMessage[]) => told.map(({ event, data }) => data['type'] ?? event);
const noted = (count: number) => (reader: LiveReader) =>
  typesOf(reader.told).filter((type) => type === 'note_written').length >= count;

it('gives places where nobody listens too, and removes all that is old, however much', async () => {
  const swept = (name: string) => sweeps(desk.worker).find((sweep) => sweep.name === name)!.run();
  const count = async (where: string, of = 'live_event') =>
    (await desk.database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${of} WHERE ${where}`))[0]!.count;
  await desk.untilIdle();
  const old = new Date(desk.clock.now().getTime() - 6 * 86_400_000).toISOString();
  await desk.database.query(
    'INSERT INTO live_event (recipient_id, at) SELECT gen_random_uuid(), $1::timestamptz FROM generate_series(1, 12001)', [old]);
  expect(await count('position IS NULL')).toBeGreaterThan(12_000);
  await swept('places of live events');
  expect(await count('position IS NULL')).toBe(0);
  // In the order in which they were written, over the batches.
  expect(await count('position < before', '(SELECT position, lag(position) OVER (ORDER BY id) AS before FROM live_event) placed')).toBe(0);
  await swept('old live events');
  // The last of all is kept, for the place that the next goes by.
  expect(await count(`at = '${old}'`)).toBeLessThanOrEqual(1);
}); // prettier-ignore

it('tells readers what happens, each once and in order, whatever broke and whoever was late to commit', async () => {
  const { agent, supervisor, merchant } = cast;
  const [first, steady] = [await listen(agent), await listen(supervisor)];
  expect(first.answer.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  await note(agent);
  await first.until(noted(1));
  // Written before what follows, and committed after it.
  const late = new Client({ connectionString: desk.database.url });
  await late.connect();
  await late.query('BEGIN');
  for (const { id } of [agent, supervisor]) await late.query('INSERT INTO live_event (recipient_id) VALUES ($1)', [id]);
  await note(agent);
  await first.until(noted(2));
  const before = first.told;
  first.cut();
  await note(supervisor);
  await driven.act(agent, 'message', { text: 'please call' });
  await late.query('COMMIT');
  await late.end();
  await driven.act(merchant, 'message', { text: 'I did' });
  await steady.until(({ told }) => typesOf(told).filter((type) => type === 'message_sent').length === 2);

  const resumed = await listen(agent, before.at(-1)?.id);
  await note(agent);
  await resumed.until(noted(2));
  await steady.until(noted(4));
  const heard = typesOf([...before, ...resumed.told]);
  expect(heard.filter((type) => type !== 'inbox')).toEqual(
    ['note_written', 'note_written', 'note_written', 'message_sent', 'message_sent', 'note_written'],
  );
  expect(typesOf(steady.told).filter((type) => type !== 'inbox')).toEqual(heard.filter((type) => type !== 'inbox'));
  // What was late came, once, and after what had been read before it.
  const { length } = heard.filter((type) => type === 'inbox');
  expect(length).toBe(1);
  expect(heard.indexOf('inbox')).toBeGreaterThan(1);
  expect(new Set([...before, ...resumed.told].map(({ id }) => id)).size).toBe(before.length + resumed.told.length);
  for (const { data, event } of steady.told) if (event === 'case') expect(data['number']).toBe(driven.number);
  // Of a place that is none, or is kept no more, everything is to be read anew.
  expect((await listen(agent, 'made-up')).messages[0]).toMatchObject({ event: 'reset' });
}); // prettier-ignore

it('tells merchants of their own cases and of what they may see alone, and twins the same', async () => {
  const heard: unknown[] = [];
  for (const reasonCode of ['AML', 'CASHOUT']) {
    const own = await castOf(desk);
    const twin = await DrivenCase.open(desk, own);
    const reader = await listen(own.merchant);
    await twin.act(own.agent, 'triage', { reasonCode });
    await note(own.agent, twin);
    await note(cast.agent);
    await driven.act(cast.agent, 'message', { text: 'not theirs' });
    await twin.act(own.agent, 'request_evidence', { items: [{ code: 'E02', required: true }], text: '请提供' });
    await twin.act(own.agent, 'message', { text: 'the last' });
    await reader.until(({ told }) => told.filter(({ event }) => event === 'case').length >= 2 && told.at(-1)?.event === 'inbox');
    for (const { data } of reader.told) expect([{ number: twin.number }, {}]).toContainEqual(data);
    heard.push(reader.told.map(({ event, data }) => [event, Object.keys(data)]));
    reader.cut();
    const [{ count }] = (await desk.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM case_event e JOIN freeze_case c ON c.id = e.case_id WHERE c.number = $1 AND e.type = 'note_written'`, [twin.number])) as [{ count: number }];
    expect(count).toBe(1);
  }
  expect(heard[0]).toEqual(heard[1]);
}); // prettier-ignore

it('goes by what somebody sees now, ends with the session, and is for persons, some at a time', async () => {
  const stranger = await desk.person('agent');
  await desk.database.query('DELETE FROM queue_member WHERE user_id = $1', [stranger.id]);
  const reader = await listen(stranger);
  await note(cast.agent);
  await driven.act(cast.agent, 'note', { text: 'look', mentionIds: [cast.supervisor.id] });
  await driven.act(cast.supervisor, 'take', {});
  const admin = await listen(await desk.person('admin'));
  const another = await listen(stranger);
  await stranger.http.delete('/v1/sessions/current').expect(204);
  for (const each of [reader, another]) {
    await each.until(({ isOver }) => isOver);
    expect(typesOf(each.told)).toEqual(['signed_out']);
  }
  expect(admin.isOver).toBe(false);
  expect(admin.told).toEqual([]);
  const machine = await desk.machine('notice:open');
  await machine.get('/v1/live').expect(403);
  await cast.reviewer.http.head('/v1/live').expect(200);
  // What cannot be opened takes no place from what can.
  await desk.untilIdle();
  await desk.database.query('ALTER TABLE live_event RENAME TO live_event_away');
  for (let i = 0; i < 6; i++) expect((await cast.reviewer.http.get('/v1/live')).status).toBeGreaterThanOrEqual(500);
  await desk.database.query('ALTER TABLE live_event_away RENAME TO live_event');
  const atOnce = await Promise.all(Array.from({ length: 12 }, () => listen(cast.reviewer)));
  expect(atOnce.map(({ answer }) => answer.statusCode).sort()).toEqual([...Array<number>(6).fill(200), ...Array<number>(6).fill(429)]);
  const refused = await cast.reviewer.http.get('/v1/live').expect(429);
  expect(refused.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', rule: 'live.streams' });
  const [left] = atOnce.filter(({ answer }) => answer.statusCode === 200);
  left!.cut();
  await waitFor('its place to be free', async () => (await listen(cast.reviewer)).answer.statusCode === 200);
}); // prettier-ignore

it('keeps what happened for days, and tells whoever was away longer to begin anew', async () => {
  const reader = await listen(cast.supervisor);
  await note(cast.agent);
  await reader.until(noted(1));
  const { id } = reader.told.find(({ data }) => data['type'] === 'note_written') as LiveMessage;
  reader.cut();
  await note(cast.agent);
  await note(cast.agent);
  const resumed = await listen(cast.supervisor, id);
  await resumed.until(noted(2));
  expect(resumed.messages[0]).toMatchObject({ event: 'ready' });
  await desk.database.query(`UPDATE live_event SET at = at - interval '6 days'`);
  await desk.worker.get(LiveFeed, { strict: false }).removeOld(new Date());
  expect(await desk.database.query('SELECT FROM live_event')).toHaveLength(1);
  const away = await listen(cast.supervisor, id);
  expect(away.messages[0]).toMatchObject({ event: 'reset' });
  await note(cast.agent);
  await away.until(noted(1));
}); // prettier-ignore
