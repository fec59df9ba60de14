import { createHash } from 'node:crypto';
import { DrivenCase, castOf, noticeFor, png, type Cast } from '../factories/freeze-case';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const DAY_MS = 86_400_000;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

const triaged = async (reasonCode = 'ROUND_PATTERN'): Promise<{ cast: Cast; driven: DrivenCase }> => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode });
  return { cast, driven };
};

it('lives from freeze to unfreeze, through evidence, approval, restore and watch', async () => {
  const { cast, driven } = await triaged();
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  const restored = await driven.seenBy(cast.agent);
  expect(restored.measures.every(({ liftedAt }: { liftedAt: string | null }) => liftedAt !== null)).toBe(
    true,
  );
  desk.clock.advance(31 * DAY_MS);
  await driven.becomes('closed');
  expect(await driven.seenBy(cast.agent)).toMatchObject({ resolution: 'restored', outcome: { code: 'U' } });
});

it('lives through an upheld freeze, an appeal and a full overturn', async () => {
  const { cast, driven } = await triaged('CASHOUT');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'return', { text: 'say more' });
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  expect(await driven.state()).toBe('upheld');

  const inbox = await cast.merchant.http.get('/v1/notifications').expect(200);
  const letter = inbox.body.items.find(
    ({ template }: { template: string }) => template === 'decision_letter',
  );
  await cast.merchant.http.post(`/v1/notifications/${letter.id}/open`).expect(200);
  const delivered = await driven.seenBy(cast.merchant);
  expect(delivered.appeal).toMatchObject({ roundsLeft: 2, until: expect.any(String) });

  const findings = await driven.findings(cast.merchant);
  expect(findings.length).toBeGreaterThan(0);
  await driven.act(cast.merchant, 'appeal', {
    text: 'these were weddings',
    answers: findings.map(({ id }) => ({ findingId: id, answer: 'a wedding banquet' })),
  });
  await driven.act(cast.reviewer, 'overturn', {
    extent: 'full',
    outcome: 'U',
    measuresAfter: await driven.measures('lift'),
    reasons: await driven.reasons(),
    text: 'the receipts hold',
  });
  await driven.becomes('monitoring');
  const { body } = await cast.agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
  expect(body.items.map(({ type }: { type: string }) => type)).toEqual(
    expect.arrayContaining([
      'opened',
      'triage',
      'scan_finished',
      'proposal_returned',
      'approved',
      'letter_delivered',
      'appealed',
      'appeal_overturned',
      'restore_confirmed',
    ]),
  );
  expect(body.items.map(({ seq }: { seq: number }) => seq)).toEqual(
    body.items.map((_: unknown, index: number) => index + 1),
  );
});

it('gives one case for one terminal, and the same answer for the same key', async () => {
  const cast = await castOf(desk);
  const machine = await desk.machine('notice:open');
  const send = () => machine.post('/v1/cases').set('Idempotency-Key', 'notice-1').send(noticeFor(cast.shop));
  const [first, second] = await Promise.all([send(), send()]);
  expect(first.body.number).toBe(second.body.number);
  expect(first.body).toEqual(second.body);
  const joined = await machine.post('/v1/cases').send(noticeFor(cast.shop)).expect(200);
  expect(joined.body).toMatchObject({ number: first.body.number, created: false });
  const other = await machine
    .post('/v1/cases')
    .set('Idempotency-Key', 'notice-1')
    .send({ ...noticeFor(cast.shop), text: 'other' });
  expect(other.body).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
});

it('two notices at the same moment make one case', async () => {
  const cast = await castOf(desk);
  const machine = await desk.machine('notice:open');
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => machine.post('/v1/cases').send(noticeFor(cast.shop))),
  );
  expect(new Set(answers.map(({ body }) => body.number)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
});

