import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
let cast: Cast;
let driven: DrivenCase;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  cast = await castOf(desk);
});
beforeEach(async () => {
  driven = await DrivenCase.open(desk, { ...cast, shop: await desk.shop() });
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
});
afterAll(() => desk.stop());

let made = 0;
async function saved(person: Person, steps: object[], over: object = {}): Promise<string> {
  const name = { zh: `宏 ${(made += 1)}` };
  const { body } = await person.http
    .post('/v1/macros')
    .send({ name, steps, ...over })
    .expect(201);
  return (body as { id: string }).id;
}

async function template(text: { zh: string; en: string }): Promise<string> {
  const draft = { name: { zh: `模板 ${(made += 1)}` }, face: 'merchant', body: text };
  const { body } = await cast.agent.http.post('/v1/reply-templates').send(draft).expect(201);
  const { id } = body as { id: string };
  await cast.agent.http.post(`/v1/reply-templates/${id}/publish`).set('if-match', '"1"').expect(200);
  return id;
}

async function play(person: Person, id: string, rest = '', status = 201) {
  const { version } = await driven.seenBy(cast.agent);
  const sent = person.http.post(`/v1/cases/${driven.number}/macros/${id}${rest}`).send({ version });
  return (await sent.expect(status)).body as Record<string, unknown>;
}

/** All that a macro can leave behind. */
const traces = async () => {
  const of = 'case_id = (SELECT id FROM freeze_case WHERE number = $1)';
  const counts = await desk.database.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM case_event WHERE ${of}) AS events, (SELECT count(*)::int FROM case_note WHERE ${of}) AS notes,
       (SELECT count(*)::int FROM case_message WHERE ${of}) AS messages, (SELECT count(*)::int FROM case_follow_up WHERE ${of}) AS follow_ups,
       (SELECT count(*)::int FROM notification WHERE ${of}) AS told, (SELECT version FROM freeze_case WHERE number = $1) AS version`,
    [driven.number],
  );
  return counts[0];
};

it('takes all its actions in one go as the person would, after showing what they would be', async () => {
  const { agent } = cast;
  const templateId = await template({ zh: '请提交{{documents.wanted}}', en: 'Please send {{documents.wanted}}' });
  const id = await saved(agent, [
    { do: 'assign', userId: 'me' },
    { do: 'request_evidence', items: [{ code: 'E02' }], text: '请提供合同。' },
    { do: 'message', templateId, language: 'en' },
    { do: 'note', text: 'asked by the book', mentionIds: [cast.supervisor.id] },
    { do: 'set_follow_up', workingDays: 3 },
  ]);
  const before = await traces();
  const preview = await play(agent, id, '/preview', 200);
  expect(await traces()).toEqual(before);
  // What the earlier steps would have asked for is in what a later one would say.
  const message = { action: 'message', payload: { text: expect.stringMatching(/^Please send .*(contract|invoice)/i), template: { id: templateId, version: 1 } } };
  expect(preview).toMatchObject({ case: { state: 'awaiting_merchant', ownerId: agent.id } });
  expect((preview['steps'] as object[])[2]).toMatchObject({ ...message, result: 'would_be_done' });
  const played = await play(agent, id);
  expect(played['case']).toMatchObject({ state: 'awaiting_merchant', ownerId: agent.id, followUp: { dueAt: expect.any(String) } });
  const steps = played['steps'] as { action: string; result: string }[];
  expect(steps.map(({ action, result }) => [action, result])).toEqual(
    ['take', 'request_evidence', 'message', 'note', 'set_follow_up'].map((action) => [action, 'done']),
  );
  const timeline = (await agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200)).body.items as { type: string; actor: string }[];
  expect(timeline.slice(-5).map(({ type, actor }) => [type, actor])).toEqual(
    ['taken', 'request_evidence', 'message_sent', 'note_written', 'follow_up_set'].map((type) => [type, `user:${agent.id}`]),
  );
}); // prettier-ignore

it('does nothing where one of its actions is refused, and says which', async () => {
  const { agent } = cast;
  const id = await saved(agent, [
    { do: 'note', text: 'first' },
    { do: 'request_evidence', items: [{ code: 'E11' }], text: '请提供。' },
    { do: 'set_follow_up', workingDays: 1 },
  ]);
  const before = await traces();
  for (const rest of ['', '/preview']) {
    const refused = await play(agent, id, rest, 400);
    expect(refused).toMatchObject({
      code: 'INVALID_REQUEST',
      step: 1,
      steps: [
        { action: 'note', result: 'taken_back' },
        { action: 'request_evidence', result: 'refused' },
        { action: 'set_follow_up', result: 'not_tried' },
      ],
    });
  }
  expect(await traces()).toEqual(before);
  // What needs a supervisor needs one in a macro too, and nobody plays on a case that they did not see.
  const assign = await saved(agent, [{ do: 'assign', userId: cast.supervisor.id }]);
  expect(await play(agent, assign, '', 403)).toMatchObject({ code: 'ACTION_NOT_YOURS', step: 0 });
  const { body } = await agent.http
    .post(`/v1/cases/${driven.number}/macros/${id}`)
    .send({ version: 1 })
    .expect(409);
  expect(body).toMatchObject({ code: 'CASE_CHANGED' });
});

it('gives cases to two people in turn while another does in the other order, and neither waits for ever', async () => {
  const { agent, supervisor } = cast;
  const other = await DrivenCase.open(desk, { ...cast, shop: await desk.shop() });
  await other.act(agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  const to = ({ id }: Person) => ({ do: 'assign', userId: id });
  const boss = await desk.person('supervisor');
  const ids = [
    await saved(boss, [to(agent), to(supervisor)]),
    await saved(boss, [to(supervisor), to(agent)]),
  ];
  for (let round = 0; round < 5; round += 1) {
    const both = [driven, other].map(async ({ number }, at) => {
      const { body } = await boss.http.get(`/v1/cases/${number}`).expect(200);
      return boss.http.post(`/v1/cases/${number}/macros/${ids[at]}`).send({ version: body.version });
    });
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([201, 201]);
  }
});

it('is its owner’s, shared by whoever may, and mentions nobody who does not see the case', async () => {
  const { agent, supervisor, merchant } = cast;
  const steps = [{ do: 'note', text: 'seen' }];
  const own = await saved(agent, steps);
  await supervisor.http.get(`/v1/macros/${own}`).expect(404);
  await agent.http.post('/v1/macros').send({ name: { zh: 'x' }, steps, sharedWith: 'everybody' }).expect(403);
  const shared = await saved(supervisor, steps, { sharedWith: 'everybody' });
  await play(agent, shared);
  await agent.http.delete(`/v1/macros/${shared}`).set('if-match', '"1"').expect(403);
  await merchant.http.get('/v1/macros').expect(403);
  const outside = await desk.person('agent');
  await desk.database.query('DELETE FROM queue_member WHERE user_id = $1', [outside.id]);
  const naming = await saved(agent, [{ do: 'note', text: 'look', mentionIds: [outside.id] }]);
  expect(await play(agent, naming, '', 400)).toMatchObject({ field: 'mentionIds[0]', detail: expect.stringContaining('may read it') });
  const told = (await outside.http.get('/v1/notifications').expect(200)).body.items as object[];
  expect(told).toEqual([]);
  await agent.http.put(`/v1/macros/${own}`).set('if-match', '"1"').send({ name: { zh: '改' }, steps }).expect(200);
  await agent.http.delete(`/v1/macros/${own}`).set('if-match', '"1"').expect(412);
  await agent.http.delete(`/v1/macros/${own}`).set('if-match', '"2"').expect(204);
}); // prettier-ignore
