import { randomUUID } from 'node:crypto';
import type { UserActor } from '@thaw/kernel';
import {
  COUNTED_MOST,
  PREVENTION_KINDS,
  policyOn,
  standingOn,
  type DueFilter,
  type DueThing,
  type PreventionFacts,
  type PreventionKind,
  type PreventionTold,
} from '@thaw/registry';
import { Dice } from '../../libs/risk/src/simulator/dice';
import { newBinding, newDevice, newTerminal, type Shop } from '../factories/registry';
import { PreventionRoom, SETUP } from '../support/prevention-room';

const TODAY = '2026-11-23';

let room: PreventionRoom;
beforeEach(async () => (room = await PreventionRoom.prepare()));
afterEach(() => room.stop());

const rebind = async ({ terminal }: Shop, model = 'A920'): Promise<void> => {
  await room.as(async (tx) => {
    await room.registry.unbind(tx, terminal.id);
    const { serialNo } = await room.registry.registerDevice(tx, newDevice({ model }));
    await room.registry.bind(tx, terminal.id, newBinding(serialNo));
  });
};

const listed = async (filter: DueFilter = {}, limit = 3, actor: UserActor | typeof SETUP = SETUP) => {
  const seen: DueThing[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await room.as((tx) => room.due.page(tx, actor, { ...filter, limit, cursor }));
    seen.push(...page.items);
    if (page.next === null) return seen;
    cursor = page.next;
  }
};
const short = ({ terminalId, kind, dueOn, daysOverdue }: DueThing): string =>
  `${dueOn} ${terminalId} ${kind} ${daysOverdue}`;

const RELEASES: readonly (readonly [string, string, string | null])[] = [
  ['A920', '5.1', '2026-01-10'],
  ['A920', '5.2', '2026-06-10'],
  ['A920', '5.3', '2026-10-20'],
  ['A920', '5.4', '2027-01-01'],
  ['A920', '5.5', '2026-05-01'],
  ['A920', '5.5', null],
  ['N910', '2.0', '2026-10-28'],
];

/** Forty terminals of four merchants, some replaced, some without a device, some of which nobody told anything. */
async function aDesk(seed: string): Promise<readonly Shop[]> {
  const dice = new Dice(seed);
  const day = (): string =>
    new Date(Date.UTC(2026, 4, 1) + dice.whole(0, 206) * 86_400_000).toISOString().slice(0, 10);
  const maybe = <T>(value: T): T | undefined => (dice.whole(0, 3) === 0 ? undefined : value);
  const merchants = [await room.shop(), await room.shop(), await room.shop(), await room.shop()];
  const models = new Map<string, string>();
  const shops: Shop[] = [];
  for (let n = 0; n < 40; n++) {
    const { merchant } = merchants[dice.whole(0, 3)]!;
    const model = dice.whole(0, 2) === 0 ? 'N910' : 'A920';
    const shop = await room.as(async (tx) => {
      const terminal = await room.registry.registerTerminal(tx, newTerminal(merchant.id));
      const device = await room.registry.registerDevice(tx, newDevice({ model }));
      const binding = await room.registry.bind(tx, terminal.id, newBinding(device.serialNo));
      return { merchant, terminal, device, binding };
    });
    models.set(shop.terminal.id, model);
    shops.push(shop);
  }
  for (const [model, version, from] of RELEASES) await room.announce(model, version, from);
  for (const shop of shops) {
    const told: PreventionTold = {
      inspectionDueOn: maybe(day()),
      softwareVersion: maybe(['5.1', '5.2', '5.3', '5.4', '2.0', 'home-made'][dice.whole(0, 5)]),
      virusDatabaseOn: maybe(day()),
      patchedUntil: maybe(day()),
      passwordRotatedOn: maybe(day()),
    };
    if (Object.values(told as Record<string, unknown>).some((value) => value !== undefined))
      await room.tell(shop, told);
    if (dice.whole(0, 7) === 0) await rebind(shop, models.get(shop.terminal.id));
    if (dice.whole(0, 9) === 0) await room.as((tx) => room.registry.unbind(tx, shop.terminal.id));
  }
  return shops;
}

