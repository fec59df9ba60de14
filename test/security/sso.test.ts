import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newKey, sealSecret } from '@thaw/platform';
import type { Response } from 'supertest';
import { cookie, cookies } from '../support/cookies';
import { OidcBrowser, OidcPeer } from '../support/oidc-peer';
import { forgedLogouts, newestIdToken, sealing } from '../support/sso-tokens';
import { TestApi, type TestUser } from '../support/test-api';
import { TEST_PASSWORD } from '../support/test-password';
import { waitFor } from '../support/wait-for';

const PUBLIC_URL = 'https://thaw.bank.example';

const SIGN_IN_KEY = newKey();

let peer: OidcPeer;
let api: TestApi;
let admin: TestUser;
/** Where the provider reaches the desk by itself. */
const door = createServer((request, response) => api.app.getHttpServer().emit('request', request, response));
beforeAll(async () => {
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  peer = await OidcPeer.start(PUBLIC_URL, `http://127.0.0.1:${port}/v1/sso/back-channel-logout`);
  api = await TestApi.start({}, desk());
  admin = await api.user(['admin']);
});
afterAll(async () => {
  await api.stop();
  await peer.stop();
  door.close();
});

const desk = (): NodeJS.ProcessEnv => ({
  THAW_PUBLIC_URL: PUBLIC_URL,
  THAW_SIGN_IN_KEY: SIGN_IN_KEY,
  THAW_SECOND_FACTOR: 'optional',
  THAW_OIDC_ROLE_MAP: 'desk=agent,desk-lead=supervisor,desk-admin=admin',
  ...peer.env,
});

const begin = (at = api) => at.as().get('/v1/sso/sign-in').expect(302);
const comeBack = (to: URL, flow: string, at = api) =>
  at.as().get(`${to.pathname}${to.search}`).set('cookie', flow);

/** From the desk to the provider and back. @returns what the desk answers in the end. */
async function signIn(
  sub: string,
  { at = api, browser = new OidcBrowser(peer.issuer) }: { at?: TestApi; browser?: OidcBrowser } = {},
): Promise<Response> {
  const begun = await begin(at);
  const to = await browser.signIn(begun.headers['location'] as string, sub);
  expect(`${to.origin}${to.pathname}`).toBe(`${PUBLIC_URL}/v1/sso/callback`);
  return comeBack(to, cookie(begun, '__Host-thaw_sso'), at);
}

const me = (response: Response) =>
  api.as().get('/v1/me').set('cookie', cookie(response, '__Host-thaw_session'));
const OWN = { 'thaw-csrf': '1', 'sec-fetch-site': 'same-origin' };

it('sends the browser to the provider by the code flow with PKCE, state and nonce, which only it can come back from', async () => {
  const sentByOthers = await api.as().get('/v1/sso/sign-in').set('sec-fetch-site', 'cross-site');
  expect([sentByOthers.status, sentByOthers.body]).toMatchObject([403, { rule: 'access.own_page' }]);
  const begun = await begin();
  const sent = new URL(begun.headers['location'] as string);
  expect(Object.fromEntries(sent.searchParams)).toMatchObject({
    response_type: 'code',
    client_id: 'thaw',
    redirect_uri: `${PUBLIC_URL}/v1/sso/callback`,
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
    state: expect.stringMatching(/^[\w-]{43}$/) as string,
    nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
  });
  expect(cookies(begun)).toEqual([
    expect.stringMatching(/^__Host-thaw_sso=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/),
  ]);
});

