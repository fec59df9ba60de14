import { createHash } from 'node:crypto';
import { castOf } from '../factories/freeze-case';
import { insertSales } from '../factories/history';
import { leapTo, typesOf } from '../support/asked-merchant';
import { LARGE, Slips, refusedWith, salesOf, type Picked } from '../support/asked-slips';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

const ORIGINAL = { document: 'original', signed: true };

it('asks for slips of sales picked by hand: those of the terminal, each once, and of nothing else', async () => {
  const one = await Slips.of(desk);
  const other = await castOf(desk);
  await insertSales(desk.database, other.shop.terminal.id, LARGE);
  const [foreign] = await salesOf(desk, other);
  const [sale, next] = one.sales as [Picked, Picked];
  for (const transactions of [
    [foreign],
    [{ ...sale, id: 999_999_999 }],
    [{ ...sale, occurredAt: next.occurredAt }],
    [sale, sale],
    [],
  ]) {
    expect(await one.ask({ transactions }, 400)).toMatchObject({ code: 'INVALID_REQUEST', field: expect.stringMatching(/^slips\.transactions/) });
  }
  expect(await one.ask({ transactions: [{ ...sale, occurredAt: 'never' }] }, 400)).toMatchObject({ detail: expect.stringContaining('Give a date and time') });
  expect(await one.ask({}, 400)).toMatchObject({ field: 'slips' });
  expect(await one.ask({ transactions: [sale], sample: { size: 1 } }, 400)).toMatchObject({ field: 'slips' });
  expect(await one.ask({ sales: [{ transactionId: 1, amountFen: 1 }] }, 400)).toMatchObject({ code: 'INVALID_REQUEST' });
  await desk.database.query(`UPDATE transaction SET status = 'declined' WHERE terminal_id = $1 AND id = $2`, [one.cast.shop.terminal.id, next.id]);
  expect(await one.ask({ transactions: [sale, next] }, 400)).toMatchObject({
    field: 'slips.transactions[1]',
    detail: expect.stringContaining('approved purchase'),
  });
  await one.pick(0, 2);
  expect(await one.driven.state()).toBe('awaiting_merchant');
  expect((await one.seen()).map(({ transactionId, state, insideRetention }) => [transactionId, state, insideRetention])).toEqual([
    [one.sales[0]!.id, 'asked', true],
    [one.sales[2]!.id, 'asked', true],
  ]);
  expect(await one.item()).toMatchObject({ state: 'requested', standing: { why: { code: 'more_slips' } } });
}); // prettier-ignore

