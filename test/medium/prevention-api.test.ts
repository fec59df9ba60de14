import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { NotificationsService } from '@thaw/notifications';
import { PreventionReminders } from '@thaw/registry';
import { remindMerchant } from '../../apps/worker/src/remind-merchant';
import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import type { Shop } from '../factories/registry';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
let cast: Cast;
let agent: Person['http'];
let merchant: Person['http'];
beforeAll(async () => (desk = await TestDesk.start()));
afterAll(() => desk.stop());
beforeEach(async () => {
  cast = await castOf(desk);
  agent = cast.agent.http;
  merchant = cast.merchant.http;
});

const pathOf = ({ terminal }: Shop): string => `/v1/terminals/${terminal.id}/prevention`;

it('is told by agents and machines of the registry, read by merchants of their own, with its history for staff', async () => {
  const path = pathOf(cast.shop);
  const machine = await desk.machine('registry:write');
  await machine.post('/v1/prevention/software-releases').send({ model: 'A920', version: '5.3', currentFrom: '2026-10-01' }).expect(201); // prettier-ignore
  await agent.patch(path).send({ softwareVersion: '5.2', virusDatabaseOn: '2026/11/1' }).expect(200);
  const told = await machine
    .patch(path)
    .send({ inspectedOn: '2026-05-01', virusDatabaseOn: null })
    .expect(200);
  expect(told.body).toMatchObject({
    asOf: '2026-11-23',
    currentVersion: '5.3',
    terms: { inspectionDueOn: '2026-10-28', virusDatabaseOn: null, softwareVersion: '5.2' },
    overdue: [
      { kind: 'inspection', daysOverdue: 26 },
      { kind: 'software', dueOn: '2026-10-31', daysOverdue: 23 },
    ],
  });
  const seen = await merchant.get(path).expect(200);
  expect(seen.body).toEqual(told.body);
  const history = await agent.get(`${path}/history`).query({ limit: 1 }).expect(200);
  expect(history.body).toMatchObject({
    items: [{ importId: null, before: { virusDatabaseOn: '2026-11-01' }, after: { virusDatabaseOn: null } }],
    next: expect.any(String),
  });
  expect(history.body.items[0].toldBy).toMatch(/^machine:/);
  const earlier = await agent.get(`${path}/history`).query({ cursor: history.body.next }).expect(200);
  expect(earlier.body).toMatchObject({ items: [{ toldBy: `user:${cast.agent.id}` }], next: null });

  const other = await desk.shop();
  await merchant.get(pathOf(other)).expect(404);
  await merchant.patch(path).send({ virusDatabaseOn: '2026-11-20' }).expect(403);
  await merchant.get(`${path}/history`).expect(403);
  await merchant.get('/v1/prevention/imports').expect(403);
  await agent
    .patch(`/v1/terminals/${randomUUID()}/prevention`)
    .send({ patchedUntil: '2026-11-20' })
    .expect(404);
  await agent.post('/v1/prevention/software-releases').send({ model: 'A920', version: '6', currentFrom: '2026-10-01' }).expect(403); // prettier-ignore
});

it.each<[object, string]>([
  [{}, 'inspectedOn'],
  [{ virusDatabaseOn: '2026-11-24' }, 'virusDatabaseOn'],
  [{ patchedUntil: 20261123 }, 'patchedUntil'],
  [{ softwareVersion: '4111111111111111' }, 'softwareVersion'],
  [{ virusDatabase: '2026-11-20' }, 'virusDatabase'],
])('refuses %j by its field', async (body, field) => {
  const answer = await agent.patch(pathOf(cast.shop)).send(body).expect(400);
  const { code, field: one, errors = [] } = answer.body;
  expect([code, one ?? errors[0]?.field]).toEqual(['INVALID_REQUEST', field]);
});