/** By the pure rule, over every terminal one by one. */
async function expected(
  shops: readonly Shop[],
  { kind, merchantId, withinDays = -1 }: DueFilter,
): Promise<string[]> {
  const things: string[] = [];
  for (const { terminal } of shops.filter(({ merchant }) => !merchantId || merchant.id === merchantId)) {
    const { terms, model } = await room.as((tx) => room.query.preventionOf(tx, terminal.id));
    if (model === null) continue;
    const standing = RELEASES.filter(([of, version, from]) => of === model && version !== '5.5' && from);
    const releases = standing.map(([, version, from]) => ({ version, currentFrom: from as string }));
    const facts: PreventionFacts = { ...terms, releases };
    for (const one of standingOn(TODAY, facts, policyOn(TODAY))) {
      if (one.dueOn === null || (kind && kind !== one.kind)) continue;
      const left = (Date.parse(one.dueOn) - Date.parse(TODAY)) / 86_400_000;
      if (left <= withinDays) things.push(`${one.dueOn} ${terminal.id} ${one.kind} ${one.daysOverdue}`);
    }
  }
  return things.sort();
}

it.each(['one', 'two'])('shows what the rule says, page by page (%s)', async (seed) => {
  const shops = await aDesk(seed);
  const { id: merchantId } = shops[0]!.merchant;
  const filters: DueFilter[] = [
    {},
    { withinDays: 0 },
    { withinDays: 60 },
    { merchantId, withinDays: 10 },
    ...PREVENTION_KINDS.map((kind): DueFilter => ({ kind, withinDays: 30 })),
  ];
  for (const filter of filters) {
    const things = await expected(shops, filter);
    expect((await listed(filter)).map(short)).toEqual(things);
    expect((await listed(filter, 200)).map(short)).toEqual(things);
    const counts = await room.as((tx) => room.due.counts(tx, SETUP, filter));
    const of = (kind: PreventionKind): number => things.filter((thing) => thing.includes(` ${kind} `)).length;
    expect(counts.map(({ kind, count }) => [kind, count])).toEqual(
      counts.map(({ kind }) => [kind, of(kind)]),
    );
  }
  expect((await listed()).length).toBeGreaterThan(10);
});

it('shows a merchant user the own terminals, whatever is asked for', async () => {
  const [own, other] = [await room.shop(), await room.shop()];
  for (const shop of [own, other]) await room.tell(shop, { inspectionDueOn: '2026-11-01' });
  const user = (merchantId: string | null): UserActor => ({
    kind: 'user',
    userId: randomUUID(),
    displayName: 'm',
    roles: ['merchant'],
    merchantId,
  });
  const terminals = async (actor: UserActor, filter: DueFilter = {}) =>
    (await listed(filter, 3, actor)).map(({ terminalId }) => terminalId);
  expect(await terminals(user(own.merchant.id))).toEqual([own.terminal.id]);
  expect(await terminals(user(own.merchant.id), { merchantId: own.merchant.id })).toEqual([own.terminal.id]);
  expect(await terminals(user(own.merchant.id), { merchantId: other.merchant.id })).toEqual([]);
  expect(await terminals(user(null))).toEqual([]);
  const counts = await room.as((tx) =>
    room.due.counts(tx, user(own.merchant.id), { merchantId: other.merchant.id }),
  );
  expect(counts.every(({ count }) => count === 0)).toBe(true);
});

it('counts no further than it says, and reads a deep page as it reads the first', async () => {
  const { merchant } = await room.shop();
  await room.peer.query(
    `WITH t AS (
         INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
         SELECT gen_random_uuid(), lpad(n::text, 8, '0'), $1, 'standard', now() FROM generate_series(1, $2::int) n
         RETURNING id)
       INSERT INTO terminal_prevention (terminal_id, merchant_id, inspection_due_on, virus_database_on)
       SELECT id, $1, date '2026-01-01' + (random() * 300)::int, date '2026-11-20' FROM t`,
    [merchant.id, COUNTED_MOST + 5],
  );
  const counts = await room.as((tx) => room.due.counts(tx, SETUP, {}));
  expect(counts.map(({ kind, count, capped }) => [kind, count, capped])).toEqual([
    ['inspection', COUNTED_MOST, true],
    ['password', 0, false],
    ['patches', 0, false],
    ['software', 0, false],
    ['virus_database', 0, false],
  ]);
  await room.peer.query('ANALYZE terminal_prevention');
  expect(await listed({ kind: 'inspection' }, 200)).toHaveLength(COUNTED_MOST + 5);
});

it('refuses cursors that are none of ours', async () => {
  const noId = Buffer.from('["2026-11-01","x","inspection"]').toString('base64url');
  for (const cursor of ['x', 'WyJ4IiwieSIsInoiXQ', noId]) {
    await expect(room.as((tx) => room.due.page(tx, SETUP, { cursor }))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      context: { field: 'cursor' },
    });
  }
});
