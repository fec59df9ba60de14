import { encodeCursor, systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { noticeFor } from '../factories/freeze-case';
import { registerShop, type Shop } from '../factories/registry';
import { TestApi } from '../support/test-api';
import { TestClock } from '../support/test-clock';
import { waitFor } from '../support/wait-for';

const UUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
/** What `Date.parse` reads and the database does not, or reads as something else. */
const NO_INSTANTS = [
  '1', 'foo 1', '2026', '2026-02-30T00:00:00Z', '2026-11-23 08:00', '0000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z',
]; // prettier-ignore

const clock = new TestClock();
let api: TestApi;
let shop: Shop;
let admin: string;
let agent: string;
let machine: string;
beforeAll(async () => {
  api = await TestApi.start({ clock, signInClock: clock });
  shop = await api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => registerShop(tx, api.app.get(RegistryService, { strict: false })));
  admin = (await api.user(['admin'])).token;
  agent = (await api.user(['agent'])).token;
  machine = await api.machine('notice:open');
});
afterAll(() => api.stop());

describe.each([
  ['/v1/sessions', () => admin, [UUID]],
  ['/v1/users', () => admin, [UUID]],
  ['/v1/api-keys', () => admin, [UUID]],
  ['/v1/notifications', () => agent, [UUID]],
  ['/v1/cases', () => agent, [UUID]],
  ['/v1/terminals/:id/imports', () => agent, [UUID]],
  ['/v1/terminals/:id/transactions', () => agent, ['1', '1']],
])('a cursor of GET %s', (path, who, rest) => {
  const ask = (at: string) =>
    api
      .as(who())
      .get(path.replace(':id', shop.terminal.id))
      .query({ cursor: encodeCursor([at, ...rest]) });

  it.each(NO_INSTANTS)('at %j is not one of ours', async (at) => {
    const { status, body } = await ask(at);
    expect([status, body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'cursor' }]);
  });

  it('at an instant is', async () => {
    await ask('2026-11-23T01:00:00.000Z').expect(200);
  });
});

describe('a measure of a notice', () => {
  const open = (field: string, value: unknown) => {
    const held = { level: 'F5', scope: 'settlement', heldAmountFen: 100, heldGround: 'review' };
    return api
      .as(machine)
      .post('/v1/cases')
      .send({ ...noticeFor(shop), measures: [{ ...held, [field]: value }] });
  };

  it.each(
    ['releaseAt', 'expiresAt'].flatMap((field) =>
      [...NO_INSTANTS, true, 1, {}, '2001-01-01T00:00:00Z', '2100-01-01T00:00:00Z'].map(
        (value): [string, unknown] => [field, value],
      ),
    ),
  )('is refused with %s %j', async (field, value) => {
    const { status, body } = await open(field, value);
    expect([status, body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: `measures[0].${field}` }]);
  });

  it('may end at any instant from now on', async () => {
    const now = clock.now();
    expect((await open('expiresAt', now.toISOString())).status).toBe(400);
    expect((await open('expiresAt', '2099-12-31T23:59:59+08:00')).status).toBe(201);
  });
});

it('has no key that expires on a day that is none', async () => {
  for (const expiresAt of [...NO_INSTANTS, true, '2100-01-01T00:00:00Z']) {
    const { status, body } = await api
      .as(admin)
      .post('/v1/api-keys')
      .send({ name: 'x', scopes: ['notice:open'], expiresAt });
    expect([status, body]).toMatchObject([400, { field: 'expiresAt' }]);
  }
});

it('finds no transactions of a day that is none', async () => {
  for (const from of NO_INSTANTS) {
    const url = `/v1/terminals/${shop.terminal.id}/transactions`;
    const { status, body } = await api.as(agent).get(url).query({ from });
    expect([status, body]).toMatchObject([400, { field: 'from' }]);
  }
});

it('moves no demo’s clock to where no calendar goes', async () => {
  const demo = await TestApi.start({}, { THAW_SANDBOX: 'true' });
  try {
    const { token } = await demo.user(['agent']);
    const year = 365 * 86_400;
    const ask = () => demo.as(token).post('/v1/sandbox/clock').send({ seconds: year });
    await ask().expect(200);
    await demo.database.query('UPDATE sandbox_clock SET offset_ms = $1', [
      Date.UTC(2099, 11, 1) - Date.now(),
    ]);
    const { status, body } = await waitFor('the clock to be read', async () => {
      const answer = await ask();
      return answer.status === 200 ? null : answer;
    });
    expect([status, body]).toMatchObject([400, { code: 'INVALID_REQUEST', field: 'seconds' }]);
  } finally {
    await demo.stop();
  }
});