it('lists what is overdue, by kind and merchant, and counts it', async () => {
  const other = await desk.shop();
  for (const shop of [cast.shop, other]) {
    await agent.patch(pathOf(shop)).send({ inspectionDueOn: '2026-11-01', patchedUntil: '2026-09-01', passwordRotatedOn: '2026-08-28' }).expect(200); // prettier-ignore
  }
  const merchantId = cast.shop.merchant.id;
  const kinds = async (http: Person['http'], query: object): Promise<string[]> => {
    const { body } = await http.get('/v1/prevention/due').query(query).expect(200);
    return body.items.map(({ kind, terminalNo }: { kind: string; terminalNo: string }) =>
      terminalNo === cast.shop.terminal.terminalNo ? kind : 'another’s',
    );
  };
  expect(await kinds(agent, { merchantId })).toEqual(['patches', 'inspection']);
  expect(await kinds(agent, { merchantId, kind: 'patches' })).toEqual(['patches']);
  expect(await kinds(merchant, {})).toEqual(['patches', 'inspection']);
  expect(await kinds(merchant, { withinDays: 3 })).toEqual(['patches', 'inspection', 'password']);
  expect(await kinds(merchant, { merchantId: other.merchant.id })).toEqual([]);
  expect(await kinds(agent, {})).toContain('another’s');
  const counts = await merchant.get('/v1/prevention/due/counts').query({ kind: 'inspection' }).expect(200);
  expect(counts.body).toEqual({
    items: [
      { kind: 'inspection', title: expect.objectContaining({ zh: '终端巡检' }), count: 1, capped: false },
    ],
  });
  for (const query of [{ kind: 'weather' }, { withinDays: -1 }, { withinDays: 'x' }, { merchantId: '1' }])
    await agent.get('/v1/prevention/due').query(query).expect(400);
});

