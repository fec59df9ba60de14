import { newKey } from '@thaw/platform';
import supertest from 'supertest';
import { codeOf } from '../../libs/identity/src/code-of';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { databaseTexts } from '../support/stored-texts';
import { TEST_PASSWORD } from '../support/test-password';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { WebhookReceiver, type Heard } from '../support/webhook-receiver';
import { verified } from '../support/webhook-room';

const SECRET = newKey();
const NUMBER = '+8613800138000';

let desk: TestDesk;
let admin: Person;
const gateway = new WebhookReceiver();
let logged = '';

beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    logged += String(chunk);
    return true;
  });
  await gateway.start();
  desk = await TestDesk.start({
    THAW_SMS_URL: gateway.url('/send'),
    THAW_SMS_SECRET: SECRET,
    THAW_WEBHOOK_ALLOW: `127.0.0.1:${gateway.port}`,
    THAW_LOG_LEVEL: 'trace',
  });
  admin = await desk.person('admin');
});
afterAll(async () => {
  jest.restoreAllMocks();
  await desk.stop();
  await gateway.stop();
});

interface Sms {
  readonly id: string;
  readonly to: string;
  readonly text: string;
}

const read = (heard: Heard): Sms => verified(heard, `whsec_${SECRET}`) as Sms;
const sentTo = (number: string): Sms[] =>
  gateway
    .at('/send')
    .map(read)
    .filter(({ to }) => to === number);
const setNumber = (person: Person, address: string, status = 200) =>
  admin.http.put(`/v1/users/${person.id}/contacts/sms`).send({ address }).expect(status);

async function loginOf({ id }: Person): Promise<string> {
  const [row] = await desk.database.query<{ login: string }>('SELECT login FROM app_user WHERE id = $1', [
    id,
  ]);
  return row!.login;
}

/** Of this name, so long ago that another may be asked for. */
const passTime = (login: string): Promise<unknown> =>
  desk.database.query(`UPDATE sign_in_code SET created_at = created_at - interval '61 s' WHERE login = $1`, [
    login,
  ]);

const ask = (login: string, status = 202) =>
  admin.http.post('/v1/sessions/codes').send({ login }).expect(status);
const signIn = (login: string, code: string, status = 401) =>
  admin.http.post('/v1/sessions/by-code').send({ login, code }).expect(status);

let numbers = 0;
async function merchantWithNumber() {
  const cast = await castOf(desk);
  const number = `+86139${String(++numbers).padStart(8, '0')}`;
  await setNumber(cast.merchant, number);
  return { cast, number, login: await loginOf(cast.merchant) };
}

interface CodeRow {
  readonly id: string;
  readonly sent_at: Date | null;
}

/** The latest of this name, if it is live. */
async function liveCode(login: string): Promise<CodeRow | undefined> {
  const sql = 'SELECT id, sent_at FROM sign_in_code WHERE login = $1 AND ended_at IS NULL';
  const [row] = await desk.database.query<CodeRow>(sql, [login]);
  return row;
}

/** Asks for a code, and reads it off the telephone. */
async function codeFor(login: string, number: string): Promise<string> {
  const before = sentTo(number).length;
  await ask(login);
  const sms = await waitFor('the code', () => sentTo(number)[before]);
  await waitFor('it to be known as sent', async () => (await liveCode(login))?.sent_at);
  return /\d{6}/.exec(sms.text)![0];
}

/** What the code would read that goes with the live row, whether it was sent or not. */
const unsentCode = async (login: string): Promise<string> =>
  codeOf(desk.config.cardKey.key, (await liveCode(login))!.id);

const wrongTo = (code: string): string => (code === '000000' ? '000001' : '000000');

const setFailed = (login: string, set: string): Promise<unknown> =>
  desk.database.query(`UPDATE code_failure SET ${set} WHERE login = $1`, [login]);

it('a merchant hears of letters by text message: the case and the title, signed, once', async () => {
  const cast = await castOf(desk);
  await setNumber(cast.merchant, ' +86 138-0013 8000 ');
  await setNumber(cast.agent, NUMBER, 400);
  const driven = await DrivenCase.open(desk, cast);
  gateway.answer('/send', 503);
  await driven.act(cast.agent, 'triage', { reasonCode: 'AML' });
  gateway.answer('/send', null);
  desk.clock.advance(5_000);
  await waitFor('all to go out', async () => {
    const rows = await desk.database.query<{ state: string }>('SELECT state FROM dispatch', []);
    return rows.length > 0 && rows.every(({ state }) => state === 'sent');
  });
  const texts = sentTo(NUMBER);
  expect(texts[0]!.text).toBe(`【Thaw】${driven.number} 终端交易受限通知。请登录商户门户，在收件箱中查看。`);
  const ids = gateway.at('/send').map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(new Set(texts.map(({ id }) => id)).size);
  const { body } = await cast.merchant.http.get('/v1/notifications/preferences').expect(200);
  expect(body.choices).toContainEqual({ kind: 'letter', channel: 'sms', mode: 'now' });
  expect(body.choices).toContainEqual({ kind: 'message', channel: 'sms', mode: 'off' });
  const staff = await cast.agent.http.get('/v1/notifications/preferences').expect(200);
  expect(JSON.stringify(staff.body)).not.toContain('sms');
  await cast.agent.http
    .patch('/v1/notifications/preferences')
    .send({ choices: [{ kind: 'task', channel: 'sms', mode: 'now' }] })
    .expect(400);
});

