import type { DeskFiguresView } from '@thaw/cases';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
let desk: TestDesk;
let cast: Cast;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  cast = await castOf(desk);
});
afterAll(() => desk.stop());

const read = async (query = '', who = cast.supervisor): Promise<DeskFiguresView> =>
  (await who.http.get(`/v1/figures${query}`).expect(200)).body as DeskFiguresView;
const rowsOf = ({ figures }: DeskFiguresView, wanted: string) =>
  Object.fromEntries(
    (figures.find(({ code }) => code === wanted)?.rows ?? []).map((row) => [row.part ?? row.group, row]),
  );

/** Scanned and every item accepted: ready to be decided. */
async function ready(reasonCode: string): Promise<DrivenCase> {
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode });
  desk.clock.advance(2 * HOUR_MS);
  await driven.supplyEverything();
  await driven.scan();
  return driven;
}

it('of a desk where nothing happened are empty, and no error', async () => {
  const nothing = await read('?from=2020-01-01&to=2020-01-31');
  expect(nothing).toMatchObject({ from: '2020-01-01', to: '2020-01-31', by: 'all' });
  for (const { rows, definition } of nothing.figures) {
    expect(rows).toEqual([]);
    expect(definition.zh).not.toBe('');
    expect(definition.en).not.toBe('');
  }
});

it('tell the life of a case: opened, answered, frozen, given back, frozen again, decided otherwise', async () => {
  const driven = await ready('ROUND_PATTERN');
  // Two hours until the merchant was asked; the case is decided two days after.
  desk.clock.advance(2 * DAY_MS);
  await driven.scan();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  // A period ends now, and what happens now is not in it.
  desk.clock.advance(60_000);
  const given = await read('?by=reason');
  expect(rowsOf(given, 'opened')['ROUND_PATTERN']).toMatchObject({ count: 1, of: null });
  expect(rowsOf(given, 'first_answer')['ROUND_PATTERN']).toMatchObject({ of: 1, medianMs: 2 * HOUR_MS });
  const unfrozen = rowsOf(given, 'unfreeze')['ROUND_PATTERN']!;
  expect(unfrozen.of).toBe(1);
  expect(unfrozen.medianMs! / HOUR_MS).toBeCloseTo(50, 1);
  expect(rowsOf(given, 'frozen_hours')['ROUND_PATTERN']).toMatchObject({ count: 50 });
  // 28 days before the freeze brought what the history holds; 50 hours of it were kept from the merchant.
  const [{ fen }] = await desk.database.query<{ fen: string }>(
    `SELECT sum(amount_fen) AS fen FROM transaction WHERE terminal_id = $1`, [cast.shop.terminal.id]) as [{ fen: string }]; // prettier-ignore
  const held = rowsOf(given, 'turnover_held')['ROUND_PATTERN']!.count;
  expect(held).toBeGreaterThan(0);
  expect(Math.abs(held - (Number(fen) * 50) / (28 * 24))).toBeLessThan(Number(fen) * 0.001);
  expect(rowsOf(given, 'repeat_freezes')['ROUND_PATTERN']).toMatchObject({ count: 0, of: 1 });
  expect(rowsOf(given, 'deadlines_met')['decision']).toMatchObject({
    group: 'ROUND_PATTERN',
    count: 1,
    of: 1,
  });

  await driven.act(cast.agent, 'refreeze', { text: 'again', measures: [{ level: 'F4', scope: 'terminal' }] });
  desk.clock.advance(DAY_MS);
  const again = await read('?by=reason');
  expect(rowsOf(again, 'repeat_freezes')['ROUND_PATTERN']).toMatchObject({ count: 1, of: 2 });
  expect(rowsOf(again, 'frozen_hours')['ROUND_PATTERN']).toMatchObject({ count: 74 });
  expect(rowsOf(again, 'open_cases')['ROUND_PATTERN']).toMatchObject({ count: 1 });
});