describe('a file', () => {
  const send = (content: string | Buffer, http = agent) =>
    http.post('/v1/prevention/imports').attach('file', Buffer.from(content), '巡检.csv');

  it('is taken in, in Chinese and packed too, with a receipt and its bad lines', async () => {
    const { merchant: shop, terminal } = cast.shop;
    const file = [
      '商户编号,终端编号,备注,病毒库日期,软件版本',
      `${shop.merchantNo},${terminal.terminalNo},ok,2026-11-20,5.3`,
      `${shop.merchantNo},NOWHERE0,"=1+1",2026-11-20,=cmd()`,
      `${shop.merchantNo},${terminal.terminalNo}`,
    ].join('\r\n');
    const { body, headers } = await send(gzipSync(file)).expect(201);
    expect(body).toMatchObject({
      fileName: '巡检.csv',
      linesTotal: 3,
      accepted: 1,
      unchanged: 0,
      rejected: 2,
    });
    expect(body.takenFrom).toBe(`user:${cast.agent.id}`);
    const receipt = await agent.get(headers['location'] as string).expect(200);
    expect(receipt.body).toEqual(body);
    const rejects = await agent.get(`/v1/prevention/imports/${body.id}/rejects`).expect(200);
    expect(rejects.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, bad, broken, end] = rejects.text.split('\r\n');
    expect(head).toContain('line,field,message,merchant_no,terminal_no');
    expect(bad).toMatch(/^3,software_version,.*'=cmd\(\)/);
    expect(broken).toMatch(/^4,,"This line has not the columns/);
    expect(end).toBe('');
    const list = await agent.get('/v1/prevention/imports').query({ limit: 1 }).expect(200);
    expect(list.body.items).toEqual([body]);
    const told = await merchant.get(pathOf(cast.shop)).expect(200);
    expect(told.body.terms).toMatchObject({ virusDatabaseOn: '2026-11-20', softwareVersion: '5.3' });
    expect((await send(gzipSync(file)).expect(201)).body).toMatchObject({ accepted: 0, unchanged: 1 });
  });

  it.each([
    ['terminal_no,patched_until\n', 422, 'MAPPING_INVALID'],
    ['merchant_no,terminal_no\n', 422, 'MAPPING_INVALID'],
    ['merchant_no,terminal_no,patched_until,补丁截至日\n', 422, 'MAPPING_INVALID'],
    ['', 422, 'FILE_UNREADABLE'],
    ['merchant_no,terminal_no,patched_until\n' + '1,1,1\n'.repeat(50_001), 413, 'FILE_TOO_LARGE'],
  ])('that cannot be one is refused (%#)', async (content, status, code) => {
    expect((await send(content).expect(status)).body).toMatchObject({ code });
  });

  it('is no door for merchants, and comes without other fields', async () => {
    await send('x', merchant).expect(403);
    const { body } = await agent.post('/v1/prevention/imports').field('strict', 'true').attach('file', Buffer.from('x'), 'x.csv').expect(400); // prettier-ignore
    expect(body).toMatchObject({ code: 'INVALID_REQUEST' });
    await agent.get(`/v1/prevention/imports/${randomUUID()}`).expect(404);
    await agent.get(`/v1/prevention/imports/${randomUUID()}/rejects`).expect(404);
  });
});

it('stands on the case for staff, weighs when it is triaged, and is no part of what its merchant reads', async () => {
  await agent.patch(pathOf(cast.shop)).send({ inspectionDueOn: '2026-11-01' }).expect(200);
  const driven = await DrivenCase.open(desk, cast);
  const reported = await driven.seenBy(cast.agent);
  expect(reported.prevention).toMatchObject({
    asOf: '2026-11-23',
    overdue: [{ kind: 'inspection', daysOverdue: 22, text: { zh: expect.stringContaining('已逾期 22 天') } }],
  });
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  expect(await driven.seenBy(cast.agent)).toMatchObject({ slaClass: 'P3', priority: 2 });
  expect(await driven.seenBy(cast.merchant)).not.toHaveProperty('prevention');
});

describe('merchants', () => {
  const remind = (): Promise<number> =>
    desk.worker
      .get(PreventionReminders, { strict: false })
      .remindDue(desk.clock.now(), remindMerchant(desk.worker.get(NotificationsService, { strict: false })));

  interface Told {
    readonly template: string;
    readonly title: unknown;
    readonly content: object;
  }
  async function inbox(http: Person['http']): Promise<Told[]> {
    const { body } = await http.get('/v1/notifications').expect(200);
    const opened = await Promise.all(
      body.items.map(({ id }: { id: string }) => http.post(`/v1/notifications/${id}/open`).expect(200)),
    );
    return opened.map(({ body: one }: { body: Told }) => one);
  }

  it('are reminded in their inbox, in both languages, once', async () => {
    await agent.patch(pathOf(cast.shop)).send({ inspectionDueOn: '2026-11-01' }).expect(200);
    await Promise.all([remind(), remind()]);
    await remind();
    const [letter, ...others] = await inbox(merchant);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      template: 'prevention_reminder',
      title: { zh: '终端维护提醒：1 项已逾期', en: 'Upkeep of your terminals: 1 item overdue' },
      content: {
        body: { zh: expect.stringContaining('已逾期 22 天'), en: expect.stringContaining('22 days overdue') },
        things: [{ terminalId: cast.shop.terminal.id, kind: 'inspection', dueOn: '2026-11-01' }],
      },
    });
  });

  it('learn nothing of why a terminal is frozen from advice, lists and reminders', async () => {
    const machine = await desk.machine('notice:open');
    const read = async (reasonCode: string): Promise<object> => {
      const twin = await castOf(desk);
      const { body } = await machine.post('/v1/cases').send(noticeFor(twin.shop)).expect(201);
      await DrivenCase.of(desk, twin, body.number as string).act(twin.agent, 'triage', { reasonCode });
      await twin.agent.http
        .patch(pathOf(twin.shop))
        .send({ inspectionDueOn: '2026-11-01', passwordRotatedOn: '2026-08-28' })
        .expect(200);
      await remind();
      const { http } = twin.merchant;
      const answers = {
        advice: (await http.get('/v1/prevention/advice').expect(200)).body as object,
        own: (await http.get(pathOf(twin.shop)).expect(200)).body as object,
        due: (await http.get('/v1/prevention/due').query({ withinDays: 30 }).expect(200)).body as object,
        letters: (await inbox(http)).filter(({ template }) => template === 'prevention_reminder'),
      };
      expect(answers.letters).toHaveLength(1);
      const { terminal, merchant: shop } = twin.shop;
      const own = [terminal.terminalNo, shop.merchantNo, shop.name];
      return JSON.parse(
        own
          .reduce((text, value) => text.replaceAll(value, '<own>'), JSON.stringify(answers))
          .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'),
      ) as object;
    };
    const cashout = await read('CASHOUT');
    for (const reasonCode of ['AML', 'GAMBLING_FRAUD', 'AUTHORITY_ORDER'])
      expect(await read(reasonCode)).toEqual(cashout);
    const staff = await agent.get('/v1/prevention/advice').expect(200);
    expect(staff.body.byReason.map(({ code }: { code: string }) => code)).toContain('MALWARE');
    expect(await agent.get('/v1/prevention/policy').expect(200)).toMatchObject({
      body: { version: 1, virusDatabaseDays: 30 },
    });
  });
});
