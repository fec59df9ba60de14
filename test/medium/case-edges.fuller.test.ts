import { ACTIONS } from '@thaw/cases/domain';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { CaseRepository } from '../../libs/cases/src/case.repository';
import { DrivenCase, castOf, noticeFor, png, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

const DAY_MS = 86_400_000;
const CARD = '4111111111111111';
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'silent' })));
afterAll(() => desk.stop());

async function triaged(reasonCode = 'CASHOUT'): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode });
  return { cast, driven };
}

async function upheld(): Promise<{ cast: Cast; driven: DrivenCase }> {
  const { cast, driven } = await triaged();
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  return { cast, driven };
}

const appeal = async ({ cast, driven }: { cast: Cast; driven: DrivenCase }): Promise<void> => {
  const findings = await driven.findings(cast.merchant);
  const answers = findings.map(({ id }) => ({ findingId: id, answer: 'a wedding banquet' }));
  await driven.act(cast.merchant, 'appeal', { text: 'it was a wedding', answers });
};

describe('what no database can read', () => {
  const cursor = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

  it.each([['x', 'y'], ['2026-11-23T00:00:00.000Z', 'y'], ['2026-02-31T00:00:00.000Z', ID], ['2026', ID], ['\0', ID]])(
    'is refused as a cursor: %j, %j',
    async (at, id) => {
      const { http } = await desk.person('agent');
      for (const list of ['cases', 'notifications']) {
        const { body } = await http.get(`/v1/${list}?cursor=${cursor([at, id])}`);
        expect(body).toMatchObject({ status: 400, code: 'INVALID_REQUEST', field: 'cursor' });
      }
    },
  ); // prettier-ignore

  it('is no case number', async () => {
    const { http } = await desk.person('agent');
    for (const number of ['%00', 'FZ-20261123-0001%00', 'FZ', '%F0%9F%8D%B5', 'x'.repeat(90)]) {
      const here = `/v1/cases/${number}`;
      for (const path of ['', '/timeline', '/findings', '/messages', '/notes']) {
        expect((await http.get(`${here}${path}`)).status).toBe(404);
      }
      expect((await http.post(`${here}/scans`)).status).toBe(404);
      expect((await http.post(`${here}/actions/take`).send({ version: 1 })).status).toBe(404);
      const upload = await http.post(`${here}/evidence/${ID}/files`).attach('file', png(), 'x.png');
      expect(upload.status).toBe(404);
    }
  });

  it.each(['a\0b', 'half a pair \ud83c'])('is refused in words, wherever they are: %j', async (text) => {
    const { cast, driven } = await triaged();
    const machine = await desk.machine('notice:open');
    const notice = await machine.post('/v1/cases').send({ ...noticeFor(cast.shop), text });
    expect(notice.body).toMatchObject({ status: 400, code: 'INVALID_REQUEST', field: 'text' });
    for (const [person, action] of [[cast.merchant, 'object'], [cast.merchant, 'message'], [cast.agent, 'note']] as const) {
      expect(await driven.act(person, action, { text }, 400)).toMatchObject({ code: 'INVALID_REQUEST', field: 'text' });
    }
  }); // prettier-ignore
});

