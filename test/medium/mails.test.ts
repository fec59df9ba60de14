import { DispatchRouter, DispatchSender } from '@thaw/notifications';
import { PEOPLE } from '../../apps/worker/src/people';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { databaseTexts } from '../support/stored-texts';
import { MailRoom } from '../support/mail-room';
import type { Received } from '../support/smtp-peer';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

let room: MailRoom;
let logged = '';

beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    logged += String(chunk);
    return true;
  });
  room = await MailRoom.start({ THAW_LOG_LEVEL: 'trace' });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await room.stop();
});

/** To the next time at which the clock on the wall in Shanghai reads this. */
function moveTo(time: string): void {
  const { clock } = room.desk;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const local = (clock.now().getTime() + 8 * HOUR_MS) % (24 * HOUR_MS);
  const wanted = hours * HOUR_MS + minutes * MINUTE_MS;
  clock.advance((wanted - local + 24 * HOUR_MS) % (24 * HOUR_MS));
}

const subjects = (mails: readonly Received[]): string[] => mails.map(({ subject }) => subject ?? '');

it('a merchant hears by mail that there is a letter, and reads it in the inbox; mails of a case are one thread', async () => {
  moveTo('10:00');
  const cast = await castOf(room.desk);
  const mailbox = await room.mailboxOf(cast.merchant);
  const agentBox = await room.mailboxOf(cast.agent);
  const driven = await DrivenCase.open(room.desk, cast);
  const [first] = await room.smtp.until(mailbox, 1);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.act(cast.agent, 'take');
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E02', required: true }] });
  const [, second] = await room.smtp.until(mailbox, 2);
  expect(first).toMatchObject({
    from: { name: 'Thaw 案件台', address: 'desk@bank.example' },
    to: [{ address: mailbox }],
    subject: `${driven.number} 终端交易受限通知`,
  });
  // No more than the inbox shows before the letter is opened: opening it there is its delivery.
  expect(first!.text).toBe(
    [
      `${driven.number} 终端交易受限通知`,
      '全文请登录商户门户，在收件箱中打开查看。',
      '本邮件由系统自动发送，请勿回复。系统不会以邮件索要密码、验证码或卡号。\n',
    ].join('\n\n'),
  );
  const root = `<case.${await caseIdOf(driven.number)}@bank.example>`;
  expect(first).toMatchObject({ inReplyTo: root, references: root });
  expect(second).toMatchObject({
    subject: `${driven.number} 请提供材料`,
    inReplyTo: first!.messageId,
    references: `${root} ${first!.messageId}`,
  });
  expect(first!.headers).toContainEqual(
    expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
  );
  const letters = await cast.merchant.http.get(`/v1/cases/${driven.number}/letters`).expect(200);
  expect(letters.body.items).toMatchObject([{ deliveredAt: null }, { deliveredAt: null }]);
  expect(await room.smtp.at(agentBox)).toEqual([]);
});

async function caseIdOf(number: string): Promise<string> {
  const [row] = await room.desk.database.query<{ id: string }>(
    'SELECT id FROM freeze_case WHERE number = $1',
    [number],
  );
  return row!.id;
}

it('what is told by night waits for the morning, but for what is worked on round the clock', async () => {
  const agent = await room.person('agent');
  moveTo('22:00');
  await room.tell(agent, { dedupeKey: 'by night' });
  await room.tell(agent, {
    dedupeKey: 'urgent',
    roundTheClock: true,
    content: { title: { zh: '紧急', en: 'Urgent' } },
  });
  expect(subjects(await room.smtp.until(agent.mailbox, 1))).toEqual(['紧急']);
  const waiting = await room.until(agent, ({ state }) => state === 'waiting');
  expect(waiting.next_at.getTime() - room.desk.clock.now().getTime()).toBe(10 * HOUR_MS);
  moveTo('08:00');
  expect(subjects(await room.smtp.until(agent.mailbox, 2))).toHaveLength(2);
  // The database keeps a merchant's mail from ever being urgent, which would tell of what class the case is.
  const cast = await castOf(room.desk);
  await expect(
    room.tell(
      { id: cast.shop.merchant.id },
      {
        roundTheClock: true,
        recipient: { kind: 'merchant', id: cast.shop.merchant.id },
      },
    ),
  ).rejects.toThrow('notification_urgent');
});