it('say how appeals ended, by rule and by whoever proposed, and what was sent back of the evidence', async () => {
  cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.act(cast.agent, 'request_evidence', {
    items: [{ code: 'E05', required: true }],
    text: 'please',
  });
  const { evidence } = await driven.seenBy(cast.agent);
  const { id } = (evidence.items as { id: string; code: string }[]).find(({ code }) => code === 'E05')!;
  await driven.upload(cast.merchant, id);
  await driven.act(cast.merchant, 'submit_evidence');
  await driven.act(cast.agent, 'reject', { itemId: id, text: 'of another year' });
  await driven.scan();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  const findings = await driven.findings(cast.agent);
  const seen = await driven.findings(cast.merchant);
  const letter = (await cast.merchant.http.get('/v1/notifications?limit=200').expect(200)).body.items.find(
    ({ template }: { template: string }) => template === 'decision_letter',
  );
  await cast.merchant.http.post(`/v1/notifications/${letter.id}/open`).expect(200);
  await driven.act(cast.merchant, 'appeal', {
    text: 'these were weddings',
    answers: seen.map((finding) => ({ findingId: finding.id, answer: 'a wedding' })),
  });
  await driven.act(cast.reviewer, 'overturn', {
    extent: 'full', outcome: 'U', measuresAfter: await driven.measures('lift'), reasons: await driven.reasons(), text: 'so they were',
  }); // prettier-ignore
  await driven.becomes('monitoring');
  desk.clock.advance(HOUR_MS);

  const figures = await read('?by=reason', cast.reviewer);
  expect(rowsOf(figures, 'overturned')['CASHOUT']).toMatchObject({ count: 1, of: 1 });
  const byRule = rowsOf(figures, 'overturned_by_rule');
  const weighing = new Set(findings.filter(({ weight }) => (weight ?? 0) > 0).map(({ rule }) => rule));
  expect(weighing.size).toBeGreaterThan(0);
  expect(new Set(Object.keys(byRule))).toEqual(weighing);
  expect(Object.values(rowsOf(figures, 'overturned_by_agent'))).toMatchObject([{ count: 1, of: 1 }]);
  expect(rowsOf(figures, 'evidence_rejected')['E05']).toMatchObject({ count: 1, of: 1 });

  const file = await cast.reviewer.http
    .get('/v1/figures/file?by=reason')
    .set('accept-language', 'zh')
    .expect(200);
  expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(file.text).toContain('指标,名称,分组,分项');
  expect(file.text).toMatch(/\r\noverturned,申诉改判,CASHOUT,,1,1,,,\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d\r\n/);
});

it('are of the queues that a supervisor is a member of; a reviewer has them all', async () => {
  const boss = await desk.person('supervisor');
  const total = async (who: Person, code: string) =>
    (await read('', who)).figures.find((figure) => figure.code === code)!.rows.reduce((sum, { count, of }) => sum + (of ?? count), 0);
  const codes = ['opened', 'open_cases', 'open_age', 'first_answer', 'unfreeze', 'frozen_hours', 'turnover_held', 'deadlines_met',
    'overturned', 'overturned_by_rule', 'overturned_by_agent', 'repeat_freezes', 'evidence_rejected'];
  const whole = new Map<string, number>();
  for (const code of codes) {
    whole.set(code, await total(cast.reviewer, code));
    expect([code, whole.get(code)! > 0]).toEqual([code, true]);
    expect([code, await total(boss, code)]).toEqual([code, whole.get(code)]);
  }
  await desk.database.query(`DELETE FROM queue_member WHERE user_id = $1 AND queue = 'trading_review'`, [boss.id]);
  for (const code of codes) expect([code, await total(boss, code)]).toEqual([code, 0]);
  for (const code of codes) expect([code, await total(cast.reviewer, code)]).toEqual([code, whole.get(code)]);

  // To another queue, reason and class today: what happened before counts where and as what it happened.
  const rowsIn = ({ figures }: DeskFiguresView, code: string) => figures.find((figure) => figure.code === code)!.rows;
  const now = async () => [await read('?by=queue', cast.reviewer), await read('?by=reason', cast.reviewer)] as const;
  const before = await now();
  await desk.database.query(`UPDATE freeze_case SET queue = 'device_check', reason_code = 'TAMPER', sla_class = 'P1', changed_at = $1`, [desk.clock.now()]);
  desk.clock.advance(1_000);
  const after = await now();
  for (const code of ['opened', 'first_answer', 'unfreeze', 'deadlines_met', 'overturned', 'overturned_by_rule', 'evidence_rejected']) {
    expect([code, await total(boss, code)]).toEqual([code, 0]);
    for (const by of [0, 1] as const) expect([code, rowsIn(after[by], code)]).toEqual([code, rowsIn(before[by], code)]);
  }
  expect(rowsIn(before[0], 'deadlines_met')).toContainEqual(expect.objectContaining({ group: 'trading_review', part: 'decision' }));
  expect(rowsIn(after[0], 'open_cases')).toMatchObject([{ group: 'device_check' }]);
  expect(await total(boss, 'open_cases')).toBeGreaterThan(0);
}); // prettier-ignore

it('are the supervisors’ and the reviewers’, and say what is wrong with a period', async () => {
  for (const person of [
    cast.agent,
    cast.merchant,
    await desk.person('admin'),
    await desk.person('risk_officer'),
  ])
    await person.http.get('/v1/figures').expect(403);
  const { body } = await cast.supervisor.http.get('/v1/figures?from=2026-02-30').expect(400);
  expect(body).toMatchObject({ code: 'INVALID_REQUEST', field: 'from' });
  await cast.supervisor.http.get('/v1/figures?by=merchant').expect(400);
});
