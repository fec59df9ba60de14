import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { insertSales, type Sale } from '../factories/history';
import { TestDesk } from '../support/test-desk';

const WAITING = ['X8', 'X9', 'X11', 'X12'];
const SITE = { latE6: 31_230_000, lonE6: 121_470_000 };
/** A hundredth of a degree of latitude is 1,112 m on the sphere of X8. */
const AWAY = { latE6: 31_240_000, lonE6: 121_470_000 };

/** Installed on 23 November: one large sale within its week, one card that others take too, one sale the month before. */
const SALES: readonly Sale[] = [
  { at: '2026-10-10T12:00:00+08:00', amountFen: 4_280 },
  { at: '2026-11-23T12:00:00+08:00', amountFen: 88_001 },
  { at: '2026-11-23T13:00:00+08:00', amountFen: 4_300, card: 'k1.shared' },
];

let desk: TestDesk;
let cast: Cast;
let driven: DrivenCase;
beforeAll(async () => {
  desk = await TestDesk.start();
  cast = await castOf(desk);
  desk.clock.advance(24 * 3_600_000);
  driven = await DrivenCase.open(desk, cast, SALES);
});
afterAll(() => desk.stop());

interface Hit {
  readonly rule: string;
  readonly measured: number;
  readonly threshold: number;
  readonly explanation: { readonly zh: string; readonly en: string };
}

const hits = async (): Promise<Hit[]> => {
  const findings = (await driven.findings(cast.agent)) as unknown as Hit[];
  return findings.filter(({ rule }) => WAITING.includes(rule));
};

async function lastScan() {
  const [row] = await desk.database.query<{ id: string; facts: object }>(
    'SELECT id, facts FROM scan ORDER BY created_at DESC, id DESC LIMIT 1',
  );
  const { body } = await cast.agent.http.get(`/v1/cases/${driven.number}/scans/${row!.id}`).expect(200);
  return { ...row!, view: body };
}

/** A shop that takes the same card, five days before; frozen where a notice says so. */
async function otherShop(at: string): Promise<() => Promise<string>> {
  const shop = await desk.shop('standard');
  await insertSales(desk.database, shop.terminal.id, [{ at, amountFen: 900, card: 'k1.shared' }]);
  return async () => {
    const machine = await desk.machine('notice:open');
    await machine.post('/v1/cases').send(noticeFor(shop)).expect(201);
    return shop.terminal.id;
  };
}

const chargebacks = Array.from({ length: 100 }, (_, n) => ({
  reference: `CB-${n}`,
  // The first came as November began in Shanghai: one less, and the month would have too few.
  receivedAt: n === 0 ? '2026-10-31T16:00:00Z' : '2026-11-20T08:00:00Z',
  amountFen: 4_280,
  reason: '4837',
}));

it('leaves the rules silent that want facts, and says which; each speaks once its facts were told over the API', async () => {
  const freezes = [
    await otherShop('2026-11-18T13:00:00+08:00'),
    await otherShop('2026-11-19T13:00:00+08:00'),
  ];
  await driven.scan();
  expect(await hits()).toEqual([]);
  const before = await lastScan();
  expect(before.view.silent).toEqual([
    {
      rule: 'X8',
      title: { zh: '终端移机', en: 'Terminal moved' },
      without: [{ fact: 'fixes', words: { zh: '终端定位', en: 'location fixes' } }],
    },
    {
      rule: 'X9',
      title: { zh: '新装机即大额', en: 'Large amount soon after installation' },
      without: [{ fact: 'expectedTicketFen', words: { zh: '预期单笔金额', en: 'expected ticket' } }],
    },
    {
      rule: 'X12',
      title: { zh: '拒付比例过高', en: 'Too many chargebacks' },
      without: [{ fact: 'chargebacks', words: { zh: '各月拒付', en: 'chargebacks by month' } }],
    },
  ]);

  const path = `/v1/terminals/${cast.shop.terminal.id}`;
  const registrar = await desk.machine('registry:write');
  await registrar.patch(path).send({ expectedTicketFen: 8_800, site: SITE }).expect(200);
  const acquirer = await desk.machine('transaction:append');
  const fixes = [
    { at: '2026-11-23T12:00:00+08:00', ...SITE, source: 'device' },
    { at: '2026-11-23T18:00:00+08:00', ...AWAY, source: 'device' },
  ];
  await acquirer.post(`${path}/location-fixes`).send({ items: fixes }).expect(200);
  await acquirer.post(`${path}/chargebacks`).send({ items: chargebacks }).expect(200);
  const others: string[] = [];
  for (const freeze of freezes) others.push(await freeze());

  desk.clock.advance(1_000);
  await driven.scan();
  expect(await hits()).toMatchObject([
    { rule: 'X8', measured: 1_112, threshold: 500 },
    { rule: 'X9', measured: 88_001, threshold: 88_000 },
    { rule: 'X11', measured: 3, threshold: 3 },
    { rule: 'X12', measured: 100, threshold: 100 },
  ]);
  const { view, facts } = await lastScan();
  expect(view).toMatchObject({ silent: [], factsLeftOut: {} });
  expect(facts).toMatchObject({
    installedAt: Date.parse('2026-11-23T01:00:00Z'),
    expectedTicketFen: 8_800,
    site: SITE,
    fixes: [SITE, AWAY],
    // October 2026 is month 681 from January 1970.
    chargebacks: [{ month: 682, count: 100 }],
    cardsOfFrozenTerminals: [
      {
        card: 'k1.shared',
        uses: [
          { terminal: 1, at: Date.parse('2026-11-18T05:00:00Z') },
          { terminal: 2, at: Date.parse('2026-11-19T05:00:00Z') },
        ],
      },
    ],
  });
  for (const other of others) expect(JSON.stringify(facts)).not.toContain(other);
});

it('tells the merchant of none of the facts', async () => {
  const { http } = cast.merchant;
  const told = [
    await http.get(`/v1/cases/${driven.number}`).expect(200),
    await http.get(`/v1/cases/${driven.number}/findings`).expect(200),
    await http.get(`/v1/cases/${driven.number}/timeline`).expect(200),
    await http.get(`/v1/terminals/${cast.shop.terminal.id}`).expect(200),
  ];
  const text = JSON.stringify(told.map(({ body }) => body));
  expect(text).not.toMatch(/31230000|31240000|8800|k1\.shared|CB-|expectedTicket|latE6|1112|被封|frozen/);
  for (const door of ['location-fixes', 'chargebacks'])
    await http.get(`/v1/terminals/${cast.shop.terminal.id}/${door}`).expect(403);
});
