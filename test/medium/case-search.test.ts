import { randomUUID } from 'node:crypto';
import { CaseSearch, SearchFilling } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { runSearch } from '../../apps/cli/src/search/search.command';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

interface Hit {
  readonly number: string;
  readonly where: string;
  readonly snippet: { text: string; hits: { from: number; to: number }[] };
}

let desk: TestDesk;
let cast: Cast;
let driven: DrivenCase;
let stranger: Person;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  cast = await castOf(desk);
  driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  const elsewhere = await desk.shop();
  stranger = await desk.person('merchant', elsewhere.merchant.merchantNo);
  await driven.act(cast.merchant, 'message', { text: '我店的ＰＯＳ机昨天断网，流水已备好' });
  await driven.act(cast.agent, 'note', { text: '疑似刷单，先查流水' });
  await desk.untilIdle();
});
afterAll(() => desk.stop());

async function find(person: Person, q: string, limit = 50): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (let cursor = ''; ;) {
    const query = new URLSearchParams({ q, limit: String(limit), ...(cursor && { cursor }) }).toString();
    const { body } = await person.http.get(`/v1/search?${query}`).expect(200);
    hits.push(...(body.items as Hit[]));
    if (body.next === null) return hits;
    cursor = body.next as string;
  }
}

const marked = ({ snippet }: Hit): string[] =>
  snippet.hits.map(({ from, to }) => snippet.text.slice(from, to));
const whereOf = (hits: readonly Hit[]): string[] => hits.map(({ where }) => where);

it('finds a case by its number, its merchant, its terminal, its device, messages and notes, marked as written', async () => {
  const { agent, shop } = cast;
  const [{ serial_no: serialNo } = { serial_no: '' }] = await desk.database.query<{ serial_no: string }>(
    `SELECT serial_no FROM device d JOIN device_binding b ON b.device_id = d.id WHERE b.terminal_id = $1`,
    [shop.terminal.id],
  );
  for (const [query, where] of [
    [driven.number, 'case'],
    [shop.merchant.merchantNo, 'case'],
    [shop.merchant.name.slice(0, 2), 'case'],
    [shop.terminal.terminalNo, 'case'],
    [serialNo, 'device'],
    ['断网', 'message'],
    ['pos机', 'message'],
    ['刷单', 'note'],
  ] as const) {
    const hits = (await find(agent, query)).filter(({ where: found }) => found === where);
    expect([query, hits]).toEqual([query, [expect.objectContaining({ number: driven.number })]]);
  }
  expect(marked((await find(agent, 'pos机'))[0]!)).toEqual(['ＰＯＳ机']);
  expect(whereOf(await find(agent, '流水')).sort()).toEqual(['message', 'note']);
});

it('shows merchants what is on their own cases, and no note, and others nothing', async () => {
  expect(whereOf(await find(cast.merchant, '流水'))).toEqual(['message']);
  expect(whereOf(await find(cast.merchant, driven.number))).toEqual(['case']);
  expect(await find(cast.merchant, '刷单')).toEqual([]);
  for (const query of ['流水', '刷单', driven.number, cast.shop.merchant.merchantNo]) {
    expect(await find(stranger, query)).toEqual([]);
  }
  expect(whereOf(await find(cast.reviewer, '刷单'))).toEqual(['note']);
  await (await desk.person('admin')).http.get('/v1/search?q=ab').expect(403);
});

it.each(['', '套', '！？', '%_', 'a b c', '查'.repeat(101)])(
  'refuses %j and says what to give',
  async (q) => {
    const { body } = await cast.agent.http.get(`/v1/search?q=${encodeURIComponent(q)}`).expect(400);
    expect(body.code).toBe('INVALID_REQUEST');
  },
);

it('takes letters as they come, and a pattern of SQL as nothing of the kind', async () => {
  for (const query of ['ｐｏｓ机', 'PoS机', '  断网、流水 ', `流水'; --`]) {
    // What was written at one instant of the test's clock has no order.
    expect([query, ...whereOf(await find(cast.agent, query))]).toContain('message');
  }
  expect(await find(cast.agent, '断网%备好')).toEqual([]);
});

