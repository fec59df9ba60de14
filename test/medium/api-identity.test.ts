import { GUESSES_ALLOWED } from '@thaw/identity';
import { TestApi, type TestUser } from '../support/test-api';
import { TEST_PASSWORD } from '../support/test-password';
import { TestClock } from '../support/test-clock';

const SESSION_IDLE_MS = 2 * 3_600_000;
const clock = new TestClock();
let api: TestApi;
let admin: TestUser;
let second: TestUser;
let agent: TestUser;
beforeAll(async () => {
  api = await TestApi.start({ signInClock: clock });
  [admin, second, agent] = await Promise.all([api.user(['admin']), api.user(['admin']), api.user(['agent'])]);
});
afterAll(() => api.stop());

const UUID = '00000000-0000-4000-8000-000000000000';
const newUser = {
  login: 'li.wei',
  displayName: '李伟',
  password: TEST_PASSWORD,
  roles: ['agent', 'supervisor'],
};

describe('a session over HTTP', () => {
  it('opens with login and password and tells who signed in', async () => {
    const { status, body } = await api
      .as()
      .post('/v1/sessions')
      .send({ login: agent.login, password: TEST_PASSWORD });
    expect([status, body]).toMatchObject([
      201,
      {
        token: expect.stringMatching(/^ths_/) as string,
        expiresAt: '2026-11-23T13:00:00.000Z',
        user: { id: agent.actor.userId, displayName: agent.login, roles: ['agent'], merchantId: null },
      },
    ]);
    const me = await api.as((body as { token: string }).token).get('/v1/me');
    expect(me.status).toBe(200);
    expect(me.body).toMatchObject({ id: agent.actor.userId, roles: ['agent'] });
    expect((me.body as { permissions: string[] }).permissions).toEqual(
      expect.arrayContaining(['case.act', 'session.own']),
    );
    expect((me.body as { permissions: string[] }).permissions).not.toContain('user.manage');
    expect((me.body as { desk: object }).desk).toEqual({
      timeZone: 'Asia/Shanghai',
      now: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      isSandbox: false,
    });
  });

  it('names colleagues to each other, also who is gone, and to no merchant', async () => {
    const { body } = await api.as(agent.token).get('/v1/colleagues');
    expect((body as { items: object[] }).items).toContainEqual({
      id: agent.actor.userId,
      displayName: agent.login,
      roles: ['agent'],
      isHere: true,
    });
    await api.database.query(
      `INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at)
       VALUES (gen_random_uuid(), '898310059989876', '小店', '91310000MA1K00000Y', '5812', '上海', now())`,
    );
    const shopkeeper = await api.user(['merchant'], { merchantNo: '898310059989876' });
    const gone = await api.user(['agent']);
    await api.as(admin.token).post(`/v1/users/${gone.actor.userId}/disable`);
    const { body: after } = await api.as(agent.token).get('/v1/colleagues');
    expect((after as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ id: gone.actor.userId, isHere: false }),
    );
    expect(JSON.stringify(after)).not.toContain(shopkeeper.login);
    expect((await api.as(shopkeeper.token).get('/v1/colleagues')).status).toBe(403);
  });

  it('is refused with 401 and a challenge where name or password is wrong', async () => {
    for (const login of [agent.login, 'nobody']) {
      const response = await api.as().post('/v1/sessions').send({ login, password: 'wrong password' });
      expect([response.status, response.body]).toMatchObject([401, { code: 'SIGN_IN_FAILED' }]);
      expect(response.headers['www-authenticate']).toBe('Bearer realm="thaw"');
    }
  });

  it('slows guessing down with 429 and Retry-After', async () => {
    const guess = () => api.as().post('/v1/sessions').send({ login: 'victim', password: 'guess guess' });
    for (let i = 0; i < GUESSES_ALLOWED; i++) expect((await guess()).status).toBe(401);
    const stopped = await guess();
    expect([stopped.status, stopped.body]).toMatchObject([
      429,
      {
        code: 'TOO_MANY_REQUESTS',
        detail: 'Too many failed sign-ins. Try again in about 15 min.',
        retryAfterSeconds: 900,
      },
    ]);
    expect(stopped.headers['retry-after']).toBe('900');
  });

  it('is listed, ended one by one and by signing out', async () => {
    const user = await api.user(['agent']);
    const other = await api.as().post('/v1/sessions').send({ login: user.login, password: TEST_PASSWORD });
    const { token, sessionId } = other.body as { token: string; sessionId: string };
    const list = await api.as(user.token).get('/v1/sessions?limit=10');
    expect(
      (list.body as { items: { current: boolean }[] }).items.map(({ current }) => current).sort(),
    ).toEqual([false, true]);
    await api.as(agent.token).delete(`/v1/sessions/${sessionId}`).expect(404);
    await api.as(user.token).delete(`/v1/sessions/${sessionId}`).expect(204, '');
    await api.as(token).get('/v1/me').expect(401);
    await api.as(user.token).delete('/v1/sessions/current').expect(204);
    await api.as(user.token).get('/v1/me').expect(401);
    await api.as(agent.token).delete('/v1/sessions/not-a-uuid').expect(400);
    // This desk has neither a key of sign-in nor a provider of identities.
    const sso = await api.as().get('/v1/sso/sign-in');
    expect([sso.status, sso.body]).toMatchObject([409, { rule: 'identity.sso' }]);
    const factor = await api.as(agent.token).post('/v1/me/second-factor').send({ password: TEST_PASSWORD });
    expect([factor.status, factor.body]).toMatchObject([409, { rule: 'identity.sign_in_key' }]);
  });

  it('ends when idle, by the clock of sign-in', async () => {
    const user = await api.user(['agent']);
    clock.advance(SESSION_IDLE_MS);
    const { status, body } = await api.as(user.token).get('/v1/me');
    expect([status, body]).toMatchObject([401, { code: 'NOT_SIGNED_IN' }]);
    [admin, second, agent] = await Promise.all([
      api.user(['admin']),
      api.user(['admin']),
      api.user(['agent']),
    ]);
  });

  it.each([['Basic dGhzXw=='], ['Bearer'], ['Bearer  '], ['ths_x'], ['Bearer ths_x ths_y']])(
    'is not opened by the header %j',
    async (header) => {
      await api.as().get('/v1/me').set('authorization', header).expect(401);
    },
  );

  it('refuses paging that cannot be', async () => {
    for (const query of ['limit=0', 'limit=201', 'limit=1.5', 'limit=x', 'cursor=x', 'offset=1']) {
      const { status, body } = await api.as(agent.token).get(`/v1/sessions?${query}`);
      expect([status, body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: query.split('=')[0] }]);
    }
  });
});

