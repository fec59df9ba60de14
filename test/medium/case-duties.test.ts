import { DutyLooks } from '@thaw/cases';
import { UsersService } from '@thaw/identity';
import { systemActor } from '@thaw/kernel';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { placeHold, releaseHold } from '../factories/held-case';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
let admin: Person;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  admin = await desk.person('admin');
});
afterAll(() => desk.stop());

interface Alarm {
  readonly template: string;
  readonly caseNumber: string;
  readonly title: { readonly zh: string; readonly en: string };
}

const alarms = async ({ number }: DrivenCase): Promise<readonly Alarm[]> => {
  const { body } = await admin.http.get('/v1/notifications?limit=200').expect(200);
  return (body.items as Alarm[]).filter(
    ({ template, caseNumber }) => template === 'nobody_eligible' && caseNumber === number,
  );
};

const disable = (...people: readonly Person[]): Promise<unknown> =>
  Promise.all(people.map(({ id }) => desk.api.get(UsersService).disable(systemActor('setup'), id)));

/** All who came with earlier tests have left: of each role one is there. */
async function alone(): Promise<{ cast: Cast; driven: DrivenCase }> {
  const rows = await desk.database.query<{ id: string }>(
    `SELECT u.id FROM app_user u WHERE disabled_at IS NULL AND u.id <> $1`,
    [admin.id],
  );
  await disable(...rows.map(({ id }) => ({ id }) as Person));
  const cast = await castOf(desk);
  return { cast, driven: await DrivenCase.open(desk, cast) };
}

async function proposedBy(person: Person, { cast, driven }: { cast: Cast; driven: DrivenCase }) {
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.scan();
  await driven.supplyEverything();
  await driven.act(person, 'propose', {
    outcome: 'U',
    measuresAfter: await driven.measures('lift'),
    reasons: await driven.reasons(),
    text: 'as the findings say',
  });
}

it('tells the admins once of a proposal that nobody may approve, and of nothing but its number', async () => {
  const room = await alone();
  const { cast, driven } = room;
  await proposedBy(cast.supervisor, room);
  const [alarm, ...others] = await alarms(driven);
  expect(others).toEqual([]);
  expect(alarm!.title.en).toBe(
    `No supervisor who is there may take the next step of case ${driven.number}: grant the role to somebody, or add a person.`,
  );
  expect(alarm!.title.zh).toContain('主管');
  const { body } = await admin.http.get('/v1/notifications').expect(200);
  const opened = await admin.http.post(`/v1/notifications/${body.items[0].id}/open`).expect(200);
  expect(Object.keys(opened.body.content).sort()).toEqual(['number', 'roles', 'title']);
  await admin.http.get(`/v1/cases/${driven.number}`).expect(403);
  // What is written in between enters no state.
  await driven.act(cast.agent, 'note', { text: 'waiting' });
  expect(await alarms(driven)).toHaveLength(1);
  // With another supervisor it is over; when they leave it is raised anew.
  const second = await desk.person('supervisor');
  const standing = (): Promise<object[]> =>
    desk.database.query('SELECT a.action FROM duty_alarm a JOIN freeze_case c ON c.id = a.case_id WHERE c.number = $1 AND a.ended_at IS NULL', [driven.number]);
  await waitFor('the alarm to end', async () => (await standing()).length === 0);
  await disable(second);
  await waitFor('a second alarm', async () => (await alarms(driven)).length === 2);
  await driven.act(cast.supervisor, 'withdraw_proposal', { text: 'I shall leave it to the agent' });
  expect(await standing()).toEqual([]);
}); // prettier-ignore

it('says nothing where somebody may, and finds it when the last of them leaves, also by the sweep alone', async () => {
  const room = await alone();
  const { cast, driven } = room;
  await proposedBy(cast.agent, room);
  expect(await alarms(driven)).toEqual([]);
  // As if the job were lost: whoever leaves by another way asks for none.
  await desk.database.query('UPDATE app_user SET disabled_at = now() WHERE id = $1', [cast.supervisor.id]);
  expect(await desk.worker.get(DutyLooks).lookAtAll()).toBeGreaterThan(0);
  expect(await alarms(driven)).toHaveLength(1);
  expect(await desk.worker.get(DutyLooks).lookAtAll()).toBeGreaterThan(0);
  expect(await alarms(driven)).toHaveLength(1);
});

it('tells it as soon as the only one who could approve files an objection', async () => {
  const room = await alone();
  const { cast, driven } = room;
  await proposedBy(cast.agent, room);
  expect(await alarms(driven)).toEqual([]);
  await driven.act(cast.supervisor, 'object', { text: 'they phoned', onBehalfChannel: 'phone' });
  expect(await alarms(driven)).toHaveLength(1);
});

