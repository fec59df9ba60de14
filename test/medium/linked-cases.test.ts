import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { linkedCasesSeen } from '../../libs/cases/src/linked/linked-cases.sql';
import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { registerShop } from '../factories/registry';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

jest.setTimeout(120_000);

let desk: TestDesk;
let registry: RegistryService;
let numbers = 0;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  registry = desk.api.get(RegistryService, { strict: false });
});
afterAll(() => desk.stop());

interface Linked {
  readonly number: string;
  readonly why: readonly {
    readonly by: string;
    readonly count: number;
    readonly values: readonly string[];
  }[];
}

/** A shop at a place of its own, unless told otherwise. */
async function castAt(place = `上海市静安区 ${++numbers} 弄`, code?: string): Promise<Cast> {
  const cast = await castOf(desk);
  const shop = await desk.api.get(Database).asActor(systemActor('setup'), async (tx) => {
    const over = { address: place, ...(code ? { socialCreditCode: code } : {}) };
    const made = await registerShop(tx, registry, { merchant: over, terminal: { feeProfile: 'low_rate' } });
    await tx.query('UPDATE device_binding SET installation_address = $2 WHERE id = $1', [made.binding.id, place]);
    return made;
  });
  return { ...cast, shop, merchant: await desk.person('merchant', shop.merchant.merchantNo) };
} // prettier-ignore

const sales = (card: string) =>
  [0, 3, 6, 9].map((minute) => ({ at: new Date(Date.parse('2026-11-20T02:00:00Z') + minute * 60_000).toISOString(), amountFen: 90_000, card, cardType: 'credit' as const })); // prettier-ignore

async function opened(cast: Cast, card: string): Promise<DrivenCase> {
  const driven = await DrivenCase.open(desk, cast, sales(card));
  await driven.scan();
  return driven;
}
const linked = async ({ cast, number }: DrivenCase, query = ''): Promise<Linked[]> =>
  (await cast.agent.http.get(`/v1/cases/${number}/linked${query}`).expect(200)).body.items;
const because = (items: readonly Linked[], number: string) =>
  items.find((item) => item.number === number)?.why;

it('tells what links a case to others, and to which it is not linked', async () => {
  const code = '91310000MA1FLKNNKX';
  const first = await opened(await castAt('上海市徐汇区漕溪路 1 号', code), 'k1.shared');
  const alone = await opened(await castAt(), 'k1.alone');
  const byCard = await opened(await castAt(), 'k1.shared');
  const byOwner = await opened(await castAt(undefined, code), 'k1.owner');
  // The same place, written otherwise.
  const byAddress = await opened(await castAt('上海市徐汇区，漕溪路 1号'), 'k1.address');
  const withDevice = await castAt();
  await desk.api.get(Database).asActor(systemActor('setup'), async (tx) => {
    // The device of another shop stood on the first one's terminal before.
    await tx.query(
      `INSERT INTO device_binding SELECT gen_random_uuid(), $1, $2, acquirer_code, merchant_no, social_credit_code, settlement_account,
         installation_address, bound_at - interval '2 days', bound_at - interval '1 day' FROM device_binding WHERE id = $3`,
      [withDevice.shop.device.id, first.cast.shop.terminal.id, first.cast.shop.binding.id],
    );
  });
  const byDevice = await opened(withDevice, 'k1.device');

  const items = await linked(first);
  expect(because(items, byCard.number)).toEqual([{ by: 'card', count: 1, values: [] }]);
  expect(because(items, byOwner.number)).toEqual([{ by: 'owner', count: 1, values: [code] }]);
  expect(because(items, byAddress.number)).toMatchObject([{ by: 'address' }]);
  expect(because(items, byDevice.number)).toEqual([{ by: 'device', count: 1, values: [withDevice.shop.device.serialNo] }]);
  expect([because(items, alone.number), because(items, first.number)]).toEqual([undefined, undefined]);
  expect(JSON.stringify(items)).not.toContain('k1.');
  // Both ways, and one kind alone.
  expect(because(await linked(byCard), first.number)).toEqual([{ by: 'card', count: 1, values: [] }]);
  expect(because(await linked(byDevice), first.number)).toMatchObject([{ by: 'device' }]);
  expect((await linked(first, '?by=owner')).map(({ number }) => number)).toEqual([byOwner.number]);
  expect(await linked(alone)).toEqual([]);

  await first.act(first.cast.agent, 'dismiss', { as: 'withdrawn', text: 'x' }, 409);
  const pages: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const { body } = await first.cast.agent.http.get(`/v1/cases/${first.number}/linked?limit=1${next && `&cursor=${encodeURIComponent(next)}`}`).expect(200);
    pages.push(...(body.items as Linked[]).map(({ number }) => number));
    next = body.next as string | null;
  }
  expect(pages).toEqual(items.map(({ number }) => number));
}); // prettier-ignore