describe('users over HTTP', () => {
  it('are created, and their weighty roles confirmed by a second admin', async () => {
    const created = await api.as(admin.token).post('/v1/users').send(newUser);
    expect([created.status, created.body]).toMatchObject([
      201,
      { login: 'li.wei', displayName: '李伟', roles: ['agent'], pendingRoles: [{ role: 'supervisor' }] },
    ]);
    const { id } = created.body as { id: string };
    const confirm = `/v1/users/${id}/roles/supervisor/confirm`;
    const lone = await api.as(admin.token).post(confirm);
    expect([lone.status, lone.body]).toMatchObject([
      403,
      { code: 'SEPARATION_OF_DUTIES', rule: 'identity.second_admin' },
    ]);
    const confirmed = await api.as(second.token).post(confirm);
    expect([confirmed.status, confirmed.body]).toMatchObject([
      200,
      { roles: ['agent', 'supervisor'], pendingRoles: [] },
    ]);
    const granted = await api.as(second.token).post(`/v1/users/${id}/roles`).send({ role: 'reviewer' });
    expect([granted.status, granted.body]).toMatchObject([200, { pendingRoles: [{ role: 'reviewer' }] }]);
    await api
      .as(admin.token)
      .get(`/v1/users/${id}`)
      .expect(200, granted.body as object);
    const list = await api.as(admin.token).get('/v1/users?limit=1');
    expect(list.body).toMatchObject({ items: [{}], next: expect.any(String) as string });
  });

  it('sign in anew with another role, and lose all when disabled', async () => {
    const user = { ...(await api.user(['agent'])) };
    await api.as(user.token).get('/v1/users').expect(403);
    await api
      .as(admin.token)
      .post(`/v1/users/${user.actor.userId}/roles`)
      .send({ role: 'admin' })
      .expect(200);
    await api.as(user.token).get('/v1/users').expect(401);
    const { body } = await api.as().post('/v1/sessions').send({ login: user.login, password: TEST_PASSWORD });
    user.token = (body as { token: string }).token;
    await api.as(user.token).get('/v1/users').expect(200);
    await api
      .as(admin.token)
      .delete(`/v1/users/${user.actor.userId}/roles/admin`)
      .expect(200)
      .expect(({ body: left }) => expect(left).toMatchObject({ roles: ['agent'] }));
    await api.as(user.token).get('/v1/users').expect(401);
    await api.as(admin.token).post(`/v1/users/${user.actor.userId}/disable`).expect(200);
    const again = await api.as().post('/v1/sessions').send({ login: user.login, password: TEST_PASSWORD });
    expect(again.body).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('are signed out by an admin, of one session or of all, and it is kept who did it', async () => {
    const user = await api.user(['agent']);
    const of = `/v1/users/${user.actor.userId}`;
    const signIn = async () =>
      (await api.as().post('/v1/sessions').send({ login: user.login, password: TEST_PASSWORD })).body as {
        token: string;
        sessionId: string;
      };
    const [first, second] = [await signIn(), await signIn()];
    await api.as(user.token).get(`${of}/sessions`).expect(403);
    const list = await api.as(admin.token).get(`${of}/sessions`).expect(200);
    const ids = (list.body as { items: { id: string; current: boolean }[] }).items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([first.sessionId, second.sessionId]));
    expect(JSON.stringify(list.body)).not.toContain('"current":true');
    const other = `/v1/users/${agent.actor.userId}/sessions/${first.sessionId}`;
    await api.as(admin.token).delete(other).expect(404);
    await api.as(admin.token).delete(`${of}/sessions/${first.sessionId}`).expect(204);
    await api.as(first.token).get('/v1/me').expect(401);
    await api.as(second.token).delete('/v1/sessions').expect(204);
    await api.as(user.token).get('/v1/me').expect(401);
    await api.as(second.token).get('/v1/me').expect(200);
    await api.as(admin.token).delete(`${of}/sessions`).expect(204);
    await api.as(second.token).get('/v1/me').expect(401);
    const { body } = await api.as(admin.token).get(`${of}/account-events`).expect(200);
    const by = `user:${admin.actor.userId}`;
    expect((body as { items: object[] }).items).toHaveLength(2);
    expect((body as { items: object[] }).items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'sessions_ended', doneBy: by, data: { count: 1 } }),
        expect.objectContaining({ doneBy: by, data: { count: 1, sessionId: first.sessionId } }),
      ]),
    );
  });

  it('cannot touch their own roles or account', async () => {
    const own = `/v1/users/${admin.actor.userId}`;
    await api.as(admin.token).post(`${own}/roles`).send({ role: 'agent' }).expect(403);
    await api.as(admin.token).delete(`${own}/roles/admin`).expect(403);
    await api.as(admin.token).post(`${own}/disable`).expect(409);
  });

  it.each<[string, object, string]>([
    ['a short password', { ...newUser, password: 'short' }, 'password'],
    ['a login with spaces', { ...newUser, login: 'li wei' }, 'login'],
    ['an unknown role', { ...newUser, roles: ['god'] }, 'roles'],
    ['roles that are no list', { ...newUser, roles: 'admin' }, 'roles'],
    [
      'a merchant number of 14 digits',
      { ...newUser, roles: ['merchant'], merchantNo: '12345678901234' },
      'merchantNo',
    ],
    ['a field nobody asked for', { ...newUser, isAdmin: true }, 'isAdmin'],
  ])('are refused with %s', async (_, body, field) => {
    const response = await api.as(admin.token).post('/v1/users').send(body);
    expect([response.status, response.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field }]);
  });

  it('are refused a login that is taken, a role that is unknown and an id that is', async () => {
    const taken = await api
      .as(admin.token)
      .post('/v1/users')
      .send({ ...newUser, login: agent.login });
    expect([taken.status, taken.body]).toMatchObject([409, { code: 'ALREADY_EXISTS', field: 'login' }]);
    await api.as(admin.token).get(`/v1/users/${UUID}`).expect(404);
    await api.as(admin.token).post(`/v1/users/${UUID}/disable`).expect(404);
    const role = await api.as(admin.token).post(`/v1/users/${UUID}/roles/god/confirm`);
    expect([role.status, role.body]).toMatchObject([400, { field: 'role' }]);
  });
});