it('takes answers one by one, judges each, and reopens only what is rejected', async () => {
  const one = await Slips.of(desk);
  await one.pick(0, 1, 2);
  const seen = await one.seen(one.cast.merchant);
  expect(seen[0]).toEqual({
    ...{ id: expect.any(String), askedAt: expect.any(String), keptUntil: '2027-05-10', state: 'asked', revision: 0 },
    sale: {
      ...{ occurredAt: '2026-11-10T03:15:00.000Z', amountFen: 5_000_011, currency: 'CNY' },
      ...{ cardLastFour: '0007', reference: null, traceNo: '000123', batchNo: null },
    },
    ...{ fileId: null, absenceReason: null, stated: {}, answeredAt: null },
    ...{ assessment: null, assessmentReason: null, assessedAt: null },
  });
  await one.answerWell(0);
  expect(await one.submit(409)).toMatchObject({ ...refusedWith('submit_evidence.complete'), field: 'slips', detail: expect.stringContaining('2 slips are not answered') });
  await one.answer(1, { absenceReason: 'the printer broke' });
  await one.answer(2, { fileId: await one.upload(), document: 'reprint', signed: false, lastFour: '0008' });
  await one.submit();
  expect(await one.driven.state()).toBe('reviewing');
  await one.driven.scan();
  const { id: itemId } = await one.item();
  expect(await one.driven.act(one.cast.agent, 'assess', { itemId }, 409)).toMatchObject(refusedWith('assess.slips_first'));
  expect(await one.driven.act(one.cast.agent, 'reject', { itemId, text: 'no' }, 409)).toMatchObject(refusedWith('reject.slip_by_slip'));
  const { actions } = await one.driven.seenBy(one.cast.agent);
  expect((actions as { action: string }[]).find(({ action }) => action === 'propose')).toMatchObject({ allowed: false, rule: 'propose.slips_assessed' });
  await one.judge(0, { verdict: 'accept', cardLastFour: '0009', nameSame: true });
  await one.judge(1, { verdict: 'accept' });
  await one.judge(2, { verdict: 'reject', text: 'a reprint: send the original' });
  expect(await one.seen(one.cast.merchant)).toMatchObject([
    { state: 'answered', assessment: 'accepted' },
    { state: 'absent', absenceReason: 'the printer broke', assessment: 'accepted' },
    { state: 'answered', assessment: 'rejected', assessmentReason: 'a reprint: send the original' },
  ]);
  expect((await one.seen())[0]).toMatchObject({ agrees: { numberSame: false, amountSame: null, daySame: null } });

  expect(await one.ask({ transactions: [one.sales[2], one.sales[0]] }, 409)).toMatchObject({ ...refusedWith('request_evidence.slip_open'), field: 'slips.transactions[1]' });
  await one.pick(2);
  expect((await one.seen()).map(({ state }) => state)).toEqual(['answered', 'absent', 'asked']);
  expect(await one.answer(0, { absenceReason: 'never' }, 409)).toMatchObject(refusedWith('answer_slips.asked'));
  await one.answerWell(2);
  await one.submit();
  await one.judge(2, { verdict: 'accept' });
  await one.driven.act(one.cast.agent, 'assess', { itemId });
  expect(await one.item()).toMatchObject({ state: 'accepted' });
  expect(await typesOf(desk, one.driven.number)).toEqual(expect.arrayContaining(['slips_answered', 'slips_assessed']));
}, 60_000); // prettier-ignore

it('finds what R7a and R7b say of the answers, on a scan after them, and a replay comes to the same', async () => {
  const one = await Slips.of(desk, 'ROUND_PATTERN');
  const { agent, merchant, supervisor } = one.cast;
  await one.driven.act(agent, 'request_evidence', { items: [{ code: 'E02', required: true }], slips: { transactions: one.sales.slice(0, 3) } });
  await one.answer(0, { fileId: await one.upload(), document: 'reprint', signed: true });
  await one.answer(1, { absenceReason: 'lost in the move' });
  await one.answer(2, { fileId: await one.upload(), ...ORIGINAL, lastFour: '0008' });
  const { evidence } = await one.driven.seenBy(merchant);
  const contract = (evidence.items as { id: string; code: string }[]).find(({ code }) => code === 'E02')!;
  await one.driven.upload(merchant, contract.id);
  await one.submit();
  await one.driven.scan();
  const score = async (): Promise<number> => (await one.driven.seenBy(agent)).scan.score as number;
  expect((await one.hits()).map(({ rule, weight }) => [rule, weight])).toEqual([['R7a', 12], ['R7a', 12], ['R7b', 12]]);
  const first = await score();
  const told = (await one.driven.findings(merchant)) as unknown as { rule: string; explanation: { en: string } }[];
  expect(told.filter(({ rule }) => rule === 'R7a')).toHaveLength(2);
  expect(JSON.stringify(told)).not.toMatch(/retention|threshold|0008|reprint was|fires/);

  desk.clock.advance(1_000);
  for (const index of [0, 1]) await one.judge(index, { verdict: 'accept' });
  await one.judge(2, { verdict: 'accept', lastFour: '0007' });
  for (const { id } of [await one.item(), contract]) await one.driven.act(agent, 'assess', { itemId: id });
  const proposal = async () => ({ outcome: 'U', measuresAfter: await one.driven.measures('lift'), reasons: await one.driven.reasons(), text: 'as found' });
  expect(await one.driven.act(agent, 'propose', await proposal(), 409)).toMatchObject(refusedWith('propose.slips_scanned'));
  const before = (await one.driven.seenBy(agent)).scan.id as string;
  await one.driven.scan();
  expect((await one.hits()).map(({ rule }) => rule)).toEqual(['R7a', 'R7a']);
  expect(await score()).toBe(first - 12);

  const replays = `/v1/cases/${one.driven.number}/scans/${before}/replays`;
  await supervisor.http.post(replays).expect(202);
  await waitFor('the replay', async () => ((await supervisor.http.get(replays)).body.items[0] as { state: string }).state !== 'queued');
  expect((await supervisor.http.get(replays)).body.items).toMatchObject([{ state: 'same' }]);
  await one.driven.act(agent, 'propose', await proposal());
  expect(await one.driven.state()).toBe('pending_approval');
}, 60_000); // prettier-ignore

