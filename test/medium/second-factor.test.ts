import { newKey } from '@thaw/platform';
import { generateSync } from 'otplib';
import { RowBarrier } from '../support/row-barrier';
import { TestApi, type TestUser } from '../support/test-api';
import { TEST_PASSWORD } from '../support/test-password';
import { TestClock } from '../support/test-clock';

const STEP_MS = 30_000;

const clock = new TestClock();
let api: TestApi;
let admin: Enrolled;
beforeAll(async () => {
  api = await TestApi.start({ signInClock: clock }, { THAW_SIGN_IN_KEY: newKey() });
  admin = await enrol(await api.user(['admin']));
});
afterAll(() => api.stop());

interface Enrolled extends TestUser {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

const codeNow = (secret: string): string => generateSync({ secret, epoch: clock.now().getTime() / 1000 });
const wrongNow = (secret: string): string => (codeNow(secret) === '000000' ? '111111' : '000000');

const begin = (token: string, password = TEST_PASSWORD) =>
  api.as(token).post('/v1/me/second-factor').send({ password });
const confirm = (token: string, code: string) =>
  api.as(token).post('/v1/me/second-factor/confirm').send({ code });
const signIn = ({ login }: Pick<TestUser, 'login'>, code?: string) =>
  api
    .as()
    .post('/v1/sessions')
    .send({ login, password: TEST_PASSWORD, ...(code !== undefined && { code }) });

/** @returns the user with the session that began with it; the next half minute, whose code was not used, has come. */
async function enrol(user: TestUser): Promise<Enrolled> {
  const { secret } = (await begin(user.token).expect(201)).body as { secret: string };
  const { body } = await confirm(user.token, codeNow(secret)).expect(200);
  const { token, recoveryCodes } = body as { token: string; recoveryCodes: string[] };
  clock.advance(STEP_MS);
  return { ...user, token, secret, recoveryCodes };
}

it('is enrolled by who decides before anything else is open to them', async () => {
  const user = await api.user(['supervisor']);
  const { body: signedIn } = await signIn(user).expect(201);
  const { token } = signedIn as { token: string };
  expect(signedIn).toMatchObject({ user: { roles: [], mustEnrol: true } });
  const me = await api.as(token).get('/v1/me').expect(200);
  expect(me.body).toMatchObject({ mustEnrol: true, permissions: ['session.own'] });
  const refused = await api.as(token).get('/v1/cases');
  expect([refused.status, refused.body]).toMatchObject([
    403,
    { code: 'FORBIDDEN', rule: 'identity.second_factor' },
  ]);
  const wrong = await begin(token, 'not my password');
  expect([wrong.status, wrong.body]).toMatchObject([400, { field: 'password' }]);
  await confirm(token, '123456').expect(404);
  const begun = await begin(token).expect(201);
  const { secret, uri } = begun.body as { secret: string; uri: string };
  expect(uri).toContain(secret);
  const guessed = await confirm(token, wrongNow(secret));
  expect([guessed.status, guessed.body]).toMatchObject([400, { field: 'code' }]);
  const { body } = await confirm(token, codeNow(secret)).expect(200);
  expect(body).toMatchObject({ user: { roles: ['supervisor'], mustEnrol: false } });
  expect((body as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10);
  await api.as(token).get('/v1/me').expect(401);
  await api
    .as((body as { token: string }).token)
    .get('/v1/cases')
    .expect(200);
  const again = await begin((body as { token: string }).token);
  expect([again.status, again.body]).toMatchObject([409, { code: 'ALREADY_EXISTS' }]);
});

it('is asked for after the password, and each code is right once', async () => {
  const user = await enrol(await api.user(['agent']));
  const needed = await signIn(user);
  expect([needed.status, needed.body]).toMatchObject([401, { code: 'SECOND_FACTOR_NEEDED' }]);
  const code = codeNow(user.secret);
  const both = await Promise.all([signIn(user, code), signIn(user, code)]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 401]);
  const replayed = await signIn(user, code);
  expect([replayed.status, replayed.body]).toMatchObject([401, { code: 'SIGN_IN_FAILED' }]);
  clock.advance(STEP_MS);
  await signIn(user, codeNow(user.secret)).expect(201);
  const wrongPassword = await api
    .as()
    .post('/v1/sessions')
    .send({ login: user.login, password: 'not my password', code: codeNow(user.secret) });
  expect(wrongPassword.body).toMatchObject({ code: 'SIGN_IN_FAILED' });
});

it('lets no sign-in by password alone outlive an enrolment, or a role that needs one, that came meanwhile', async () => {
  const other = await enrol(await api.user(['admin']));
  const [enrolling, promoted] = [await api.user(['agent']), await api.user(['agent'])];
  const { secret } = (await begin(enrolling.token).expect(201)).body as { secret: string };
  const roles = `/v1/users/${promoted.actor.userId}/roles`;
  await api.as(admin.token).post(roles).send({ role: 'supervisor' }).expect(200);
  for (const [user, change] of [
    [enrolling, () => confirm(enrolling.token, codeNow(secret))],
    [promoted, () => api.as(other.token).post(`${roles}/supervisor/confirm`)],
  ] as const) {
    const [signedIn, changed] = await RowBarrier.during(
      api.database,
      user.actor.userId,
      async (barrier) => {
        const first = signIn(user).then((response) => response);
        await barrier.waiting(1);
        const second = change().then((response) => response);
        await barrier.waiting(2);
        return [first, second] as const;
      },
      'SELECT FROM app_user WHERE id = $1 FOR NO KEY UPDATE',
    );
    expect((await changed).status).toBe(200);
    const { token = 'none' } = (await signedIn).body as { token?: string };
    await api.as(token).get('/v1/me').expect(401);
  }
});

it('has recovery codes in its place, each good once, kept as hashes and told when used', async () => {
  const user = await enrol(await api.user(['agent']));
  const [first = '', second = ''] = user.recoveryCodes;
  const { body } = await signIn(user, first.toLowerCase().replaceAll('-', ' ')).expect(201);
  await signIn(user, first).expect(401);
  const { token } = body as { token: string };
  const state = await api.as(token).get('/v1/me/second-factor').expect(200);
  expect(state.body).toEqual({ isEnrolled: true, isRequired: false, recoveryCodesLeft: 9 });
  const events = await api.as(admin.token).get(`/v1/users/${user.actor.userId}/account-events`).expect(200);
  expect((events.body as { items: { kind: string }[] }).items.map(({ kind }) => kind).sort()).toEqual([
    'recovery_code_used',
    'second_factor_enrolled',
  ]);
  const renewed = await api
    .as(token)
    .post('/v1/me/second-factor/recovery-codes')
    .send({ code: codeNow(user.secret) })
    .expect(200);
  const told = await api.database.query(
    `SELECT FROM account_mail WHERE user_id = $1 AND kind = 'recovery_codes_renewed'`,
    [user.actor.userId],
  );
  expect(told).toHaveLength(1);
  await signIn(user, second).expect(401);
  await signIn(user, (renewed.body as { recoveryCodes: string[] }).recoveryCodes[0]).expect(201);
  const [row] = await api.database.query('SELECT * FROM second_factor WHERE user_id = $1', [
    user.actor.userId,
  ]);
  const { sealed_secret: sealed, recovery_hashes: hashes } = row as {
    sealed_secret: Buffer;
    recovery_hashes: Buffer[];
  };
  expect(sealed.toString('latin1')).not.toContain(user.secret);
  expect(hashes.map((hash) => hash.length)).toEqual(Array.from({ length: 9 }, () => 32));
});

it('takes five wrong codes, and then each waits, whoever guesses from wherever', async () => {
  const user = await enrol(await api.user(['agent']));
  for (let i = 0; i < 5; i++) await signIn(user, wrongNow(user.secret)).expect(401);
  const stopped = await signIn(user, codeNow(user.secret));
  expect([stopped.status, stopped.body]).toMatchObject([
    429,
    { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 60 },
  ]);
  clock.advance(60_000);
  await signIn(user, codeNow(user.secret)).expect(201);
});

it('is taken away by an admin from who has lost it, never from oneself, and is enrolled anew', async () => {
  const user = await enrol(await api.user(['reviewer']));
  const own = await api.as(admin.token).delete(`/v1/users/${admin.actor.userId}/second-factor`);
  expect([own.status, own.body]).toMatchObject([409, { rule: 'identity.not_oneself' }]);
  const reset = `/v1/users/${user.actor.userId}/second-factor`;
  await api.as(user.token).delete(reset).expect(403);
  await api.as(admin.token).delete(reset).expect(204);
  await api.as(admin.token).delete(reset).expect(204);
  await api.as(user.token).get('/v1/me').expect(401);
  const { body } = await signIn(user).expect(201);
  expect(body).toMatchObject({ user: { mustEnrol: true } });
  const { body: events } = await api.as(admin.token).get(`/v1/users/${user.actor.userId}/account-events`);
  expect((events as { items: object[] }).items).toContainEqual(
    expect.objectContaining({ kind: 'second_factor_reset', doneBy: `user:${admin.actor.userId}` }),
  );
});

it('is for staff: a merchant’s user enrols none, and needs none', async () => {
  const merchantNo = '898310059981234';
  await api.database.query(
    `INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at)
     VALUES (gen_random_uuid(), $1, '小店', '91310000MA1K00000X', '5812', '上海', now())`,
    [merchantNo],
  );
  const { token } = await api.user(['merchant'], { merchantNo });
  await api.as(token).get('/v1/cases').expect(200);
  const refused = await begin(token);
  expect([refused.status, refused.body]).toMatchObject([409, { rule: 'identity.second_factor_of_staff' }]);
});
