import { Script } from 'node:vm';
import { newKey } from '@thaw/platform';
import { generateSync } from 'otplib';
import { MailRoom } from '../support/mail-room';
import { TEST_PASSWORD } from '../support/test-password';
import type { Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const PUBLIC_URL = 'https://thaw.bank.example';
const NEW_PASSWORD = 'another horse battery';

let room: MailRoom;
beforeAll(async () => {
  room = await MailRoom.start({
    THAW_PUBLIC_URL: PUBLIC_URL,
    THAW_SIGN_IN_KEY: newKey(),
    THAW_SECOND_FACTOR: 'optional',
  });
});
afterAll(() => room.stop());

const http = () => room.admin.http;
const signIn = (login: string, password: string, status = 201) =>
  http().post('/v1/sessions').send({ login, password }).expect(status);
const askReset = (login: string) => http().post('/v1/passwords/resets').send({ login });
const setPassword = (token: string, password: string) =>
  http().post('/v1/passwords').send({ token, password });

async function loginOf({ id }: Pick<Person, 'id'>): Promise<string> {
  const { body } = await http().get(`/v1/users/${id}`).expect(200);
  return (body as { login: string }).login;
}

/** The token of the link in the latest of so many mails, once the desk knows it as sent. */
async function tokenIn(mailbox: string, count: number): Promise<string> {
  const mails = await room.smtp.until(mailbox, count);
  const token = /^https:\/\/thaw\.bank\.example\/password#(\S+)$/m.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
  await waitFor('it to be known as sent', async () => {
    const [row] = await room.desk.database.query('SELECT sent_at FROM account_mail WHERE id = $1', [
      token.slice(0, 36),
    ]);
    return row?.['sent_at'];
  });
  return token;
}

it('invites somebody by mail, who sets their password by a link that is good once', async () => {
  const created = await http()
    .post('/v1/users')
    .send({ login: 'wang.fang', displayName: '王芳', roles: ['agent'] })
    .expect(201);
  const { id } = created.body as { id: string };
  const without = await http().post(`/v1/users/${id}/invitation`);
  expect([without.status, without.body]).toMatchObject([409, { rule: 'identity.mailbox' }]);
  const mailbox = await room.mailboxOf({ id });
  await http().post(`/v1/users/${id}/invitation`).expect(204);
  const first = await tokenIn(mailbox, 1);
  const [mail] = await room.smtp.at(mailbox);
  expect([mail?.subject, mail?.text]).toEqual([
    '邀请您使用 Thaw',
    expect.stringContaining('链接只能使用一次，72 小时内有效。'),
  ]);
  await http().post(`/v1/users/${id}/invitation`).expect(204);
  const token = await tokenIn(mailbox, 2);
  const replaced = await setPassword(first, NEW_PASSWORD);
  expect([replaced.status, replaced.body]).toMatchObject([400, { field: 'token' }]);
  const weak = await setPassword(token, 'short');
  expect([weak.status, weak.body]).toMatchObject([400, { field: 'password' }]);
  const both = await Promise.all([setPassword(token, NEW_PASSWORD), setPassword(token, NEW_PASSWORD)]);
  expect(both.map(({ status }) => status).sort()).toEqual([204, 400]);
  await signIn('wang.fang', NEW_PASSWORD);
  const { body } = await http().get(`/v1/users/${id}/account-events`).expect(200);
  expect((body as { items: { kind: string }[] }).items.map(({ kind }) => kind).sort()).toEqual([
    'invited',
    'invited',
    'password_set',
  ]);
});

it('leaves an invitation good when a stranger asks for a reset, and takes one link of several', async () => {
  const created = await http()
    .post('/v1/users')
    .send({ login: 'sun.li', displayName: '孙丽', roles: ['agent'] })
    .expect(201);
  const { id } = created.body as { id: string };
  const mailbox = await room.mailboxOf({ id });
  await http().post(`/v1/users/${id}/invitation`).expect(204);
  const invitation = await tokenIn(mailbox, 1);
  await askReset('sun.li').expect(202);
  const reset = await tokenIn(mailbox, 2);
  expect((await setPassword(invitation, 'short')).body).toMatchObject({ field: 'password' });
  const both = await Promise.all([
    setPassword(invitation, NEW_PASSWORD),
    setPassword(reset, 'yet another horse'),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([204, 400]);
  for (const token of [invitation, reset]) await setPassword(token, NEW_PASSWORD).expect(400);
});

it('resets a password for who has the mailbox, ends their sessions and tells them', async () => {
  const person = await room.person('agent');
  const login = await loginOf(person);
  await askReset(` ${login.toUpperCase()} `).expect(202);
  const token = await tokenIn(person.mailbox, 1);
  await setPassword(token, NEW_PASSWORD).expect(204);
  await person.http.get('/v1/me').expect(401);
  await signIn(login, TEST_PASSWORD, 401);
  await signIn(login, NEW_PASSWORD);
  const mails = await room.smtp.until(person.mailbox, 2);
  expect(mails[1]?.subject).toBe('您的 Thaw 登录密码已更改');
});

it('writes and answers the same for a name that nobody has, and sends nothing', async () => {
  const person = await room.person('agent');
  const gone = await room.person('agent');
  await http().post(`/v1/users/${gone.id}/disable`).expect(200);
  const names = [await loginOf(person), await loginOf(gone), 'nobody.at.all'];
  const answers = [];
  for (const name of names) answers.push(await askReset(name));
  expect(answers.map(({ status, text }) => [status, text])).toEqual(names.map(() => [202, '']));
  await tokenIn(person.mailbox, 1);
  await room.desk.untilIdle();
  const rows = await room.desk.database.query<{ login: string; sent: boolean }>(
    `SELECT login, sent_at IS NOT NULL AS sent FROM account_mail WHERE login = ANY($1) ORDER BY sent DESC, login`,
    [names],
  );
  expect(rows.map(({ sent }) => sent)).toEqual([true, false, false]);
  expect(await room.smtp.at(gone.mailbox)).toEqual([]);
  // Asked for again too soon: answered alike, and not sent.
  await askReset(names[0]!).expect(202);
  await room.desk.untilIdle();
  expect(await room.smtp.at(person.mailbox)).toHaveLength(1);
});

it('opens nothing by a link that is old or made up', async () => {
  const person = await room.person('agent');
  await askReset(await loginOf(person)).expect(202);
  const token = await tokenIn(person.mailbox, 1);
  await room.desk.database.query('UPDATE account_mail SET expires_at = now() WHERE id = $1', [
    token.slice(0, 36),
  ]);
  for (const other of [token, `${token.slice(0, 36)}.${'A'.repeat(43)}`, 'nothing']) {
    const { status, body } = await setPassword(other, NEW_PASSWORD);
    expect([status, body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'token' }]);
  }
  await person.http.get('/v1/me').expect(200);
});

it('changes one’s own password for who knows it, in a new session that is the only one', async () => {
  const person = await room.person('agent');
  const login = await loginOf(person);
  const { body: other } = await signIn(login, TEST_PASSWORD);
  const change = (password: string, newPassword: string) =>
    person.http.put('/v1/me/password').send({ password, newPassword });
  expect((await change('not my password', NEW_PASSWORD).expect(400)).body).toMatchObject({
    field: 'password',
  });
  expect((await change(TEST_PASSWORD, 'short').expect(400)).body).toMatchObject({ field: 'newPassword' });
  const { body } = await change(TEST_PASSWORD, NEW_PASSWORD).expect(200);
  const as = ({ token }: { token?: string }) =>
    http()
      .get('/v1/me')
      .set('authorization', `Bearer ${token ?? ''}`);
  await as(body as object).expect(200);
  await as(other as object).expect(401);
  await person.http.get('/v1/me').expect(401);
  await room.smtp.until(person.mailbox, 1);
});

it('tells by mail that a second factor was enrolled and taken away, in the inbox where there is no mailbox', async () => {
  const enrol = async (person: Person): Promise<void> => {
    const { body } = await person.http
      .post('/v1/me/second-factor')
      .send({ password: TEST_PASSWORD })
      .expect(201);
    const code = generateSync({ secret: (body as { secret: string }).secret });
    await person.http.post('/v1/me/second-factor/confirm').send({ code }).expect(200);
  };
  const person = await room.person('agent');
  await enrol(person);
  await http().delete(`/v1/users/${person.id}/second-factor`).expect(204);
  const mails = await room.smtp.until(person.mailbox, 2);
  expect(mails.map(({ subject }) => subject).sort()).toEqual([
    '您的 Thaw 账号已启用动态验证码',
    '管理员重置了您的 Thaw 动态验证码',
  ]);
  const silent = await room.desk.person('agent');
  await enrol(silent);
  await waitFor('it to stand in the inbox', async () => {
    const rows = await room.desk.database.query(
      `SELECT 1 FROM notification WHERE recipient_id = $1 AND template = 'account'`,
      [silent.id],
    );
    return rows.length === 1;
  });
});

it('leads to a page that runs its own script alone, and keeps the token to itself', async () => {
  const page = await http().get('/password').expect(200);
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; connect-src/,
  );
  expect(page.text).not.toMatch(/<script>|style=|onsubmit/);
  const script = await http().get('/password.js').expect(200);
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(() => new Script(script.text)).not.toThrow();
});