it('draws a sample of what the scan flagged by a seed, and anybody can draw it again', async () => {
  const one = await Slips.of(desk);
  expect(await one.ask({ sample: { size: 2 } }, 409)).toMatchObject(refusedWith('request_evidence.scanned'));
  // Whether there is a scan is none of the merchant's.
  expect(await one.driven.act(one.cast.merchant, 'request_evidence', { items: [], slips: { sample: { size: 2 } } }, 403)).toMatchObject({ code: 'ACTION_NOT_YOURS' });
  await one.driven.scan();
  expect(await one.ask({ sample: { size: 2, findingIds: ['00000000-0000-4000-8000-000000000001'] } }, 400)).toMatchObject({ field: 'slips.sample.findingIds' });
  for (const size of [0, 51, 1.5]) await one.ask({ sample: { size } }, 400);
  await one.ask({ sample: { size: 2, seed: 'november' } });
  const samples = async (person: Person, status = 200) =>
    (await person.http.get(`/v1/cases/${one.driven.number}/slip-samples`).expect(status)).body.items as { picked: number[]; seed: string; reproduced: boolean }[];
  const [first] = await samples(one.cast.reviewer);
  const rank = ({ id }: Picked): string => createHash('sha256').update(`november:${id}`).digest('hex');
  const drawn = one.sales.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).map(({ id }) => id);
  expect(first).toMatchObject({ seed: 'november', size: 2, population: 5, reproduced: true, picked: drawn.slice(0, 2), skipped: [] });
  await samples(one.cast.merchant, 403);
  expect(JSON.stringify(await one.driven.seenBy(one.cast.merchant))).not.toMatch(/november|seed|sample|findingId|transactionId|k1\./);

  await one.driven.act(one.cast.agent, 'recall_request', { text: 'more of them' });
  expect((await one.seen()).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
  await one.ask({ transactions: one.sales.filter(({ id }) => id === drawn[0]) });
  await one.answerWell((await one.seen()).findIndex(({ transactionId }) => transactionId === drawn[0]));
  await one.submit();
  await one.judge((await one.seen()).findIndex(({ transactionId }) => transactionId === drawn[0]), { verdict: 'accept' });
  await one.ask({ sample: { size: 50 } });
  const second = (await samples(one.cast.supervisor)).find(({ seed }) => seed !== 'november');
  expect(second).toMatchObject({ seed: expect.stringMatching(/^[a-p]{32}$/), reproduced: true, skipped: [drawn[0]], population: 5 });
  expect(second!.picked.toSorted()).toEqual(drawn.slice(1).toSorted());
  await desk.database.query(`UPDATE slip_sample SET picked = ARRAY[1, 2] WHERE seed = 'november'`);
  for (const { seed, reproduced } of await samples(one.cast.reviewer)) expect(reproduced).toBe(seed !== 'november');
}, 60_000); // prettier-ignore

