import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { hearQueries } from '../support/query-ear';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
let cast: Cast;
let driven: DrivenCase;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  cast = await castOf(desk);
  driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
});
afterAll(() => desk.stop());

const DOOR = '/v1/reply-templates';
const ASKING = {
  name: { zh: '催交材料', en: 'Documents' },
  face: 'merchant',
  body: {
    zh: '您好，{{merchant.name}}（{{case.subject}}）。',
    en: 'Dear {{merchant.name}}: {{case.subject}}.',
  },
};
interface Template {
  id: string;
  version: number;
  kind: string;
  published: { version: number; body: { zh: string } } | null;
}

const write = async (person: Person, draft: object, status = 201) =>
  (await person.http.post(DOOR).send(draft).expect(status)).body as Template & { code?: string };
const publish = async (person: Person, { id, version }: Template): Promise<Template> => {
  const sent = person.http.post(`${DOOR}/${id}/publish`).set('if-match', `"${version}"`);
  return (await sent.expect(200)).body as Template;
};
const listed = async (person: Person): Promise<string[]> =>
  ((await person.http.get(DOOR).expect(200)).body.items as Template[]).map(({ id }) => id);
/** Messages sort by time: those of a test follow each other. */
const act = (person: Person, action: 'message' | 'note', payload: object, status = 201) => {
  desk.clock.advance(1_000);
  return driven.act(person, action, payload, status);
};
const messages = async (person: Person, of = driven) =>
  (await person.http.get(`/v1/cases/${of.number}/messages`).expect(200)).body.items as Record<
    string,
    unknown
  >[];

it('keeps a text in both languages, refuses what it may not say, and pins the version that a message came of', async () => {
  const { agent, merchant } = cast;
  const unknown = { ...ASKING, body: { ...ASKING.body, en: '{{case.reason}}' } };
  expect(await write(agent, unknown, 400)).toMatchObject({ field: 'body.en', rule: 'template.variable', detail: expect.stringContaining('case.subject') });
  expect(await write(agent, { ...ASKING, body: { ...ASKING.body, zh: '因涉嫌洗钱' } }, 400)).toMatchObject({ code: 'TELLS_TOO_MUCH', field: 'body.zh' });
  const first = await write(agent, ASKING);
  expect(await write(agent, ASKING, 409)).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await act(agent, 'message', { templateId: first.id }, 400)).toMatchObject({ rule: 'template.published' });
  const preview = await agent.http.post(`${DOOR}/${first.id}/preview`).send({ number: driven.number, draft: true }).expect(200);
  expect(preview.body).toMatchObject({ version: null, missing: [], en: expect.stringMatching(/^Dear .+: Review of trading\.$/) });
  const used = await publish(agent, first);
  expect(used.published).toMatchObject({ version: 1 });
  await act(agent, 'message', { templateId: first.id });
  const { body } = (await messages(agent)).at(-1) as { body: string };
  expect(body).toBe(`${preview.body.zh as string}\n\n${preview.body.en as string}`);

  const changed = await agent.http.put(`${DOOR}/${first.id}`).set('if-match', `"${used.version}"`)
    .send({ name: ASKING.name, body: { zh: '请来电。', en: 'Please call.' } }).expect(200);
  await agent.http.put(`${DOOR}/${first.id}`).set('if-match', `"${used.version}"`).send({ name: ASKING.name, body: ASKING.body }).expect(412);
  await act(agent, 'message', { templateId: first.id, language: 'en' });
  expect((await messages(agent)).at(-1)).toMatchObject({ body: preview.body.en, template: { id: first.id, version: 1 } });
  const second = await publish(agent, changed.body as Template);
  await act(agent, 'message', { templateId: first.id, text: 'Please call us today.' });
  const sent = await messages(agent);
  expect(sent.map(({ template }) => (template as { version: number }).version)).toEqual([1, 1, 2]);
  const timeline = await agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
  expect((timeline.body.items as object[]).at(-1)).toMatchObject({ data: { template: { version: 2, edited: true } } });
  // To the merchant it is a message as any.
  for (const message of await messages(merchant)) expect(message).not.toHaveProperty('template');
  expect((await agent.http.get(`${DOOR}/${first.id}/versions`).expect(200)).body.items).toMatchObject([
    { version: 2, body: { en: 'Please call.' } }, { version: 1, body: ASKING.body },
  ]);
  await expect(desk.database.query('UPDATE reply_template_version SET body_en = $1', ['x'])).rejects.toThrow();
  await agent.http.delete(`${DOOR}/${first.id}`).set('if-match', `"${second.version}"`).expect(204);
  expect(await act(agent, 'message', { templateId: first.id }, 400)).toMatchObject({ rule: 'template.known' });
}); // prettier-ignore