it('gives somebody of the desk an account with the roles that the provider says, and a session in a cookie', async () => {
  await peer.say('lin', { name: '林静', preferred_username: 'lin.jing', roles: ['desk', 'elsewhere'] });
  const response = await signIn('lin');
  expect([response.status, response.headers['location']]).toEqual([303, '/']);
  expect(cookies(response)).toEqual([
    expect.stringMatching(/^__Host-thaw_sso=; .*Max-Age=0/),
    expect.stringMatching(/^__Host-thaw_session=ths_.* SameSite=Strict; Secure$/),
  ]);
  const { body } = await me(response).expect(200);
  expect(body).toMatchObject({ displayName: '林静', roles: ['agent'], mustEnrol: false });
  const again = await me(await signIn('lin')).expect(200);
  expect((again.body as { id: string }).id).toBe((body as { id: string }).id);
  const user = await api
    .as(admin.token)
    .get(`/v1/users/${(body as { id: string }).id}`)
    .expect(200);
  expect(user.body).toMatchObject({ login: 'lin.jing', merchantId: null });
});

it('takes an answer once, from the browser that asked, and nothing that was changed', async () => {
  await peer.say('once', { roles: ['desk'] });
  const browser = new OidcBrowser(peer.issuer);
  const begun = await begin();
  const flow = cookie(begun, '__Host-thaw_sso');
  const at = await browser.signIn(begun.headers['location'] as string, 'once');
  const other = cookie(await begin(), '__Host-thaw_sso');
  const withParameter = (name: string, value: string): URL => {
    const changed = new URL(at);
    changed.searchParams.set(name, value);
    return changed;
  };
  for (const [address, kept] of [
    [at, ''],
    [at, other],
    [at, '__Host-thaw_sso=AAAA'],
    [withParameter('state', 'x'.repeat(43)), flow],
    [withParameter('iss', 'https://evil.example'), flow],
    [withParameter('code', 'x'.repeat(43)), flow],
    [new URL(`${PUBLIC_URL}/v1/sso/callback?error=access_denied&state=x`), flow],
    [new URL(`${PUBLIC_URL}/v1/sso/callback`), flow],
  ] as const) {
    const refused = await comeBack(address, kept);
    expect([address.search, refused.status, refused.body]).toMatchObject([
      address.search,
      401,
      { code: 'SIGN_IN_FAILED' },
    ]);
    expect(cookie(refused, '__Host-thaw_session')).toBe('');
  }
  await comeBack(at, flow).expect(303);
  await comeBack(at, flow).expect(401);
});

it('follows the provider: a role that it takes back ends sessions, one that admins gave stays', async () => {
  await peer.say('mover', { roles: ['desk', 'desk-admin'] });
  const first = await signIn('mover');
  const { body } = await me(first).expect(200);
  const { id } = body as { id: string };
  expect((body as { roles: string[] }).roles).toEqual(['admin', 'agent']);
  await peer.say('mover', { roles: ['desk-admin'] });
  const second = await signIn('mover');
  expect((await me(second).expect(200)).body).toMatchObject({ roles: ['admin'] });
  await me(first).expect(401);
  await api.as(admin.token).post(`/v1/users/${id}/roles`).send({ role: 'agent' }).expect(200);
  await peer.say('mover', { roles: [] });
  expect((await me(await signIn('mover')).expect(200)).body).toMatchObject({ roles: ['agent'] });
  const events = await api.as(admin.token).get(`/v1/users/${id}/account-events`).expect(200);
  expect((events.body as { items: object[] }).items).toContainEqual(
    expect.objectContaining({ kind: 'role_withdrawn', doneBy: 'system:sso', data: { role: 'admin' } }),
  );
});

it('lets a role of weight wait for an admin: the provider’s word is one person’s', async () => {
  await peer.say('lead', { preferred_username: 'lead', roles: ['desk-lead'] });
  const waiting = await signIn('lead');
  expect([waiting.status, waiting.body]).toMatchObject([403, { rule: 'identity.role_in_effect' }]);
  const { body } = await api.as(admin.token).get('/v1/users?limit=200').expect(200);
  const lead = (body as { items: { id: string; login: string }[] }).items.find(
    ({ login }) => login === 'lead',
  )!;
  await api.as(admin.token).post(`/v1/users/${lead.id}/roles/supervisor/confirm`).expect(200);
  expect((await me(await signIn('lead')).expect(200)).body).toMatchObject({ roles: ['supervisor'] });
});