const stored = () =>
  desk.database.query(
    'SELECT source_id, case_id, source, merchant_id, merchant_sees, at, form, (SELECT array_agg(g ORDER BY g) FROM unnest(grams) g) AS grams FROM case_search ORDER BY source_id, case_id',
  );

it('keeps what a rebuild makes, a device that came later too', async () => {
  const deviceId = randomUUID();
  await desk.database.query(
    `WITH d AS (INSERT INTO device (id, serial_no, model, created_at) VALUES ($1, 'New-SN/2026-77aB', 'X9', now()) RETURNING id),
     ended AS (UPDATE device_binding SET unbound_at = now() WHERE terminal_id = $2 AND unbound_at IS NULL RETURNING *)
     SELECT FROM d, ended`,
    [deviceId, cast.shop.terminal.id],
  );
  await desk.database.query(
    `INSERT INTO device_binding (id, device_id, terminal_id, acquirer_code, merchant_no, social_credit_code, settlement_account,
       installation_address, bound_at)
     SELECT gen_random_uuid(), $1, terminal_id, acquirer_code, merchant_no, social_credit_code, settlement_account,
       installation_address, now() FROM device_binding WHERE terminal_id = $2 LIMIT 1`,
    [deviceId, cast.shop.terminal.id],
  );
  expect(whereOf(await find(cast.agent, 'sn/2026-77AB'))).toEqual(['device']);
  const kept = await stored();
  const said: string[] = [];
  const io = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text), ask: () => Promise.resolve(null) };
  expect(await runSearch(['rebuild', '--lang', 'en'], { DATABASE_URL: desk.config.databaseUrl }, io as never)).toBe(0);
  expect(said.join('')).toContain(`${kept.length} texts`);
  expect(await stored()).toEqual(kept);
  expect(await runSearch(['again'], {}, io as never)).toBe(2);
}); // prettier-ignore

it('makes findable what was written before there was a search, and says so until it is', async () => {
  const kept = await stored();
  const found = async () =>
    (await cast.agent.http.get('/v1/search?q=刷单').expect(200)).body as Record<string, unknown>;
  expect(await found()).toMatchObject({ complete: true });
  // As the upgrade leaves a desk that had cases: one text is there already, of whoever wrote meanwhile.
  await desk.database.query(`DELETE FROM case_search WHERE source <> 'device'`);
  await desk.database.query('INSERT INTO search_fill DEFAULT VALUES');
  expect(await found()).toMatchObject({ items: [], complete: false });
  const filling = desk.worker.get(SearchFilling, { strict: false });
  await Promise.all([filling.fill(), filling.fill()]);
  expect(await stored()).toEqual(kept);
  expect(await found()).toMatchObject({ items: [{ where: 'note' }], complete: true });
});

it('pages through what is common, what is neither and what is rare, newest first, each once', async () => {
  const from = desk.clock.now().getTime();
  await desk.database.query(
    `INSERT INTO case_message (id, case_id, from_merchant, author, body, sent_at)
     SELECT gen_random_uuid(), c.id, true, 'system:setup', '普通 ' || n || CASE WHEN n % 150 = 0 THEN ' 偶尔' ELSE '' END
       || CASE WHEN n % 1100 = 7 THEN ' 罕见' ELSE '' END, $1::timestamptz + (n / 3) * interval '1 second'
     FROM freeze_case c, generate_series(1, 2400) n WHERE c.number = $2`,
    [new Date(from), driven.number],
  );
  await desk.api.get(Database).asActor(systemActor('setup'), (tx) => desk.api.get(CaseSearch).rebuild(tx));
  const outsider = await desk.person('agent');
  await desk.database.query('DELETE FROM queue_member WHERE user_id = $1', [outsider.id]);
  for (const [query, count] of [
    ['普通', 2400],
    ['偶尔', 16],
    ['罕见', 3],
  ] as const) {
    for (const person of [cast.agent, cast.merchant]) {
      const hits = await find(person, query, query === '普通' ? 150 : 4);
      expect([query, hits.length]).toEqual([query, count]);
      expect(new Set(hits.map(({ snippet }) => snippet.text)).size).toBe(count);
      const times = hits.map((hit) => Date.parse((hit as unknown as { at: string }).at));
      expect(times).toEqual([...times].sort((a, b) => b - a));
    }
    expect(await find(outsider, query)).toEqual([]);
  }
});