it('lets a file of elsewhere, a slip of elsewhere and a second answer at once answer nothing', async () => {
  const [one, other] = [await Slips.of(desk), await Slips.of(desk)];
  await one.pick(0, 1);
  await other.pick(0);
  const foreign = await other.upload();
  expect(await one.answer(0, { fileId: foreign, ...ORIGINAL }, 400)).toMatchObject({ field: 'answers[0].fileId' });
  const [theirs] = await other.seen();
  const taken = { answers: [{ slipId: theirs!.id, revision: 0, absenceReason: 'mine?' }] };
  expect(await one.driven.act(one.cast.merchant, 'answer_slips', taken, 400)).toMatchObject({ field: 'answers[0].slipId' });
  await other.cast.merchant.http.post(`/v1/cases/${one.driven.number}/actions/answer_slips`).send(taken).expect(404);

  const fileId = await one.upload();
  const [slip] = await one.seen(one.cast.merchant);
  const twice = ['file', 'none'].map((which) =>
    one.cast.merchant.http
      .post(`/v1/cases/${one.driven.number}/actions/answer_slips`)
      .send({ answers: [{ slipId: slip!.id, revision: 0, ...(which === 'file' ? { fileId, ...ORIGINAL } : { absenceReason: 'gone' }) }] }),
  );
  const answered = await Promise.all(twice);
  expect(answered.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answered.find(({ status }) => status === 409)!.body).toMatchObject(refusedWith('answer_slips.as_seen'));
  expect(await one.seen()).toMatchObject([{ revision: 1 }, { revision: 0 }]);
}, 60_000); // prettier-ignore

it('misses what is not answered by the deadline, takes nothing after it, and can ask again', async () => {
  const one = await Slips.of(desk, 'RETRIEVAL_DEFAULT');
  await one.pick(0, 1);
  await one.answerWell(0);
  const { evidence } = await one.driven.seenBy(one.cast.merchant);
  leapTo(desk, new Date(evidence.dueAt as string));
  await one.driven.becomes('reviewing');
  expect((await one.seen()).map(({ state }) => state)).toEqual(['answered', 'missed']);
  expect(await one.answer(1, { absenceReason: 'late' }, 409)).toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  await one.driven.scan();
  expect((await one.hits()).map(({ rule }) => rule)).toEqual(['R7a']);
  await one.pick(1);
  expect((await one.seen()).map(({ state }) => state)).toEqual(['answered', 'asked']);
  await one.answer(1, { fileId: await one.upload(), ...ORIGINAL }, 201, one.cast.agent);
  expect(await one.seen()).toMatchObject([{}, { state: 'answered' }]);
  await one.submit();
  desk.clock.advance(1_000);
  await one.driven.scan();
  expect(await one.hits()).toEqual([]);
}, 60_000); // prettier-ignore

it('judges again what was rejected before the merchant has submitted, and takes nothing on a closed case', async () => {
  const one = await Slips.of(desk);
  await one.pick(0, 1);
  await one.answerWell(0);
  await one.answerWell(1);
  await one.judge(0, { verdict: 'reject', text: 'blurred' });
  expect(await one.seen(one.cast.merchant)).toMatchObject([
    { state: 'asked', assessment: 'rejected', assessmentReason: 'blurred', fileId: null },
    { state: 'answered', assessment: null },
  ]);
  expect(await one.submit(409)).toMatchObject(refusedWith('submit_evidence.complete'));
  await one.answerWell(0);
  await one.submit();
  const { evidence } = await one.driven.seenBy(one.cast.agent);
  const files = (evidence.items as { code: string; files: { rejected: boolean }[] }[]).find(({ code }) => code === 'E01')!.files;
  expect(files.map(({ rejected }) => rejected).sort()).toEqual([false, false, true]);
  await desk.database.query(`UPDATE freeze_case SET state = 'closed', closed_at = now(), resolution = 'withdrawn' WHERE number = $1`, [one.driven.number]);
  expect(await one.answer(0, { absenceReason: 'x' }, 409)).toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  expect(await one.judge(0, { verdict: 'accept' }, 409)).toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
}, 60_000); // prettier-ignore