it('each says for themselves what comes at once, in the summary of a day, or not at all', async () => {
  const agent = await room.person('agent');
  moveTo('10:00');
  const { body } = await agent.http
    .patch('/v1/notifications/preferences')
    .send({
      choices: [
        { kind: 'desk', channel: 'email', mode: 'digest' },
        { kind: 'clock', channel: 'email', mode: 'off' },
      ],
      hours: { quietFrom: '20:00', quietTo: '07:00', digestAt: '17:15' },
    })
    .expect(200);
  expect(body).toEqual({
    addresses: [{ channel: 'email', address: agent.mailbox }],
    choices: [
      { kind: 'task', channel: 'email', mode: 'now' },
      { kind: 'mention', channel: 'email', mode: 'now' },
      { kind: 'clock', channel: 'email', mode: 'off' },
      { kind: 'desk', channel: 'email', mode: 'digest' },
    ],
    hours: { quietFrom: '20:00', quietTo: '07:00', digestAt: '17:15' },
  });
  const titled = (zh: string) => ({ content: { title: { zh, en: zh } } });
  await room.tell(agent, titled('甲'));
  const read = await room.tell(agent, titled('乙'));
  await room.tell(agent, { template: 'task', content: { number: 'FZ-1', task: 'clock_decision_80' } });
  expect(await room.dispatchesOf(agent)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  await room.tell(agent, titled('丙'));
  expect(await room.dispatchesOf(agent)).toHaveLength(1);
  // What was read meanwhile is not told once more.
  await agent.http.post(`/v1/notifications/${read}/open`).expect(200);
  expect(await room.smtp.at(agent.mailbox)).toEqual([]);
  moveTo('17:15');
  const [summary] = await room.smtp.until(agent.mailbox, 1);
  expect(summary).toMatchObject({
    subject: '每日汇总：2 条新通知',
    text: expect.stringContaining('· 甲\n· 丙\n') as string,
  });
  await room.until(agent, ({ state }) => state === 'sent');
  await room.tell(agent, titled('丁'));
  const later = await room.until(agent, ({ state }) => state === 'waiting');
  expect(later.digest_for!.getTime() - room.desk.clock.now().getTime()).toBe(24 * HOUR_MS);
  const opened = await room.desk.database.query<{ notification_id: string }>(
    'SELECT notification_id FROM dispatch_item WHERE dispatch_id = $1',
    [later.id],
  );
  await agent.http.post(`/v1/notifications/${opened[0]!.notification_id}/open`).expect(200);
  moveTo('17:14');
  room.desk.clock.advance(MINUTE_MS);
  expect(await room.until(agent, ({ id, state }) => id === later.id && state !== 'waiting')).toMatchObject({
    state: 'dropped',
    last_error: 'read',
  });
  for (const wrong of [
    { choices: [{ kind: 'letter', channel: 'email', mode: 'off' }] },
    { choices: [{ kind: 'task', channel: 'pigeon', mode: 'off' }] },
    { hours: { quietFrom: '24:00', quietTo: '07:00', digestAt: '17:15' } },
    { hours: { quietFrom: '20:00' } },
  ])
    await agent.http.patch('/v1/notifications/preferences').send(wrong).expect(400);
});

it('is tried again under the same id where the server puts it off, or takes it and dies before it says so', async () => {
  moveTo('10:00');
  const agent = await room.person('agent');
  room.smtp.treat(agent.mailbox, 'put_off');
  await room.tell(agent);
  const off = await room.until(agent, ({ last_error }) => last_error === 'put_off');
  expect(off).toMatchObject({ state: 'waiting', attempts: 1 });
  expect(off.next_at.getTime() - room.desk.clock.now().getTime()).toBe(5_000);
  room.smtp.treat(agent.mailbox, 'cut');
  room.desk.clock.advance(5_000);
  await room.until(agent, ({ last_error, attempts }) => last_error === 'connection' && attempts === 2);
  room.smtp.treat(agent.mailbox, 'take');
  room.desk.clock.advance(5 * MINUTE_MS);
  await room.until(agent, ({ state }) => state === 'sent');
  const mails = await room.smtp.at(agent.mailbox);
  expect(mails.map(({ messageId }) => messageId)).toEqual([
    `<${off.id}@bank.example>`,
    `<${off.id}@bank.example>`,
  ]);
});

it('is a dead letter at once where there is no such mailbox, and after ten tries; an admin sends it again', async () => {
  moveTo('10:00');
  const agent = await room.person('agent');
  room.smtp.treat(agent.mailbox, 'refuse');
  await room.tell(agent);
  const dead = await room.until(agent, ({ state }) => state === 'dead');
  expect(dead).toMatchObject({ attempts: 1, last_error: 'refused' });
  const { body } = await room.admin.http.get('/v1/dispatches?state=dead').expect(200);
  expect(body).toEqual({
    items: [
      {
        id: dead.id,
        channel: 'email',
        userId: agent.id,
        isDigest: false,
        state: 'dead',
        attempts: 1,
        nextAt: null,
        lastError: 'refused',
        createdAt: expect.any(String) as string,
        sentAt: null,
      },
    ],
    next: null,
  });
  room.smtp.treat(agent.mailbox, 'take');
  await room.admin.http.post(`/v1/dispatches/${dead.id}/replay`).expect(202);
  const [mail] = await room.smtp.until(agent.mailbox, 1);
  expect(mail!.messageId).toBe(`<${dead.id}@bank.example>`);
  await room.until(agent, ({ state }) => state === 'sent');
  await room.admin.http.post(`/v1/dispatches/${dead.id}/replay`).expect(409);
  await agent.http.get('/v1/dispatches').expect(403);
  await agent.http.post(`/v1/dispatches/${dead.id}/replay`).expect(403);

  await room.desk.database.query(
    `UPDATE dispatch SET state = 'waiting', attempts = 9, sent_at = NULL, next_at = $2 WHERE id = $1`,
    [dead.id, room.desk.clock.now()],
  );
  room.smtp.treat(agent.mailbox, 'put_off');
  expect(await room.until(agent, ({ state }) => state === 'dead')).toMatchObject({ attempts: 10 });
});

it('goes out once, however often and by however many it is set going', async () => {
  moveTo('10:00');
  const agent = await room.person('agent');
  const router = room.desk.worker.get(DispatchRouter, { strict: false });
  const sender = room.desk.worker.get(DispatchSender, { strict: false });
  const id = await room.tell(agent);
  const now = room.desk.clock.now();
  await Promise.all(Array.from({ length: 4 }, () => router.routeDue(now, PEOPLE)));
  const rows = await room.dispatchesOf(agent);
  expect(rows).toHaveLength(1);
  await Promise.all(Array.from({ length: 6 }, () => sender.send(rows[0]!.id, PEOPLE)));
  await room.until(agent, ({ state }) => state === 'sent');
  await sender.send(rows[0]!.id, PEOPLE);
  expect(await room.smtp.at(agent.mailbox)).toHaveLength(1);
  // Settled once more, as if that had been forgotten, the database refuses a second dispatch.
  const insert = (dispatchId: string): Promise<unknown> =>
    room.desk.database.query(
      `INSERT INTO dispatch_item (notification_id, channel, user_id, dispatch_id) VALUES ($1, 'email', $2, $3)`,
      [id, agent.id, dispatchId],
    );
  await expect(insert(rows[0]!.id)).rejects.toThrow('dispatch_item_pkey');
});

it('goes to nobody whose address or account is gone; an address is one mailbox, set by admins, in no log', async () => {
  moveTo('10:00');
  const agent = await room.person('agent');
  const gone = await room.person('agent');
  moveTo('23:00');
  await room.tell(agent);
  await room.tell(gone);
  expect(await room.dispatchesOf(gone)).toHaveLength(1);
  await room.admin.http.delete(`/v1/users/${agent.id}/contacts/email`).expect(204);
  await room.until(agent, ({ state }) => state === 'sent');
  await room.admin.http.post(`/v1/users/${gone.id}/disable`).expect(200);
  moveTo('08:00');
  expect(await room.until(agent, ({ state }) => state === 'dropped')).toMatchObject({
    last_error: 'no_address',
  });
  expect(await room.until(gone, ({ state }) => state === 'dropped')).toMatchObject({
    last_error: 'no_person',
  });
  await room.tell(agent);
  // What waited, and that the mailbox is told no more.
  expect(await room.dispatchesOf(agent)).toHaveLength(2);
  expect(subjects(await room.smtp.until(agent.mailbox, 1))).toEqual(['您的通知邮箱已变更']);

  const address = 'a@b.example\r\nBcc: c@d.example';
  const path = `/v1/users/${agent.id}/contacts`;
  await room.admin.http.put(`${path}/email`).send({ address }).expect(400);
  await room.admin.http.put(`${path}/pigeon`).send({ address: 'a@b.example' }).expect(400);
  await room.admin.http
    .put('/v1/users/00000000-0000-4000-8000-00000000abcd/contacts/email')
    .send({ address: 'a@b.example' })
    .expect(404);
  await agent.http.put(`${path}/email`).send({ address: 'a@b.example' }).expect(403);
  await agent.http.get(path).expect(403);
  expect((await room.admin.http.get(path).expect(200)).body).toEqual({ items: [] });
  // Who changed where they are told, masked; the mailbox before hears of it, and does not hear of the new one.
  const moved = await room.person('agent');
  const next = await room.mailboxOf(moved);
  await room.admin.http.put(`/v1/users/${moved.id}/contacts/email`).send({ address: next }).expect(200);
  const [told] = await room.smtp.until(moved.mailbox, 1);
  expect([told!.subject, told!.text!.includes(next)]).toEqual(['您的通知邮箱已变更', false]);
  const changes = await room.admin.http.get(`/v1/users/${moved.id}/contacts/changes`).expect(200);
  const [masked, by] = ['b***@m***.example', `user:${room.admin.id}`];
  expect(changes.body.items).toMatchObject([
    { changedBy: by, before: masked, after: masked },
    { before: null },
  ]);
  await agent.http.get(`${path}/changes`).expect(403);
  await room.until(moved, ({ state }) => state === 'sent');
  expect(logged).toContain('"');
  expect(logged).not.toMatch(/box-\d+@mail\.example/);
  const places = (await databaseTexts(room.desk.database)).filter(({ text }) =>
    text.includes('@mail.example'),
  );
  // The audit says that it changed, and not to what.
  expect(places.map(({ place }) => place)).toEqual(['table public.contact']);
});
