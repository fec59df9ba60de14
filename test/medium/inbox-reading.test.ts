import { systemActor } from '@thaw/kernel';
import { NotificationsService, type NotificationDraft } from '@thaw/notifications';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import type { QueryRunner } from 'typeorm';
import { MarkNotificationsRead1795820200000 } from '../../migrations/1795820200000-mark-notifications-read';
import { newMerchant } from '../factories/registry';
import { TestApi, type TestUser } from '../support/test-api';

let api: TestApi;
beforeAll(async () => (api = await TestApi.start()));
afterAll(() => api.stop());

let told = 0;
const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 1, 0, second));

/** Tells a recipient of something, and gives its id. */
const tell = async (recipient: NotificationDraft['recipient'], second: number): Promise<string> => {
  const draft = { dedupeKey: `inbox-reading ${++told}`, recipient, caseId: null };
  const id = await api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) =>
      api.app
        .get(NotificationsService)
        .tell(
          tx,
          { ...draft, template: 'letter', content: { title: { zh: '信', en: 'Letter' } } },
          at(second),
        ),
    );
  return id as string;
};

const as = ({ token }: TestUser) => {
  const http = api.as(token);
  const unreadOf = (body: unknown) => (body as { unread: number }).unread;
  return {
    http,
    unread: async () => unreadOf((await http.get('/v1/notifications/unread').expect(200)).body),
    read: async (...ids: string[]) =>
      unreadOf((await http.post('/v1/notifications/read').send({ ids }).expect(200)).body),
    readAll: async (through: string) =>
      unreadOf((await http.post('/v1/notifications/read-all').send({ through }).expect(200)).body),
    readIds: async () => {
      const { body } = await http.get('/v1/notifications').expect(200);
      return (body as { items: { id: string; readAt: string | null }[] }).items
        .filter(({ readAt }) => readAt !== null)
        .map(({ id }) => id);
    },
  };
};

const twoOfOneShop = async (): Promise<{ merchantId: string; users: [TestUser, TestUser] }> => {
  const merchant = await api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => api.app.get(RegistryService).registerMerchant(tx, newMerchant()));
  const { merchantNo } = merchant;
  const users = [await api.user(['merchant'], { merchantNo }), await api.user(['merchant'], { merchantNo })];
  return { merchantId: merchant.id, users: users as [TestUser, TestUser] };
};

it('counts what one has not read, and marks as read what one names, and all up to what one saw', async () => {
  const user = await api.user(['agent']);
  const { http, unread, read, readAll, readIds } = as(user);
  const inbox = { kind: 'user', id: user.actor.userId } as const;
  expect(await unread()).toBe(0);
  const first = await tell(inbox, 1);
  const second = await tell(inbox, 2);
  const third = await tell(inbox, 3);
  expect(await unread()).toBe(3);
  expect(await read(second.toUpperCase(), second)).toBe(2);
  expect(await readIds()).toEqual([second]);

  // Of the same instant as what was seen, but after it: not seen.
  const fourth = await tell(inbox, 3);
  expect(await readAll(third)).toBe(1);
  expect(await readIds()).toEqual([third, second, first]);
  expect(await readAll(third)).toBe(1);
  await http.post(`/v1/notifications/${fourth}/open`).expect(200);
  expect(await unread()).toBe(0);
});

it('keeps a letter that nobody opened unread, and delivers none by a mark', async () => {
  const { merchantId, users } = await twoOfOneShop();
  const [one, other] = [as(users[0]), as(users[1])];
  const inbox = { kind: 'merchant', id: merchantId } as const;
  const letter = await tell(inbox, 1);
  const later = await tell(inbox, 2);
  expect(await one.readAll(later)).toBe(2);
  expect(await one.read(letter)).toBe(2);
  const { body } = await one.http.get('/v1/notifications').expect(200);
  expect((body as { items: { deliveredAt: string | null }[] }).items).toMatchObject([
    { deliveredAt: null, readAt: null },
    { deliveredAt: null, readAt: null },
  ]);

  // Opened by one, it has reached the merchant; the other has not read it, and may say so or not.
  await one.http.post(`/v1/notifications/${letter}/open`).expect(200);
  expect([await one.unread(), await other.unread()]).toEqual([1, 2]);
  expect(await other.readAll(later)).toBe(1);
  expect(await other.readIds()).toEqual([letter]);
});

it('marks nothing for whoever names what is not theirs', async () => {
  const [user, stranger] = [await api.user(['agent']), await api.user(['supervisor'])];
  const own = await tell({ kind: 'user', id: user.actor.userId }, 1);
  const foreign = await tell({ kind: 'user', id: stranger.actor.userId }, 2);
  const { http, unread } = as(user);
  for (const [path, body] of [
    ['read', { ids: [own, foreign] }],
    ['read-all', { through: foreign }],
  ] as const) {
    const refused = await http.post(`/v1/notifications/${path}`).send(body).expect(404);
    expect(refused.body).toMatchObject({ code: 'NOT_FOUND' });
  }
  for (const [path, body] of [
    ['read', { ids: [] }],
    ['read', { ids: ['x'] }],
    ['read', { ids: own }],
    ['read-all', {}],
  ] as const) {
    const refused = await http.post(`/v1/notifications/${path}`).send(body).expect(400);
    expect(refused.body).toMatchObject({ code: 'INVALID_REQUEST' });
  }
  expect([await unread(), await as(stranger).unread()]).toEqual([1, 1]);
});

it('counts what was delivered before as read by all its readers, on a loaded database', async () => {
  const { merchantId, users } = await twoOfOneShop();
  const inbox = { kind: 'merchant', id: merchantId } as const;
  const [opened] = [await tell(inbox, 1), await tell(inbox, 2)];
  await as(users[0]).http.post(`/v1/notifications/${opened}/open`).expect(200);
  const runner = {
    query: (sql: string, parameters?: unknown[]) => api.database.query(sql, parameters),
  } as QueryRunner;
  await new MarkNotificationsRead1795820200000().down(runner);
  await new MarkNotificationsRead1795820200000().up(runner);
  for (const user of users)
    expect([await as(user).readIds(), await as(user).unread()]).toEqual([[opened], 1]);
});