it('answers any body on any action with a refusal of its own, never with a failure', async () => {
  const { cast, driven } = await triaged();
  const answers = new Map<number, number>();
  const bodies = [
    [],
    [[]],
    'x',
    5,
    null,
    true,
    {},
    { items: [null], text: 'x' },
    { items: {}, absences: 'x' },
  ];
  const deeper = [
    { measuresAfter: [5, null], reasons: ['x', null], outcome: 'T', extent: [], text: 'x' },
    { measuresAfter: { length: 1 }, reasons: [[]], answers: [{ findingId: {}, answer: 1 }], outcome: {} },
    { itemId: {}, userId: [], reasonCode: ['CASHOUT'], text: { x: 1 }, version: '1' },
  ];
  for (const action of ACTIONS) {
    for (const body of [...bodies, ...deeper]) {
      for (const person of [cast.agent, cast.merchant, cast.reviewer]) {
        const { status } = await person.http
          .post(`/v1/cases/${driven.number}/actions/${action}`)
          .set('content-type', 'application/json')
          .send(JSON.stringify(body));
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    }
  }
  process.stdout.write(`junk bodies: ${JSON.stringify(Object.fromEntries(answers))}\n`);
  // 501: a room that is not built yet. 201: a body without a version, on an action that needs none (take).
  expect([...answers.keys()].filter((status) => ![201, 400, 403, 409, 501].includes(status))).toEqual([]);
  expect(answers.get(400)).toBeGreaterThan(1_000);
});

it('keeps of a channel what is one: short, masked, and none where the merchant uploads', async () => {
  const { cast, driven } = await triaged();
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E01', required: true }] });
  const { evidence } = await driven.seenBy(cast.merchant);
  const [{ id }] = evidence.items as [{ id: string }];
  const by = (onBehalfChannel: string) => ({ onBehalfChannel });
  expect(await driven.upload(cast.agent, id, png(), 400, by('x'.repeat(51)))).toMatchObject({
    field: 'onBehalfChannel',
  });
  await driven.upload(cast.agent, id, png(), 400, by('fax\0'));
  await driven.upload(cast.agent, id, png(), 201, by(`fax ${CARD}`));
  desk.clock.advance(1_000);
  await driven.upload(cast.merchant, id, png(), 201, by('phone'));
  const { body } = await cast.agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
  const { evidence: after } = await driven.seenBy(cast.agent);
  expect(JSON.stringify([body, after])).not.toContain(CARD);
  const item = (after.items as { id: string; files: { onBehalfChannel: string }[] }[]).find((one) => one.id === id);
  expect(item?.files.map((file) => file.onBehalfChannel)).toEqual(['fax 411111******1111', null]);
}); // prettier-ignore

it('lets a merchant answer the findings of the decision, though the desk scanned again since', async () => {
  const { cast, driven } = await upheld();
  const decided = await driven.findings(cast.merchant);
  desk.clock.advance(DAY_MS);
  await driven.scan();
  expect(await driven.findings(cast.merchant)).toEqual(decided);
  expect((await driven.findings(cast.agent)).map(({ id }) => id)).not.toContain(decided[0]?.id);
  await appeal({ cast, driven });
  // The reviewer judges what was appealed, and answers the same.
  expect((await driven.findings(cast.reviewer)).map(({ id }) => id)).toContain(decided[0]?.id);
  const reasons = await driven.reasons();
  await driven.act(cast.reviewer, 'uphold_appeal', { text: 'it stands', reasons });
  expect(await driven.state()).toBe('upheld');
});

it('starts the window of an appeal with the letter that stands, not with an older one opened late', async () => {
  const { cast, driven } = await upheld();
  const open = async (template: string) => {
    const { body } = await cast.merchant.http.get('/v1/notifications').expect(200);
    const { id } = (body.items as { id: string; template: string }[]).find((one) => one.template === template)!;
    await cast.merchant.http.post(`/v1/notifications/${id}/open`).expect(200);
    return (await driven.seenBy(cast.merchant)).appeal.until as string | null;
  };
  desk.clock.advance(DAY_MS);
  await appeal({ cast, driven });
  await driven.act(cast.reviewer, 'uphold_appeal', { text: 'it stands', reasons: await driven.reasons() });
  desk.clock.advance(DAY_MS);
  expect(await open('decision_letter')).toBeNull();
  expect(await open('appeal_letter')).not.toBeNull();
}); // prettier-ignore

it('says no earlier outcome to a merchant whose case is decided anew', async () => {
  const { cast, driven } = await triaged('ROUND_PATTERN');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  expect((await driven.seenBy(cast.merchant)).outcome).toBe('restored');
  const machine = await desk.machine('notice:open');
  await machine.post('/v1/cases').send(noticeFor(cast.shop)).expect(200);
  expect(await driven.state()).toBe('investigating');
  expect((await driven.seenBy(cast.merchant)).outcome).toBeNull();
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E03', required: true }] });
  expect((await driven.seenBy(cast.merchant)).outcome).toBeNull();
});

it('tells of held money by the desk’s day, and refuses a narrowing that could never be approved', async () => {
  const cast = await castOf(desk);
  const machine = await desk.machine('notice:open');
  const held = { level: 'F5', scope: 'settlement', heldAmountFen: 100, heldGround: 'review', releaseAt: '2026-12-31T16:00:00Z' };
  const { body } = await machine.post('/v1/cases').send({ ...noticeFor(cast.shop), measures: [held] }).expect(201);
  const inbox = await cast.merchant.http.get('/v1/notifications').expect(200);
  const letter = await cast.merchant.http.post(`/v1/notifications/${inbox.body.items[0].id}/open`).expect(200);
  const { zh, en } = letter.body.content.body as { zh: string; en: string };
  expect(en).toMatch(/Deadline: 2026-\d\d-\d\d .*\n.*ground: Held while the freeze is looked into; reviewed by 2027-01-01/);
  expect(zh).toMatch(/截止时间：2026-\d\d-\d\d .*\n.*依据：核查期间暂缓；预计 2027-01-01 前处理/);
  const driven = DrivenCase.of(desk, cast, body.number as string);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.scan();
  await driven.supplyEverything();
  const [measure] = await driven.measures('keep');
  const narrowed = { ...measure, change: 'narrow', level: 'F3', limitDailyFen: 100 };
  const proposal = { outcome: 'UR', measuresAfter: [narrowed], reasons: [], text: 'so' };
  expect(await driven.act(cast.agent, 'propose', proposal, 400)).toMatchObject({
    field: 'measuresAfter[0].limitDailyFen',
  });
}); // prettier-ignore

describe('a person of several roles', () => {
  const alsoAs = (person: Person, role: string) =>
    desk.database.query(
      `INSERT INTO user_role (user_id, role, granted_by, granted_at, confirmed_by, confirmed_at)
       VALUES ($1, $2, 'system:setup', now(), 'system:setup', now())`,
      [person.id, role],
    );
  const scanBy = async ({ number }: DrivenCase, person: Person) => {
    const { status, body } = await person.http.post(`/v1/cases/${number}/scans`);
    return { status, body };
  };

  it('scans in the role that may, which is not always the first', async () => {
    const { driven } = await triaged();
    const person = await desk.person('admin');
    await alsoAs(person, 'supervisor');
    expect(await scanBy(driven, person)).toMatchObject({ status: 202 });
    const { body } = await driven.cast.agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    expect(body.items).toContainEqual(
      expect.objectContaining({ type: 'scan_requested', persona: 'supervisor' }),
    );
  });

  it('neither scans nor imports where they acted on another side before', async () => {
    const { driven } = await triaged();
    const reviewer = await desk.person('reviewer');
    await driven.act(reviewer, 'note', { text: 'a sample for quality' });
    await alsoAs(reviewer, 'agent');
    const refused = { status: 403, body: { code: 'SEPARATION_OF_DUTIES', rule: 'case.one_side' } };
    expect(await scanBy(driven, reviewer)).toMatchObject(refused);
    const { status, body } = await reviewer.http
      .post(`/v1/cases/${driven.number}/imports`)
      .attach('file', Buffer.from('time,amount\n'), 'history.csv');
    expect({ status, body }).toMatchObject(refused);
  });

  it('who imported a history has acted on the case, and acts on no other side of it after', async () => {
    const { driven } = await triaged();
    const person = await desk.person('agent');
    const { version } = await driven.seenBy(person);
    const upload = person.http.post(`/v1/cases/${driven.number}/imports`);
    await upload.attach('file', Buffer.from('time,amount\n'), 'history.csv');
    expect(await driven.seenBy(person)).toMatchObject({ version });
    await desk.database.query(`UPDATE user_role SET role = 'reviewer' WHERE user_id = $1`, [person.id]);
    expect(await driven.act(person, 'note', { text: 'a sample for quality' }, 403)).toMatchObject({
      code: 'SEPARATION_OF_DUTIES',
      rule: 'case.one_side',
    });
  });
});

it('shows staff the levels that are usual under a reason', async () => {
  const { http } = await desk.person('agent');
  const { body } = await http.get('/v1/reference').expect(200);
  expect(body.reasons).toContainEqual(expect.objectContaining({ code: 'CASHOUT', levels: ['F2', 'F3'] }));
});

it('never passes for saved what another has changed since it was read', async () => {
  const { driven } = await triaged();
  const repository = desk.api.get(CaseRepository, { strict: false });
  const database = desk.api.get(Database);
  const setup = systemActor('setup');
  const read = await database.asActor(setup, (tx) => repository.get(tx, driven.number, setup));
  await driven.act(driven.cast.agent, 'take');
  const late = database.asActor(setup, (tx) =>
    repository.save(tx, read, 'closed', {}, { now: desk.clock.now(), merchantSees: false }),
  );
  await expect(late).rejects.toMatchObject({ code: 'CASE_CHANGED' });
  expect(await driven.state()).toBe('investigating');
});

it('numbers a case by the day of the desk’s own time zone', async () => {
  // 01:00 UTC on the 23rd is the 23rd in Shanghai, and still the 22nd in Samoa.
  const samoa = await TestDesk.start({ THAW_LOG_LEVEL: 'silent', THAW_TIME_ZONE: 'Pacific/Pago_Pago' });
  try {
    expect((await DrivenCase.open(samoa, await castOf(samoa))).number).toBe('FZ-20261122-0001');
  } finally {
    await samoa.stop();
  }
});