it('a merchant’s user signs in with the code that came, once, and is who they are', async () => {
  const { cast, number, login } = await merchantWithNumber();
  const code = await codeFor(login, number);
  const { body } = await signIn(` ${login.toUpperCase()} `, code, 201);
  expect(body.user).toMatchObject({ id: cast.merchant.id, roles: ['merchant'] });
  await supertest(desk.api.getHttpServer())
    .get('/v1/me')
    .set('authorization', `Bearer ${String(body.token)}`)
    .expect(200);
  await signIn(login, code);
  const stored = (await databaseTexts(desk.database)).filter(({ place }) => place.includes('sign_in_code'));
  expect(stored).toHaveLength(1);
  expect(stored[0]!.text).toContain(login);
  expect(stored[0]!.text).not.toContain(code);
  expect(logged).not.toContain(number);
  expect(logged).not.toMatch(new RegExp(`(?<![\\da-f])${code}(?![\\da-f])`));
});

it('a code is worn out by five tries, ends after five minutes, and with the next one', async () => {
  const { number, login } = await merchantWithNumber();
  const worn = await codeFor(login, number);
  for (let tries = 0; tries < 5; tries++) await signIn(login, wrongTo(worn));
  await signIn(login, worn);

  const { number: other, login: late } = await merchantWithNumber();
  const old = await codeFor(late, other);
  await desk.database.query(`UPDATE sign_in_code SET expires_at = now() WHERE login = $1`, [late]);
  await signIn(late, old);
  await passTime(late);
  const replaced = await codeFor(late, other);
  await passTime(late);
  const fresh = await codeFor(late, other);
  if (fresh !== replaced) await signIn(late, replaced);
  await signIn(late, fresh, 201);
});