it('refuses the proposer, the proposal gone stale, and whoever took part deciding the appeal', async () => {
  const { cast, driven } = await triaged('CASHOUT');
  await driven.scan();
  await driven.supplyEverything();
  const proposer = await desk.person('supervisor');
  await driven.act(proposer, 'propose', {
    outcome: 'T',
    measuresAfter: await driven.measures('keep'),
    reasons: await driven.reasons(),
    text: 'so',
  });
  expect(await driven.act(proposer, 'approve', {}, 403)).toMatchObject({
    code: 'SEPARATION_OF_DUTIES',
    rule: 'approve.not_proposer',
  });
  const machine = await desk.machine('notice:open');
  await machine
    .post('/v1/cases')
    .send({
      ...noticeFor(cast.shop),
      measures: [{ level: 'F1', scope: 'amount_limits', limitSingleFen: 100 }],
    })
    .expect(200);
  expect(await driven.act(cast.supervisor, 'approve', {}, 409)).toMatchObject({ code: 'PROPOSAL_STALE' });
  await driven.act(cast.supervisor, 'return', { text: 'a further measure came in' });
  expect(await driven.act(cast.merchant, 'propose', {}, 400)).toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await driven.act(cast.merchant, 'take', {}, 403)).toMatchObject({ code: 'ACTION_NOT_YOURS' });
});

it('shows a merchant nothing of the desk, and another merchant nothing at all', async () => {
  const { cast, driven } = await triaged('AML');
  const seen = JSON.stringify(await driven.seenBy(cast.merchant));
  expect(seen).not.toMatch(/AML|laundering|洗钱|investigating|queue|priority|P2|threshold/);
  const other = await castOf(desk);
  await other.merchant.http.get(`/v1/cases/${driven.number}`).expect(404);
  await other.merchant.http.get(`/v1/cases/${driven.number}/timeline`).expect(404);
  await other.merchant.http
    .post(`/v1/cases/${driven.number}/actions/object`)
    .send({ version: 1, text: 'x' })
    .expect(404);
  await cast.merchant.http.get(`/v1/cases/${driven.number}/notes`).expect(403);
});

it('keeps files by what their bytes are, and serves them only as attachments', async () => {
  const { cast, driven } = await triaged();
  const { evidence } = await driven.seenBy(cast.agent);
  const item = evidence.items[0];
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: item.code, required: true }] });
  expect(
    await driven.upload(cast.merchant, item.id, Buffer.from('<script>alert(1)</script>'), 415),
  ).toMatchObject({ code: 'FILE_TYPE_REFUSED' });
  const file = await driven.upload(cast.merchant, item.id);
  expect(file).toMatchObject({ mediaType: 'image/png', malwareScan: 'not_scanned' });
  const download = await cast.agent.http
    .get(`/v1/cases/${driven.number}/evidence/files/${file.id}`)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => done(null, Buffer.concat(chunks)));
    })
    .expect(200);
  expect(download.body).toEqual(png());
  expect(file.sha256).toBe(createHash('sha256').update(png()).digest('hex'));
  expect(download.headers['content-disposition']).toMatch(/^attachment;/);
  expect(download.headers['x-content-type-options']).toBe('nosniff');
  const other = await castOf(desk);
  await other.merchant.http.get(`/v1/cases/${driven.number}/evidence/files/${file.id}`).expect(404);
});

it('ends an evidence request by the clock, reminds before, and marks the decision overdue', async () => {
  const { cast, driven } = await triaged();
  await driven.act(cast.agent, 'take');
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E01', required: true }] });
  desk.clock.advance(12 * DAY_MS);
  await driven.becomes('reviewing');
  desk.clock.advance(12 * DAY_MS);
  await waitFor('the decision clock to be overdue', async () => {
    const { clocks } = await driven.seenBy(cast.agent);
    return clocks.find(({ kind }: { kind: string }) => kind === 'decision').overdueAt;
  });
  const { body } = await cast.agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
  const steps = body.items
    .filter(({ type }: { type: string }) => type.startsWith('clock_'))
    .map(({ data }: { data: { clock: string; step: string } }) => `${data.clock} ${data.step}`);
  // Steps that come due in one leap of the clock are jobs side by side: which is told first is chance.
  // How many come after the due instant hangs on the weekday.
  const first = steps.filter((step: string) => Number(step.split(' ')[1]) <= 100);
  expect(first.sort()).toEqual(['decision 100', 'decision 50', 'decision 80', 'evidence 100', 'evidence 80']);
});
