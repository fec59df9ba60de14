import { QualityDraws, SatisfactionAnswers } from '@thaw/cases';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const DAY_MS = 86_400_000;
let desk: TestDesk;
let cast: Cast;
/** Writes a note on every case, and decides nothing. */
let helper: Person;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  cast = await castOf(desk);
  helper = await desk.person('supervisor');
});
afterAll(() => desk.stop());

/** Triaged, worked by the agent and dismissed by the supervisor: nothing was frozen after all. */
async function closed(reasonCode: string): Promise<DrivenCase> {
  const own = await castOf(desk);
  const machine = await desk.machine('notice:open');
  const { merchantNo } = own.shop.merchant;
  const terminal = { merchantNo, terminalNo: own.shop.terminal.terminalNo };
  const { body } = await machine.post('/v1/cases').send({ terminal, measures: [] }).expect(201);
  const driven = DrivenCase.of(
    desk,
    { ...cast, shop: own.shop, merchant: own.merchant },
    body.number as string,
  );
  await driven.act(cast.agent, 'triage', { reasonCode });
  await driven.act(cast.agent, 'take');
  await driven.act(helper, 'note', { text: 'as on the phone' });
  await driven.act(cast.supervisor, 'dismiss', { as: 'withdrawn', text: 'reported by mistake' });
  return driven;
}

const MARKS = { reason: 5, evidence: null, proportion: 4, words: 5, time: 3, record: 2 };
interface Sample {
  id: string;
  number: string;
  state: string;
  reviews: { round: number; returned: boolean; correction: { text: string } | null }[];
}
const samples = async (state = 'drawn'): Promise<Sample[]> =>
  (await cast.reviewer.http.get(`/v1/quality/samples?state=${state}`).expect(200)).body.items as Sample[];
const review = async (person: Person, id: string, body: object, status = 201) =>
  (
    await person.http
      .post(`/v1/quality/samples/${id}/reviews`)
      .send({ marks: MARKS, comment: 'seen', ...body })
      .expect(status)
  ).body as Sample & { rule?: string };
const tasks = async (person: Person): Promise<unknown[]> =>
  (
    await desk.database.query<{ task: string }>(
      `SELECT content ->> 'task' AS task FROM notification WHERE recipient_id = $1 AND template = 'task'`,
      [person.id],
    )
  )
    .map(({ task }) => task)
    .filter((task) => task.startsWith('quality_'));
const figure = async (code: string) => {
  // A period ends with now.
  desk.clock.advance(1_000);
  const { body } = await cast.reviewer.http.get('/v1/figures?by=queue').expect(200);
  const found = (body.figures as { code: string; rows: { group: string; count: number; of: number }[] }[]).find((each) => each.code === code);
  return found?.rows.map(({ group, count, of }) => [group, count, of]);
}; // prettier-ignore