it('refuses whom the provider gives no role, and whom the desk has disabled', async () => {
  await peer.say('stranger', { preferred_username: 'stranger', roles: ['elsewhere'] });
  const refused = await signIn('stranger');
  expect([refused.status, refused.body]).toMatchObject([403, { rule: 'identity.sso_role' }]);
  const [none] = await api.database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM app_user WHERE login = 'stranger'`,
  );
  expect(none?.n).toBe(0);
  await peer.say('leaver', { roles: ['desk'] });
  const { body } = await me(await signIn('leaver')).expect(200);
  await api
    .as(admin.token)
    .post(`/v1/users/${(body as { id: string }).id}/disable`)
    .expect(200);
  expect((await signIn('leaver')).status).toBe(401);
});

it('is nobody by a name or a mail address that is like theirs, until an admin says whom the subject is', async () => {
  const local = await api.user(['agent'], { login: 'zhao.min' });
  await peer.say('zhao', {
    preferred_username: 'zhao.min',
    email: 'zhao.min@bank.example',
    email_verified: false,
    roles: ['desk'],
  });
  const { body: someoneElse } = await me(await signIn('zhao')).expect(200);
  expect((someoneElse as { id: string }).id).not.toBe(local.actor.userId);
  const link = (id: string, subject: string) =>
    api.as(admin.token).put(`/v1/users/${id}/sso-identity`).send({ subject });
  const taken = await link(local.actor.userId, 'zhao');
  expect([taken.status, taken.body]).toMatchObject([409, { code: 'ALREADY_EXISTS' }]);
  expect((await link(admin.actor.userId, 'x')).status).toBe(409);
  await api
    .as(admin.token)
    .delete(`/v1/users/${(someoneElse as { id: string }).id}/sso-identity`)
    .expect(204);
  await link(local.actor.userId, 'zhao').expect(204);
  await api.as(local.token).get('/v1/me').expect(401);
  // Whoever the provider lets go does not come by the password of before.
  await api.as().post('/v1/sessions').send({ login: 'zhao.min', password: TEST_PASSWORD }).expect(401);
  const { body: linked } = await me(await signIn('zhao')).expect(200);
  expect(linked).toMatchObject({ id: local.actor.userId, roles: ['agent'] });
});

it('signs out at the provider too, so that the next one is asked who they are', async () => {
  await peer.say('leaving', { roles: ['desk'] });
  const browser = new OidcBrowser(peer.issuer);
  await signIn('leaving', { browser });
  const session = await signIn('leaving', { browser });
  expect(browser.timesAsked).toBe(1);
  const signOut = (headers: object) =>
    api
      .as()
      .post('/v1/sso/sign-out')
      .set({ ...headers, cookie: cookie(session, '__Host-thaw_session') });
  await signOut({}).expect(403);
  const { body } = await signOut(OWN).expect(200);
  await me(session).expect(401);
  expect(await browser.signOut((body as { url: string }).url)).toBe(`${PUBLIC_URL}/`);
  await signIn('leaving', { browser });
  expect(browser.timesAsked).toBe(2);
  const byPassword = await api.user(['agent']);
  const ended = await api.as(byPassword.token).post('/v1/sso/sign-out').expect(200);
  expect(ended.body).toEqual({ url: null });
});

it('ends at once what a session of the provider opened when that ends, and nothing else', async () => {
  await peer.say('roaming', { roles: ['desk'] });
  const [office, home] = [new OidcBrowser(peer.issuer), new OidcBrowser(peer.issuer)];
  const first = await signIn('roaming', { browser: office });
  const second = await signIn('roaming', { browser: office });
  const elsewhere = await signIn('roaming', { browser: home });
  const { body } = await api
    .as()
    .post('/v1/sso/sign-out')
    .set({ ...OWN, cookie: cookie(second, '__Host-thaw_session') })
    .expect(200);
  const { body: who } = await me(first).expect(200);
  await office.signOut((body as { url: string }).url);
  await waitFor('the session to have ended', async () => (await me(first)).status === 401);
  await me(elsewhere).expect(200);
  const { body: events } = await api
    .as(admin.token)
    .get(`/v1/users/${(who as { id: string }).id}/account-events`);
  expect((events as { items: object[] }).items).toContainEqual(
    expect.objectContaining({ kind: 'sessions_ended', doneBy: 'system:sso', data: { count: 1 } }),
  );
});

it('ends nothing by a token that the provider did not sign to end a session', async () => {
  await peer.say('staying', { roles: ['desk'] });
  const staying = await signIn('staying');
  const tell = (token: string) =>
    api.as().post('/v1/sso/back-channel-logout').type('form').send({ logout_token: token });
  const idToken = await newestIdToken(api.database, SIGN_IN_KEY);
  const tokens = [idToken, ...(await forgedLogouts(peer.issuer, 'staying')), 'not.a.token'];
  for (const token of tokens) {
    const refused = await tell(token);
    expect([refused.status, refused.body]).toMatchObject([
      400,
      { code: 'INVALID_REQUEST', field: 'logout_token' },
    ]);
  }
  await me(staying).expect(200);
  // No other route takes a form: other sites can send one without asking.
  await api.as().post('/v1/sessions').type('form').send({ login: 'a', password: 'b' }).expect(415);
});

it('keeps no token of the provider readable', async () => {
  const rows = await api.database.query<{ sealed: Buffer }>(
    'SELECT sealed_id_token AS sealed FROM session WHERE sealed_id_token IS NOT NULL',
  );
  expect(rows.length).toBeGreaterThan(0);
  // A token in JSON begins so in base64.
  for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toContain('eyJ');
});

it('takes roles of weight by the provider’s word alone, and only a strong sign-in, where the desk is told to', async () => {
  const start = (over: NodeJS.ProcessEnv) => TestApi.start({}, { ...desk(), ...over });
  const loneKey = newKey();
  const [trusting, strict, lone] = await Promise.all([
    start({ THAW_OIDC_TRUST_ROLES: 'true' }),
    start({ THAW_OIDC_ACR: 'urn:bank:two-factors' }),
    start({ THAW_OIDC_ISSUER: 'http://127.0.0.1:9', THAW_SIGN_IN_KEY: loneKey }),
  ]);
  try {
    await peer.say('chief', { roles: ['desk-lead'] });
    const trusted = await signIn('chief', { at: trusting });
    const { body } = await trusting
      .as()
      .get('/v1/me')
      .set('cookie', cookie(trusted, '__Host-thaw_session'))
      .expect(200);
    expect(body).toMatchObject({ roles: ['supervisor'] });
    const weak = await signIn('chief', { at: strict });
    expect([weak.status, weak.body]).toMatchObject([403, { rule: 'identity.sso_acr' }]);
    // A session that the provider opened, on a desk that does not reach it now: it ends all the same.
    const user = await lone.user(['agent']);
    const [session] = await lone.database.query<{ id: string }>('SELECT id FROM session WHERE user_id = $1', [
      user.actor.userId,
    ]);
    await lone.database.query('UPDATE session SET sealed_id_token = $2 WHERE id = $1', [
      session!.id,
      sealSecret(sealing(loneKey), session!.id, 'an-id-token'),
    ]);
    const signedOut = await lone.as(user.token).post('/v1/sso/sign-out');
    expect([signedOut.status, signedOut.body]).toEqual([200, { url: null }]);
    await lone.as(user.token).get('/v1/me').expect(401);
    const away = await lone.as().get('/v1/sso/sign-in');
    expect([away.status, away.body]).toMatchObject([503, { code: 'DEPENDENCY_UNAVAILABLE' }]);
  } finally {
    await Promise.all([trusting.stop(), strict.stop(), lone.stop()]);
  }
});