it('is for staff of cases alone: merchants, admins and machines are refused, and so is what is not asked rightly', async () => {
  const { cast, number } = await opened(await castAt(), 'k1.mine');
  const path = `/v1/cases/${number}/linked`;
  for (const { http } of [cast.merchant, await desk.person('admin'), await desk.person('risk_officer')])
    await http.get(path).expect(403);
  await (await desk.machine('notice:open')).get(path).expect(403);
  await cast.reviewer.http.get(path).expect(200);
  await cast.agent.http.get('/v1/cases/FZ-20200101-0001/linked').expect(404);
  for (const query of ['?by=face', '?cursor=x', '?limit=0'])
    expect((await cast.agent.http.get(path + query)).status).toBe(400);
});

it('names earlier cases of the terminal, closed ones too', async () => {
  const cast = await castAt();
  const machine = await desk.machine('notice:open');
  const { body } = await machine.post('/v1/cases').send({ ...noticeFor(cast.shop), measures: [] }).expect(201);
  const before = DrivenCase.of(desk, cast, body.number as string);
  await before.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'a bad cable' });
  const now = await opened(cast, 'k1.again');
  expect(because(await linked(now), before.number)).toMatchObject([{ by: 'owner' }, { by: 'terminal', count: 1 }]);
}); // prettier-ignore

it('links by a card that the watch has found, too', async () => {
  const [first, second] = [await opened(await castAt(), 'k1.early'), await opened(await castAt(), 'k1.late')];
  const { agent, supervisor, shop } = first.cast;
  await first.act(agent, 'triage', { reasonCode: 'CARD_REPEAT' });
  await first.supplyEverything();
  await first.propose('U', 'lift');
  await first.act(supervisor, 'approve');
  await first.becomes('monitoring');
  const machine = await desk.machine('transaction:append');
  const at = (minute: number): string => new Date(desk.clock.now().getTime() + minute * 60_000).toISOString();
  const use = (terminalId: string, minute: number) =>
    machine
      .post(`/v1/terminals/${terminalId}/transactions`)
      .send({ records: [0, 1, 2, 3].map((n) => ({ occurredAt: at(minute + n), amountFen: 90_000 + n, card: '9999990000000025', cardType: 'credit', reference: `${minute}-${n}` })) })
      .expect(200);
  await use(second.cast.shop.terminal.id, 0);
  await second.scan();
  expect(await linked(first, '?by=card')).toEqual([]);
  await use(shop.terminal.id, 10);
  await waitFor('the link', async () => (await linked(first, '?by=card')).length > 0);
  expect((await linked(first, '?by=card')).map(({ number }) => number)).toEqual([second.number]);
}); // prettier-ignore

it('goes by the flagged cards’ own key, however many findings there are', async () => {
  const of = await opened(await castAt(), 'k1.plan');
  await desk.database.query(
    `INSERT INTO flagged_card SELECT 'k1.many' || n, (SELECT id FROM freeze_case ORDER BY id LIMIT 1) FROM generate_series(1, 20000) n ON CONFLICT DO NOTHING`,
  );
  await desk.database.query('ANALYZE flagged_card');
  const [{ id } = { id: '' }] = await desk.database.query<{ id: string }>('SELECT id FROM freeze_case WHERE number = $1', [of.number]);
  const plan = await desk.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${linkedCasesSeen("true")}`, [id, ['card'], null, null, 51]);
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('flagged_card_pkey');
  expect(text).not.toContain('Seq Scan on flagged_card');
}); // prettier-ignore