it('draws of each queue a part of what was closed in the month, so that it can be drawn again, and once', async () => {
  const admin = await desk.person('admin');
  const plan = (queue: string, terms: object, tag: Record<string, string> = { 'if-none-match': '*' }) =>
    admin.http.put(`/v1/quality/plans/${queue}`).set(tag).send(terms);
  await plan('trading_review', { ratePercent: 50, monthlyCap: 2 }).expect(204);
  await plan('trading_review', { ratePercent: 9, monthlyCap: 2 }).expect(412);
  await plan('device_check', { ratePercent: 0, monthlyCap: 5 }).expect(204);
  await plan('none_such', { ratePercent: 1, monthlyCap: 1 }).expect(404);
  await plan('records_check', { ratePercent: 101, monthlyCap: 1 }).expect(400);
  await cast.reviewer.http.put('/v1/quality/plans/records_check').set('if-none-match', '*').send({ ratePercent: 1, monthlyCap: 1 }).expect(403);
  const numbers: string[] = [];
  for (let i = 0; i < 5; i++) numbers.push((await closed('ROUND_PATTERN')).number);
  const draws = desk.worker.get(QualityDraws, { strict: false });
  await draws.drawEndedMonths(desk.clock.now());
  expect(await samples()).toEqual([]);
  // As if it had been planned in September, and no worker had run since.
  await desk.database.query(`UPDATE quality_plan SET draws_from = '2026-08' WHERE queue = 'trading_review'`);
  desk.clock.advance(10 * DAY_MS);
  for (let i = 0; i < 2; i++) await draws.drawEndedMonths(desk.clock.now());
  const drawn = await samples();
  expect(drawn).toHaveLength(2);
  for (const { number } of drawn) expect(numbers).toContain(number);
  const { body } = await cast.reviewer.http.get('/v1/quality/draws').expect(200);
  expect(body.items).toMatchObject([{ queue: 'trading_review', month: '2026-11', candidates: 5, drawn: 2, agrees: true, seed: expect.stringMatching(/^[0-9a-f]{32}$/) }, { month: '2026-10', candidates: 0, drawn: 0 }, { month: '2026-09' }, { month: '2026-08' }]);
  expect(new Set((body.items as { seed: string }[]).map(({ seed }) => seed)).size).toBe(4);
  await expect(desk.database.query(`UPDATE quality_draw SET seed = 'mine'`)).rejects.toThrow();
  await desk.database.query(`INSERT INTO quality_sample (id, draw_id, case_id, drawn_at, state)
    SELECT gen_random_uuid(), d.id, (candidate #>> '{}')::uuid, now(), 'passed' FROM quality_draw d, jsonb_array_elements(d.candidates) candidate
    WHERE NOT EXISTS (SELECT FROM quality_sample s WHERE s.case_id = (candidate #>> '{}')::uuid) LIMIT 1`);
  // Whoever slips one in is found out.
  expect((await cast.reviewer.http.get('/v1/quality/draws').expect(200)).body.items).toMatchObject([{ drawn: 3, agrees: false }, { drawn: 0, agrees: true }, {}, {}]);
}); // prettier-ignore

it('is looked at by somebody who decided nothing of it, and comes back put right', async () => {
  const [first, second] = (await samples()) as [Sample, Sample];
  const both = await desk.person('reviewer');
  // A reviewer today who was the supervisor then: persons count, not roles.
  const mender = await desk.person('supervisor');
  await desk.database.query(
    `INSERT INTO user_role (user_id, role, granted_by, granted_at, confirmed_by, confirmed_at)
     SELECT person, 'reviewer', granted_by, granted_at, confirmed_by, confirmed_at FROM user_role, unnest($1::uuid[]) person
     WHERE user_id = $2`,
    [[cast.supervisor.id, helper.id, mender.id], both.id],
  );
  expect(await review(cast.supervisor, first.id, {}, 403)).toMatchObject({ code: 'SEPARATION_OF_DUTIES', rule: 'quality.by_another' });
  expect(await review(helper, first.id, {}, 403)).toMatchObject({ rule: 'quality.by_another' });
  await expect(desk.database.query(
    `INSERT INTO quality_review (id, sample_id, round, reviewer, marks, comment, returned, reviewed_at) VALUES (gen_random_uuid(), $1, 1, $2, '{}', 'x', false, now())`,
    [first.id, cast.supervisor.id])).rejects.toThrow('does not review it');
  await review(cast.agent, first.id, {}, 403);
  expect(await review(both, first.id, { marks: { ...MARKS, time: 9 } }, 400)).toMatchObject({ field: 'marks.time' });
  expect(await review(both, first.id, { returned: true, comment: 'name the document' })).toMatchObject({ state: 'returned' });
  expect(await tasks(cast.agent)).toEqual(['quality_returned']);
  expect(await review(both, first.id, {}, 409)).toMatchObject({ rule: 'quality.waiting' });
  const correct = (person: Person, number: string, status: number) =>
    person.http.post(`/v1/cases/${number}/quality/corrections`).send({ text: 'named' }).expect(status);
  const stranger = await desk.person('agent');
  await correct(stranger, first.number, 403);
  await correct(cast.agent, second.number, 409);
  const corrected = await correct(mender, first.number, 201);
  expect(corrected.body.items).toMatchObject([{ state: 'corrected', reviews: [{ round: 1, returned: true, correction: { text: 'named' } }] }]);
  expect(await tasks(both)).toEqual(['quality_corrected']);
  expect(await review(mender, first.id, {}, 403)).toMatchObject({ rule: 'quality.by_another' });
  expect(await review(both, first.id, {})).toMatchObject({ state: 'passed', reviews: [{ round: 1 }, { round: 2, correction: null }] });
  expect(await figure('quality_returned')).toEqual([['trading_review', 1, 2]]);
  expect(await figure('quality')).toEqual([['trading_review', 38, 50]]);
}); // prettier-ignore