it('looks at all the others where one case cannot be looked at, and does not keep that quiet', async () => {
  const { cast, driven } = await alone();
  const second = await DrivenCase.open(desk, { ...cast, shop: await desk.shop() });
  // By another way than the desk's: no job asks to look.
  await desk.database.query('UPDATE app_user SET disabled_at = now() WHERE id = ANY($1)', [[cast.agent.id, cast.supervisor.id]]);
  const [first] = await desk.database.query<{ number: string }>(
    'SELECT number FROM freeze_case WHERE number = ANY($1) ORDER BY id LIMIT 1', [[driven.number, second.number]]);
  const broken = driven.number === first!.number ? driven : second;
  const refer = (version: number): Promise<unknown> =>
    desk.database.query('UPDATE freeze_case SET reference_version = $2 WHERE number = $1', [broken.number, version]);
  const [{ version } = { version: 0 }] = await desk.database.query<{ version: number }>(
    'SELECT reference_version AS version FROM freeze_case WHERE number = $1', [broken.number]);
  await refer(9_999);
  const looks = desk.worker.get(DutyLooks);
  await expect(looks.lookAtAll()).rejects.toThrow();
  expect(await alarms(broken === driven ? second : driven)).toHaveLength(1);
  await refer(version);
  await looks.lookAtAll();
  expect(await alarms(broken)).toHaveLength(1);
}); // prettier-ignore

it('does not let decide the appeal who placed a hold, and tells when nobody else is there', async () => {
  const room = await alone();
  const { cast, driven } = room;
  const second = await desk.person('reviewer');
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.scan();
  await driven.supplyEverything();
  const holdId = await placeHold(driven, cast.reviewer);
  await releaseHold(driven, second, holdId);
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  await driven.act(cast.merchant, 'appeal', {
    answers: (await driven.findings(cast.merchant)).map(({ id }) => ({ findingId: id, answer: 'no' })),
    text: 'we appeal',
  });
  const decision = { reasons: await driven.reasons(), text: 'upheld' };
  expect(await driven.act(cast.reviewer, 'uphold_appeal', decision, 403)).toMatchObject({ rule: 'appeal.independent' });
  expect(await alarms(driven)).toEqual([]);
  await disable(second);
  await waitFor('the alarm', async () => (await alarms(driven)).length === 1);
  expect((await alarms(driven))[0]!.title.en).toMatch(/^No reviewer /);
  // The database holds it too, whoever serves.
  await expect(
    desk.database.query(
      `UPDATE appeal SET decision = 'upheld', decided_by = $1, decided_at = now() WHERE case_id = (SELECT id FROM freeze_case WHERE number = $2)`,
      [cast.reviewer.id, driven.number],
    ),
  ).rejects.toThrow(/does not decide this one/);
}); // prettier-ignore

it('gives no case to somebody who acted on it on another side', async () => {
  const { cast, driven } = await alone();
  await driven.act(cast.reviewer, 'note', { text: 'seen in quality control' });
  await desk.database.query(
    `INSERT INTO user_role (user_id, role, granted_by, granted_at, confirmed_by, confirmed_at)
     VALUES ($1, 'agent', 'system:setup', now(), 'system:setup', now())`,
    [cast.reviewer.id],
  );
  expect(await driven.act(cast.supervisor, 'assign', { userId: cast.reviewer.id }, 403)).toMatchObject({
    code: 'SEPARATION_OF_DUTIES',
    rule: 'assign.one_side',
    field: 'userId',
  });
  await driven.act(cast.agent, 'take');
  const handed = { userId: cast.reviewer.id, text: 'please' };
  await driven.act(cast.agent, 'hand_over', handed, 403);
  await driven.act(cast.supervisor, 'assign', { userId: cast.agent.id });
});

it('tells the admins once of a case that nobody has and nobody sees, where it waits for no step of the desk', async () => {
  const { cast, driven } = await alone();
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.act(cast.agent, 'take');
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E01', required: true }] });
  const leave = `DELETE FROM queue_member WHERE queue = (SELECT queue FROM freeze_case WHERE number = $1)`;
  await desk.database.query(leave, [driven.number]);
  const looks = desk.worker.get(DutyLooks);
  await looks.lookAtAll();
  expect(await alarms(driven)).toEqual([]);
  await driven.act(cast.agent, 'assign', { userId: null }, 403);
  // By another way than the desk's: the agent sees it as its owner alone.
  await desk.database.query('UPDATE freeze_case SET owner_id = NULL WHERE number = $1', [driven.number]);
  await looks.lookAtAll();
  await looks.lookAtAll();
  const [alarm, ...others] = await alarms(driven);
  expect(others).toEqual([]);
  expect(alarm!.title.en).toBe(
    `No agent or supervisor who is there may take the next step of case ${driven.number}: grant the role to somebody, or add a person.`,
  );
});