it('tells nobody whose name it is: staff, the disabled and names of nobody are answered alike and get nothing', async () => {
  const { cast, number, login } = await merchantWithNumber();
  const answers = [];
  const agent = await loginOf(cast.agent);
  const nobody = 'nobody-at-all';
  await admin.http.post(`/v1/users/${cast.merchant.id}/disable`).expect(200);
  for (const name of [login, agent, nobody]) {
    const { status, body, headers } = await ask(name);
    const tried = await signIn(name, '123456');
    const { requestId: _, ...problem } = tried.body as Record<string, unknown>;
    answers.push({ status, body, length: headers['content-length'], problem });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  await desk.untilIdle();
  expect(sentTo(number)).toEqual([]);
  const rows = await desk.database.query<{ tries: number; user_id: string | null }>(
    'SELECT tries, user_id FROM sign_in_code WHERE login = ANY($1)',
    [[login, agent, nobody]],
  );
  expect(rows).toEqual(Array.from({ length: 3 }, () => ({ tries: 1, user_id: null })));
  const names = [login, agent, nobody].sort();
  const failed = () =>
    desk.database.query<{ login: string }>(
      `SELECT login, user_id, on_day, since_password FROM code_failure WHERE login = ANY($1) ORDER BY login COLLATE "C"`,
      [names],
    );
  expect(await failed()).toEqual(
    names.map((name) => ({ login: name, user_id: null, on_day: 1, since_password: 1 })),
  );
  for (const name of names) await setFailed(name, 'day = day - 2');
  await waitFor('names of nobody to be forgotten', async () => (await failed()).length === 0);
});

it('sends one message a minute and five an hour, and stops who asks too often', async () => {
  const { number, login } = await merchantWithNumber();
  await codeFor(login, number);
  await ask(login);
  for (let asked = 1; asked < 7; asked++) {
    await passTime(login);
    await ask(login);
    // One that is overtaken by the next before it went out is not sent.
    await waitFor('the code', () => sentTo(number).length === Math.min(asked + 1, 5));
  }
  await desk.untilIdle();
  for (let asked = 0; asked < 2; asked++) await ask(login);
  await ask(login, 429);
  await signIn(login, '123456', 429);
  expect(sentTo(number)).toHaveLength(5);
});

it('a code signs in only once the gateway has taken it: without a telephone, or refused, none does', async () => {
  const silent = await loginOf((await castOf(desk)).merchant);
  await ask(silent);
  await desk.untilIdle();
  await signIn(silent, await unsentCode(silent));

  const { number, login } = await merchantWithNumber();
  gateway.answer('/send', 422);
  await ask(login);
  await waitFor('the gateway to refuse', () => sentTo(number).length === 1);
  await desk.untilIdle();
  gateway.answer('/send', null);
  await signIn(login, await unsentCode(login));
  await passTime(login);
  await signIn(login, await codeFor(login, number), 201);
});

it('counts what fails at a name across its codes: ten a day, and fifty until the password is given', async () => {
  const { number, login } = await merchantWithNumber();
  await signIn(login, wrongTo(await codeFor(login, number)));
  await setFailed(login, 'on_day = on_day + 8, since_password = since_password + 8');
  await passTime(login);
  const tenth = await codeFor(login, number);
  await signIn(login, wrongTo(tenth));
  expect((await signIn(login, tenth)).body.code).toBe('SIGN_IN_FAILED');
  await setFailed(login, 'day = day - 1');
  await signIn(login, tenth, 201);

  await setFailed(login, 'since_password = 49');
  await passTime(login);
  const fiftieth = await codeFor(login, number);
  await signIn(login, wrongTo(fiftieth));
  expect((await signIn(login, fiftieth)).body.code).toBe('SIGN_IN_FAILED');
  await passTime(login);
  await ask(login);
  await desk.untilIdle();
  expect(sentTo(number)).toHaveLength(3);
  await admin.http.post('/v1/sessions').send({ login, password: TEST_PASSWORD }).expect(201);
  await passTime(login);
  await signIn(login, await codeFor(login, number), 201);
});

it('sends ten messages a day to a number, whoever of those who have it asks', async () => {
  const { number, login } = await merchantWithNumber();
  await codeFor(login, number);
  await desk.database.query(
    `INSERT INTO sign_in_code (id, login, created_at, expires_at, tries, ended_at, sent_to)
     SELECT gen_random_uuid(), login, now(), now(), 0, now(), sent_to
     FROM sign_in_code, generate_series(1, 8) WHERE login = $1`,
    [login],
  );
  const { merchant } = await castOf(desk);
  await setNumber(merchant, number);
  const other = await loginOf(merchant);
  await codeFor(other, number);
  await passTime(other);
  await ask(other);
  await desk.untilIdle();
  expect(sentTo(number)).toHaveLength(2);
  expect((await liveCode(other))!.sent_at).toBeNull();
});

it('whose name was tried in vain reads so in their own inbox, in both languages, once a day', async () => {
  const { cast, number, login } = await merchantWithNumber();
  const wrong = wrongTo(await codeFor(login, number));
  const inbox = async (): Promise<{ template: string; title: object; id: string }[]> =>
    (await cast.merchant.http.get('/v1/notifications').expect(200)).body.items;
  await signIn(login, wrong);
  const [told] = await waitFor('the owner to be told', async () => {
    const items = await inbox();
    return items.length > 0 && items;
  });
  expect(told).toMatchObject({
    template: 'code_failure',
    title: {
      zh: expect.stringMatching(/^\d{4}-\d\d-\d\d 有人用错误的短信验证码尝试登录您的账号$/),
      en: expect.stringMatching(/^Somebody tried to sign in as you with a wrong code on \d{4}-\d\d-\d\d$/),
    },
  });
  const { body } = await cast.merchant.http.post(`/v1/notifications/${told!.id}/open`).expect(200);
  expect(Object.keys(body.content).sort()).toEqual(['body', 'date', 'title']);
  await signIn(login, wrong);
  const untold = 'SELECT FROM code_failure WHERE login = $1 AND told_at IS NULL';
  expect(await desk.database.query(untold, [login])).toEqual([]);

  // As if all that had been the day before.
  await setFailed(login, 'day = day - 1');
  await desk.database.query(`UPDATE notification SET dedupe_key = 'before/' || id WHERE id = $1`, [told!.id]);
  await signIn(login, wrong);
  await waitFor('the owner to be told of the next day', async () => (await inbox()).length === 2);
  const readers = await desk.database.query<{ recipient_id: string }>(
    `SELECT recipient_id FROM notification WHERE template = 'code_failure' AND recipient_id IN
       (SELECT id FROM app_user WHERE id = $1 OR merchant_id IS NULL UNION SELECT merchant_id FROM app_user WHERE id = $1)`,
    [cast.merchant.id],
  );
  expect(readers).toEqual([{ recipient_id: cast.merchant.id }, { recipient_id: cast.merchant.id }]);
});
