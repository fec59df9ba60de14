import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
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

type Wall = 'messages' | 'notes';
interface Sent {
  id: string;
  body: string;
  author?: string;
  files: { id: string; fileName: string; mediaType: string; sha256: string }[];
  readAt: string | null;
  readByMerchantAt: string | null;
  readBy?: { userId: string; at: string }[];
  mentions?: string[];
}

const door = (wall: Wall, rest = ''): string => `/v1/cases/${driven.number}/${wall}${rest}`;
const listed = async (person: Person, wall: Wall): Promise<Sent[]> =>
  (await person.http.get(door(wall)).expect(200)).body.items as Sent[];
const last = async (person: Person, wall: Wall): Promise<Sent> => (await listed(person, wall)).at(-1)!;

async function uploaded(person: Person, wall: Wall, bytes = png(), name = 'photo.png', status = 201) {
  const { body } = await person.http.post(door(wall, '/files')).attach('file', bytes, name).expect(status);
  return body as { id: string; sha256: string; mediaType: string };
}

/** Messages sort by time: those of a test follow each other. */
const send = async (person: Person, action: 'message' | 'note', payload: object, status = 201) => {
  desk.clock.advance(1_000);
  return driven.act(person, action, payload, status);
};

it('sends files with a message, of types that evidence takes, which both sides then read as they were sent', async () => {
  const { merchant, agent } = cast;
  const file = await uploaded(merchant, 'messages');
  expect(file).toMatchObject({ mediaType: 'image/png', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await uploaded(merchant, 'messages', Buffer.from('MZ nothing'), 'photo.png', 415)).toMatchObject({ code: 'FILE_TYPE_REFUSED' });
  await agent.http.get(door('messages', `/files/${file.id}`)).expect(404);
  await send(merchant, 'message', { text: 'this is the shop', fileIds: [file.id] });
  for (const person of [merchant, agent]) {
    expect(await last(person, 'messages')).toMatchObject({ body: 'this is the shop', files: [{ ...file, fileName: 'photo.png' }] });
    const { body, headers } = await person.http.get(door('messages', `/files/${file.id}`)).expect(200);
    expect((body as Buffer).equals(png())).toBe(true);
    expect(headers['content-disposition']).toMatch(/^attachment;/);
  }
  expect(await last(merchant, 'messages')).not.toHaveProperty('author');
}); // prettier-ignore

it('lets nobody send what another uploaded, what was sent, what is of notes, or what is of another case', async () => {
  const { merchant, agent, supervisor } = cast;
  const sent = (await last(merchant, 'messages')).files[0]!.id;
  const theirs = (await uploaded(supervisor, 'messages')).id;
  const ofNotes = (await uploaded(agent, 'notes')).id;
  for (const fileId of [sent, theirs, ofNotes, '00000000-0000-4000-8000-000000000009']) {
    expect(await send(agent, 'message', { text: 'x', fileIds: [fileId] }, 400)).toMatchObject({ field: 'fileIds[0]' });
  }
  const own = (await uploaded(agent, 'messages')).id;
  expect(await send(agent, 'note', { text: 'x', fileIds: [own] }, 400)).toMatchObject({ field: 'fileIds[0]' });
  expect(await send(agent, 'message', { text: 'x', fileIds: [own, own] }, 400)).toMatchObject({ field: 'fileIds[1]' });
  await expect(desk.database.query('UPDATE message_file SET message_id = NULL WHERE id = $1', [sent])).rejects.toThrow('stays with what it was sent with');
  const stranger = await castOf(desk);
  for (const person of [stranger.merchant]) {
    for (const rest of ['', `/files/${sent}`]) await person.http.get(door('messages', rest)).expect(404);
    await uploaded(person, 'messages', png(), 'x.png', 404);
    await person.http.post(door('messages', '/read')).send({ upTo: sent }).expect(404);
  }
}); // prettier-ignore

it('marks what was read, once, by each person and for the merchant as such', async () => {
  const { merchant, agent, supervisor } = cast;
  await send(agent, 'message', { text: 'please call us' });
  const { id, readByMerchantAt } = await last(agent, 'messages');
  expect(readByMerchantAt).toBeNull();
  desk.clock.advance(60_000);
  const at = desk.clock.now().toISOString();
  await merchant.http.post(door('messages', '/read')).send({ upTo: id }).expect(204);
  desk.clock.advance(60_000);
  await merchant.http.post(door('messages', '/read')).send({ upTo: id }).expect(204);
  expect(await last(agent, 'messages')).toMatchObject({ readByMerchantAt: at, readBy: [], readAt: null });
  expect(await last(merchant, 'messages')).toMatchObject({ readByMerchantAt: at, readAt: at });
  const first = (await listed(agent, 'messages'))[0]!;
  expect(first).toMatchObject({ body: 'this is the shop', readByMerchantAt: null });
  await supervisor.http.post(door('messages', '/read')).send({ upTo: first.id }).expect(204);
  expect((await listed(agent, 'messages'))[0]).toMatchObject({ readBy: [{ userId: supervisor.id }] });
  expect((await listed(merchant, 'messages'))[0]).not.toHaveProperty('readBy');
  await agent.http.post(door('messages', '/read')).send({ upTo: merchant.id }).expect(404);
  await agent.http.post(door('notes', '/read')).send({ upTo: id }).expect(404);
}); // prettier-ignore

it('tells colleagues whom a note names, and names nobody else', async () => {
  const { merchant, agent, supervisor, reviewer } = cast;
  const told = async (person: Person): Promise<{ id: string }[]> => {
    const { body } = await person.http.get('/v1/notifications').expect(200);
    return (body.items as { id: string; template: string }[]).filter(({ template }) => template === 'task');
  };
  // Of a case that nobody owns every supervisor is told what the merchant writes.
  const before = new Map([
    [supervisor, (await told(supervisor)).length],
    [reviewer, (await told(reviewer)).length],
  ]);
  const admin = await desk.person('admin');
  for (const id of [merchant.id, admin.id, '00000000-0000-4000-8000-000000000009']) {
    expect(await send(agent, 'note', { text: 'look', mentionIds: [supervisor.id, id] }, 400)).toMatchObject({ field: 'mentionIds[1]' });
  }
  // Nor does a refusal tell a merchant who works at the desk.
  for (const id of [supervisor.id, admin.id]) {
    expect(await send(merchant, 'note', { text: 'who?', mentionIds: [id] }, 403)).toMatchObject({ code: 'ACTION_NOT_YOURS' });
    expect(await driven.act(merchant, 'assign', { userId: id }, 403)).toMatchObject({ code: 'ACTION_NOT_YOURS' });
  }
  const file = await uploaded(agent, 'notes', png(), 'internal.png');
  await send(agent, 'note', { text: 'is this his shop?', fileIds: [file.id], mentionIds: [supervisor.id, reviewer.id, reviewer.id] });
  for (const person of [supervisor, reviewer]) {
    const tasks = await told(person);
    expect(tasks).toHaveLength((before.get(person) ?? 0) + 1);
    const opened = await person.http.post(`/v1/notifications/${tasks[0]!.id}/open`).expect(200);
    expect(opened.body.content).toEqual({
      number: driven.number,
      task: 'mentioned',
      title: { zh: expect.stringContaining('备注'), en: `Case ${driven.number}: A colleague named you in a note: read it.` },
    });
    await person.http.get(door('notes', `/files/${file.id}`)).expect(200);
  }
  const note = await last(reviewer, 'notes');
  expect(note).toMatchObject({ body: 'is this his shop?', mentions: [supervisor.id, reviewer.id].sort(), files: [{ id: file.id }], readBy: [] });
  await reviewer.http.post(door('notes', '/read')).send({ upTo: note.id }).expect(204);
  expect(await last(agent, 'notes')).toMatchObject({ readBy: [{ userId: reviewer.id }] });
  for (const rest of ['', `/files/${file.id}`]) await merchant.http.get(door('notes', rest)).expect(403);
  await merchant.http.get(door('messages', `/files/${file.id}`)).expect(404);
  await merchant.http.post(door('notes', '/read')).send({ upTo: note.id }).expect(403);
  await uploaded(merchant, 'notes', png(), 'x.png', 403);
}); // prettier-ignore

it('lets a reviewer read messages and their files, and neither write, upload nor mark them as read', async () => {
  const { merchant, agent, reviewer } = cast;
  const file = await uploaded(merchant, 'messages');
  await send(merchant, 'message', { text: 'nobody has answered me', fileIds: [file.id] });
  const read = await last(reviewer, 'messages');
  expect(read).toMatchObject({ body: 'nobody has answered me', author: `user:${merchant.id}`, files: [{ id: file.id }] });
  expect((await listed(reviewer, 'messages')).map(({ id }) => id)).toEqual((await listed(agent, 'messages')).map(({ id }) => id));
  await reviewer.http.get(door('messages', `/files/${file.id}`)).expect(200);
  expect(await send(reviewer, 'message', { text: 'we look into it' }, 403)).toMatchObject({ code: 'ACTION_NOT_YOURS' });
  await uploaded(reviewer, 'messages', png(), 'photo.png', 403);
  await reviewer.http.post(door('messages', '/read')).send({ upTo: read.id }).expect(403);
  expect(await last(merchant, 'messages')).toMatchObject({ id: read.id, readAt: null });
  for (const role of ['admin', 'risk_officer'] as const)
    await (await desk.person(role)).http.get(door('messages')).expect(403);
}); // prettier-ignore
