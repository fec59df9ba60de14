import type { Response } from 'supertest';
import { GUESSES_ALLOWED } from '@thaw/identity';
import { TestApi, type TestUser } from '../support/test-api';
import { TEST_PASSWORD } from '../support/test-password';

const PUBLIC_URL = 'https://thaw.bank.example';

/** One that people reach by http itself, and one behind a proxy that ends TLS for it. */
let plain: TestApi;
let proxied: TestApi;
let agent: TestUser;
beforeAll(async () => {
  [plain, proxied] = await Promise.all([
    TestApi.start(),
    TestApi.start({}, { THAW_PUBLIC_URL: PUBLIC_URL, THAW_TRUSTED_PROXIES: '127.0.0.0/8,::1' }),
  ]);
  agent = await proxied.user(['agent']);
});
afterAll(() => Promise.all([plain.stop(), proxied.stop()]));

/** What a page of ours sends. */
const OWN = { 'thaw-csrf': '1', 'sec-fetch-site': 'same-origin' };

const signIn = (api: TestApi, { login }: Pick<TestUser, 'login'>, headers: Record<string, string> = OWN) =>
  api.as().post('/v1/sessions').set(headers).send({ login, password: TEST_PASSWORD, keep: 'cookie' });

const setCookies = ({ headers }: Response): string[] => (headers['set-cookie'] ?? []) as unknown as string[];
const cookieIn = (response: Response): string => setCookies(response)[0]!.split(';')[0]!;

describe('a session of a browser', () => {
  it('is in a cookie that scripts, other sites and neighbouring hosts do not reach, and not in the answer', async () => {
    const response = await signIn(proxied, agent).expect(201);
    expect(setCookies(response)).toEqual([
      expect.stringMatching(
        /^__Host-thaw_session=ths_[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ]);
    expect(response.body).toMatchObject({ token: null, user: { id: agent.actor.userId } });
    const me = await proxied.as().get('/v1/me').set('cookie', cookieIn(response)).expect(200);
    expect(me.body).toMatchObject({ id: agent.actor.userId });
  });

  it('is kept by a browser over plain http too, without the names that need https', async () => {
    const user = await plain.user(['agent']);
    const response = await signIn(plain, user).expect(201);
    expect(setCookies(response)[0]).toMatch(/^thaw_session=ths_[\w-]{43};.* SameSite=Strict$/);
    await plain.as().get('/v1/me').set('cookie', cookieIn(response)).expect(200);
    const overTls = await plain
      .as()
      .get('/v1/me')
      .set('cookie', `__Host-${cookieIn(response)}`);
    expect(overTls.status).toBe(401);
  });

  it.each<[string, Record<string, string>]>([
    ['of another site', { ...OWN, 'sec-fetch-site': 'cross-site' }],
    ['of a neighbouring host', { ...OWN, 'sec-fetch-site': 'same-site' }],
    ['without the header that other sites cannot send', { 'sec-fetch-site': 'same-origin' }],
    [
      'of another origin, by a browser that says no more',
      { 'thaw-csrf': '1', origin: 'https://evil.example' },
    ],
    ['of an unknown origin', { 'thaw-csrf': '1', origin: 'null' }],
    ['of nobody knows where', { 'thaw-csrf': '1' }],
  ])('changes nothing for a page %s', async (_, headers) => {
    const cookie = cookieIn(await signIn(proxied, agent));
    const refused = await proxied
      .as()
      .delete('/v1/sessions/current')
      .set({ ...headers, cookie });
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { code: 'FORBIDDEN', rule: 'access.own_page' },
    ]);
    const signedIn = await signIn(proxied, agent, headers);
    expect([signedIn.status, setCookies(signedIn)]).toEqual([403, []]);
    await proxied.as().get('/v1/me').set({ cookie }).expect(200);
  });

  it('changes what a page of ours asks for, by either word of the browser', async () => {
    for (const headers of [OWN, { 'thaw-csrf': '1', origin: PUBLIC_URL }]) {
      const cookie = cookieIn(await signIn(proxied, agent, headers).expect(201));
      const ended = await proxied
        .as()
        .delete('/v1/sessions/current')
        .set({ ...headers, cookie })
        .expect(204);
      expect(setCookies(ended)).toEqual([
        expect.stringContaining('__Host-thaw_session=; Path=/; Max-Age=0;'),
      ]);
      expect(ended.headers['clear-site-data']).toBe('"cache", "storage"');
      await proxied.as().get('/v1/me').set({ cookie }).expect(401);
    }
  });

  it('ends when its browser signs in anew', async () => {
    const first = cookieIn(await signIn(proxied, agent));
    const second = cookieIn(await signIn(proxied, agent, { ...OWN, cookie: first }));
    expect(second).not.toBe(first);
    await proxied.as().get('/v1/me').set('cookie', first).expect(401);
    await proxied.as().get('/v1/me').set('cookie', second).expect(200);
  });

  it('is no second chance for a client whose own token is wrong', async () => {
    const cookie = cookieIn(await signIn(proxied, agent));
    await proxied
      .as(`ths_${'A'.repeat(43)}`)
      .get('/v1/me')
      .set('cookie', cookie)
      .expect(401);
    await proxied.as().get('/v1/me').set({ cookie, authorization: 'Basic dGhzXw==' }).expect(401);
  });
});

describe('headers', () => {
  const STRICT = {
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };

  it.each(['/', '/v1/health', '/v1/me', '/nowhere', '/v1/%ff', '/v1/openapi.json'])(
    'stand on every answer, also where something is refused: %s',
    async (path) => {
      const { headers } = await proxied.as().get(path);
      expect(headers).toMatchObject({
        ...STRICT,
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect((await plain.as().get(path)).headers).toMatchObject(STRICT);
    },
  );

  it('bind a browser to https only where people come by it', async () => {
    const forged = await plain.as().get('/v1/health').set('x-forwarded-proto', 'https');
    expect(forged.headers['strict-transport-security']).toBeUndefined();
  });
});

describe('the address that guesses are counted by', () => {
  const guess = (api: TestApi, login: string, forwarded: string) =>
    api
      .as()
      .post('/v1/sessions')
      .set('x-forwarded-for', forwarded)
      .send({ login, password: 'wrong password' });

  it('is what a trusted proxy says, so that one client’s guesses do not stop another', async () => {
    for (let i = 0; i < GUESSES_ALLOWED; i++)
      await guess(proxied, 'somebody', `198.51.100.${i}, 203.0.113.7`).expect(401);
    await guess(proxied, 'somebody', '203.0.113.7').expect(429);
    await guess(proxied, 'somebody', '203.0.113.8').expect(401);
    const { body } = await proxied
      .as()
      .post('/v1/sessions')
      .set('x-forwarded-for', '203.0.113.9')
      .send({ login: agent.login, password: TEST_PASSWORD });
    const { token } = body as { token: string };
    const list = await proxied.as(token).get('/v1/sessions');
    expect((list.body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({ address: '203.0.113.9', current: true }),
    );
  });

  it('is the connection’s own where nobody is trusted, whatever a client makes up', async () => {
    for (let i = 0; i < GUESSES_ALLOWED; i++) await guess(plain, 'somebody', `203.0.113.${i}`).expect(401);
    await guess(plain, 'somebody', '203.0.113.200').expect(429);
  });
});