it('asks the merchant once, in both languages, and the same whatever the case was about', async () => {
  const [plain, guarded] = [await closed('ROUND_PATTERN'), await closed('CASHOUT')];
  await desk.database.query(`UPDATE freeze_case SET reason_code = 'AML' WHERE number = $1`, [guarded.number]);
  const open = await DrivenCase.open(desk, await castOf(desk));
  await open.cast.merchant.http.post(`/v1/cases/${open.number}/satisfaction`).send({ mark: 5 }).expect(409);
  const questions = desk.worker.get(SatisfactionAnswers, { strict: false });
  const letters: object[] = [];
  await questions.askDue(desk.clock.now());
  desk.clock.advance(5 * DAY_MS);
  for (let i = 0; i < 2; i++) await questions.askDue(desk.clock.now());
  // The worker's own sweep may have come first.
  await waitFor('both to be asked', async () => {
    const asked = await desk.database.query('SELECT FROM satisfaction WHERE asked_at IS NOT NULL');
    return asked.length >= 2;
  });
  for (const { number, cast: { merchant } } of [plain, guarded]) {
    const { body } = await merchant.http.get('/v1/notifications').expect(200);
    const asked = (body.items as { id: string; template: string }[]).filter(({ template }) => template === 'satisfaction');
    expect(asked).toHaveLength(1);
    const { content } = (await merchant.http.post(`/v1/notifications/${asked[0]!.id}/open`).expect(200)).body as { content: object };
    letters.push(JSON.parse(JSON.stringify(content).replaceAll(number, '#')) as object);
    const question = (await merchant.http.get(`/v1/cases/${number}/satisfaction`).expect(200)).body;
    expect(question).toEqual({ question: { zh: expect.stringContaining('满意'), en: expect.stringContaining('content') }, isOpen: true, answer: null });
  }
  expect(letters[0]).toEqual(letters[1]);
  const { merchant } = plain.cast;
  const answer = (person: Person, status: number, body: object = { mark: 4, words: '很快' }) =>
    person.http.post(`/v1/cases/${plain.number}/satisfaction`).send(body).expect(status);
  await answer(guarded.cast.merchant, 404);
  await answer(cast.agent, 403);
  await answer(merchant, 400, { mark: 6 });
  expect((await answer(merchant, 201)).body).toMatchObject({ isOpen: false, answer: { mark: 4, words: '很快' } });
  expect((await answer(merchant, 409)).body).toMatchObject({ rule: 'satisfaction.open' });
  await expect(desk.database.query('UPDATE satisfaction SET mark = 1 WHERE mark = 4')).rejects.toThrow('once');
  expect((await cast.agent.http.get(`/v1/cases/${plain.number}/satisfaction`).expect(200)).body.answer).toMatchObject({ mark: 4 });
  expect(await figure('satisfaction')).toEqual([['trading_review', 4, 5]]);
  const [, count] = (await figure('satisfaction_answered'))![0]!;
  expect(count).toBe(1);
}); // prettier-ignore