it('lets no text to a merchant tell what must not be told, whatever door it goes by', async () => {
  const { agent, merchant } = cast;
  const used = await publish(agent, await write(agent, { ...ASKING, name: { zh: '称呼' } }));
  const { id, name } = cast.shop.merchant;
  const call = (as: string) => desk.database.query('UPDATE merchant SET name = $1 WHERE id = $2', [as, id]);
  await call('公安小区便利店');
  // Their own name is no news to them.
  await act(agent, 'message', { templateId: used.id });
  await act(agent, 'message', { text: '公安小区便利店，您好。' });
  for (const payload of [{ text: '因涉嫌 洗·钱' }, { text: '公安小区便利店：公安来函' }, { templateId: used.id, text: '{{merchant.name}}：法\u200b院来函' }])
    expect(await act(agent, 'message', payload, 400)).toMatchObject({ code: 'TELLS_TOO_MUCH', field: 'text', words: [expect.any(String)], detail: expect.stringContaining('note') });
  await call(name);
  await act(merchant, 'message', { text: '派出所来过，说是反洗钱？' });
  await act(agent, 'note', { text: '涉嫌洗钱' });
  expect(await driven.act(agent, 'request_evidence', { items: [{ code: 'E02', required: true }], text: 'for the police' }, 400)).toMatchObject({ code: 'TELLS_TOO_MUCH', words: ['police'] });
  const send = (fileName: string) => agent.http.post(`/v1/cases/${driven.number}/messages/files`).attach('file', Buffer.from('%PDF-1.4'), fileName);
  expect((await send('AML_check.pdf').expect(400)).body).toMatchObject({ code: 'TELLS_TOO_MUCH', field: 'file' });
  expect((await desk.database.query<{ files: number }>('SELECT count(*)::int AS files FROM message_file'))[0]).toEqual({ files: 0 });
}); // prettier-ignore

it('sends nothing that stands for nothing, and no staff text to a merchant', async () => {
  const { agent, merchant } = cast;
  const due = await publish(agent, await write(agent, { ...ASKING, name: { zh: '截止' }, body: { zh: '{{documents.due}}', en: '{{appeal.until}}' } }));
  expect(await act(agent, 'message', { templateId: due.id }, 400)).toMatchObject({ rule: 'template.values', detail: expect.stringContaining('documents.due, appeal.until') });
  const inner = await publish(agent, await write(agent, { ...ASKING, face: 'staff', name: { zh: '内部' }, body: { zh: '{{case.reason}}', en: '{{case.reason}}' } }));
  expect(await act(agent, 'message', { templateId: inner.id }, 400)).toMatchObject({ rule: 'template.for_merchants' });
  await act(agent, 'note', { templateId: inner.id });
  const notes = await agent.http.get(`/v1/cases/${driven.number}/notes`).expect(200);
  expect((notes.body.items as object[]).at(-1)).toMatchObject({ body: '套现\n\nCash-out', template: { id: inner.id, version: 1 } });
  expect(await act(merchant, 'message', { templateId: due.id, text: 'x' }, 400)).toMatchObject({ rule: 'template.known' });
  await merchant.http.get(DOOR).expect(403);
  // However many there are, what they say is read at once.
  const heard = await hearQueries(() => listed(agent));
  expect(heard.filter(({ sql }) => sql.includes('reply_template_version'))).toHaveLength(1);
}); // prettier-ignore

it('is one’s own until somebody who may shares it, with a queue or everybody', async () => {
  const { agent, supervisor } = cast;
  const stranger = await desk.person('agent');
  const draft = { ...ASKING, name: { zh: '共享' } };
  expect(await write(agent, { ...draft, sharedWith: 'everybody' }, 403)).toMatchObject({ field: 'sharedWith' });
  expect(await write(supervisor, { ...draft, sharedWith: 'queue', queue: 'none_such' }, 400)).toMatchObject({ field: 'queue' });
  const own = await write(supervisor, { ...draft, name: { zh: '自用' } });
  const all = await write(supervisor, { ...draft, sharedWith: 'everybody' });
  const ofQueue = await write(supervisor, { ...draft, name: { zh: '队列' }, sharedWith: 'queue', queue: 'trading_review' });
  await desk.database.query(`DELETE FROM queue_member WHERE user_id = $1 AND queue = 'trading_review'`, [stranger.id]);
  expect(await listed(agent)).toEqual(expect.arrayContaining([all.id, ofQueue.id]));
  expect(await listed(agent)).not.toContain(own.id);
  expect(await listed(stranger)).toEqual([all.id]);
  await stranger.http.get(`${DOOR}/${ofQueue.id}`).expect(404);
  expect((await stranger.http.put(`${DOOR}/${all.id}`).set('if-match', '"1"').send({ name: draft.name, body: draft.body }).expect(403)).body).toMatchObject({ code: 'FORBIDDEN' });
}); // prettier-ignore

it('writes the same to merchants of cases alike but for a reason that must not be told', async () => {
  const every = ['case.number', 'case.subject', 'case.opened_on', 'documents.wanted', 'documents.due', 'today'];
  const text = every.map((name) => `{{${name}}}`).join('|');
  const template = await publish(cast.agent, await write(cast.agent, { ...ASKING, name: { zh: '全部' }, body: { zh: text, en: text } }));
  const written: string[] = [];
  for (const reasonCode of ['AML', 'CASHOUT']) {
    const twin = await DrivenCase.open(desk, await castOf(desk));
    await twin.act(cast.agent, 'triage', { reasonCode });
    await twin.act(cast.agent, 'request_evidence', { items: [{ code: 'E02', required: true }], text: '请提供' });
    const { body } = await cast.agent.http.post(`${DOOR}/${template.id}/preview`).send({ number: twin.number }).expect(200);
    expect(body.missing).toEqual([]);
    written.push(`${body.zh as string}\n${body.en as string}`.replaceAll(twin.number, '#'));
  }
  expect(written[0]).toBe(written[1]);
}); // prettier-ignore