describe('API keys over HTTP', () => {
  it('are told once, used, listed without the key, and revoked', async () => {
    const issued = await api
      .as(admin.token)
      .post('/v1/api-keys')
      .send({ name: '风控', scopes: ['registry:write'] });
    expect(issued.status).toBe(201);
    const { id, key } = issued.body as { id: string; key: string };
    const refused = await api.as(key).get('/v1/users');
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { code: 'FORBIDDEN', permission: 'user.manage' },
    ]);
    const list = await api.as(admin.token).get('/v1/api-keys');
    expect(list.body).toMatchObject({ items: [{ id, name: '风控', lastUsedAt: clock.now().toISOString() }] });
    expect(list.text).not.toContain(key.slice(4));
    await api.as(admin.token).delete(`/v1/api-keys/${id}`).expect(204);
    await api.as(key).get('/v1/users').expect(401);
    await api.as(admin.token).delete(`/v1/api-keys/${UUID}`).expect(404);
    await api.as(admin.token).post(`/v1/api-keys/${id}/rotation`).send({}).expect(409);
    await api.as(admin.token).post(`/v1/api-keys/${UUID}/rotation`).send({ overlapHours: 721 }).expect(400);
    await api.as(admin.token).post(`/v1/api-keys/${UUID}/rotation`).send({ overlapHours: 0 }).expect(404);
  });

  it.each<[string, object, string]>([
    ['no scope', { name: 'x', scopes: [] }, 'scopes'],
    ['an unknown scope', { name: 'x', scopes: ['all'] }, 'scopes'],
    ['an expiry that is no date', { name: 'x', scopes: ['notice:open'], expiresAt: 'soon' }, 'expiresAt'],
    [
      'an expiry in the past',
      { name: 'x', scopes: ['notice:open'], expiresAt: '2020-01-01T00:00:00Z' },
      'expiresAt',
    ],
  ])('are refused with %s', async (_, body, field) => {
    const response = await api.as(admin.token).post('/v1/api-keys').send(body);
    expect([response.status, response.body]).toMatchObject([400, { code: 'INVALID_REQUEST', field }]);
  });
});
