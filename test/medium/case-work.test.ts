import { FollowUps } from '@thaw/cases';
import { Zone, dayText } from '@thaw/kernel';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

async function triaged(): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  return { cast, driven };
}

const clockOf = async (driven: DrivenCase, person: Person, kind: string) =>
  ((await driven.seenBy(person)).clocks as { kind: string; dueAt: string; stoppedAt: string | null; overdueAt: string | null }[]).find(
    (clock) => clock.kind === kind,
  ); // prettier-ignore

const tasksOf = async ({ http }: Person): Promise<string[]> => {
  const { body } = await http.get('/v1/notifications?limit=200').expect(200);
  const opened = [];
  for (const { id, template } of body.items as { id: string; template: string }[]) {
    if (template !== 'task') continue;
    opened.push((await http.post(`/v1/notifications/${id}/open`).expect(200)).body.content.task as string);
  }
  return opened;
};

const timeline = async (driven: DrivenCase, { http }: Person): Promise<string[]> =>
  (await http.get(`/v1/cases/${driven.number}/timeline`).expect(200)).body.items.map(
    ({ type }: { type: string }) => type,
  );

it('hands a case over to an active colleague with a note, and to nobody else', async () => {
  const { cast, driven } = await triaged();
  const colleague = await desk.person('agent');
  const to = (person: Person) => ({ userId: person.id, text: 'calls on Mondays' });
  expect(await driven.act(cast.agent, 'hand_over', to(colleague), 409)).toMatchObject({ rule: 'hand_over.own' });
  await driven.act(cast.agent, 'take');
  for (const stranger of [cast.merchant, cast.reviewer, await desk.person('admin')]) {
    expect(await driven.act(cast.agent, 'hand_over', to(stranger), 400)).toMatchObject({ field: 'userId' });
  }
  const seen = await driven.seenBy(cast.merchant);
  expect(await driven.act(cast.agent, 'hand_over', to(colleague))).toMatchObject({ ownerId: colleague.id });
  expect(await tasksOf(colleague)).toEqual(['handed_over']);
  expect((await driven.seenBy(cast.merchant)).version).toBe(seen.version);
}); // prettier-ignore

it('extends the merchant’s deadline: the request moves with its clock, and what was late is in time', async () => {
  const { cast, driven } = await triaged();
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E01', required: true }], text: 'please' });
  const before = (await driven.seenBy(cast.merchant)).evidence.dueAt as string;
  const dueAt = new Date(Date.parse(before) + 3 * DAY_MS).toISOString();
  const given = { clock: 'evidence', dueAt, text: 'the owner is in hospital' };
  await driven.act(cast.agent, 'extend_deadline', given, 403);
  expect(await driven.act(cast.supervisor, 'extend_deadline', { ...given, clock: 'decision' }, 400)).toMatchObject({
    rule: 'extend_deadline.running',
  });
  await driven.act(cast.supervisor, 'extend_deadline', given);
  const merchant = await driven.seenBy(cast.merchant);
  expect(merchant.evidence.dueAt).toBe(dueAt);
  expect(await clockOf(driven, cast.agent, 'evidence')).toMatchObject({ dueAt });
  expect(await timeline(driven, cast.merchant)).toContain('deadline_extended');
  const { body } = await cast.merchant.http.get('/v1/notifications').expect(200);
  expect(body.items[0]).toMatchObject({ template: 'deadline_extended' });

  desk.clock.advance(Date.parse(before) + DAY_MS - desk.clock.now().getTime());
  await driven.upload(cast.merchant, merchant.evidence.items[0].id);
  await driven.act(cast.merchant, 'submit_evidence');
  expect(await driven.state()).toBe('reviewing');
  expect((await clockOf(driven, cast.agent, 'evidence'))?.overdueAt).toBeNull();
}); // prettier-ignore

it('lets an extended deadline pass once, at its new time', async () => {
  const { cast, driven } = await triaged();
  await driven.act(cast.agent, 'take');
  const first = Date.parse((await clockOf(driven, cast.agent, 'decision'))!.dueAt);
  const dueAt = new Date(first + 2 * DAY_MS).toISOString();
  await driven.act(cast.supervisor, 'extend_deadline', { clock: 'decision', dueAt, text: 'the lab is late' });
  desk.clock.advance(first + HOUR_MS - desk.clock.now().getTime());
  await waitFor('the reminders to be told', async () => (await tasksOf(cast.agent)).some((task) => task.startsWith('clock_decision_80')));
  expect((await clockOf(driven, cast.agent, 'decision'))?.overdueAt).toBeNull();
  desk.clock.advance(2 * DAY_MS);
  await waitFor('the deadline to pass', async () => (await clockOf(driven, cast.agent, 'decision'))?.overdueAt);
  expect((await timeline(driven, cast.agent)).filter((type) => type === 'clock_due')).toHaveLength(1);
  const late = { clock: 'decision', dueAt: new Date(first + 9 * DAY_MS).toISOString(), text: 'too late' };
  expect(await driven.act(cast.supervisor, 'extend_deadline', late, 409)).toMatchObject({ rule: 'extend_deadline.running' });
}); // prettier-ignore

/** Ten in the morning of the first working day after so long: people are told by day. */
function toMorningAfter(ms: number): void {
  const morning = new Date(desk.clock.now().getTime() + ms + DAY_MS);
  morning.setUTCHours(2, 0, 0, 0);
  while ([0, 6].includes(morning.getUTCDay())) morning.setUTCDate(morning.getUTCDate() + 1);
  desk.clock.advance(morning.getTime() - desk.clock.now().getTime());
}

it('reminds the reviewer of a major event until its report has a receipt, and tells nobody else', async () => {
  const { cast, driven } = await triaged();
  await driven.act(cast.agent, 'take');
  const seen = await driven.seenBy(cast.merchant);
  await driven.act(cast.agent, 'report_major_event', { text: 'cards were copied' }, 403);
  await driven.act(cast.reviewer, 'report_major_event', { text: 'cards were copied' });
  expect(await driven.act(cast.reviewer, 'report_major_event', { text: 'again' }, 400)).toMatchObject({ field: 'receiptNo' });
  toMorningAfter(8 * DAY_MS);
  await waitFor('the reviewer to be told', async () => (await tasksOf(cast.reviewer)).some((task) => task.startsWith('clock_major_event_2')));
  expect((await tasksOf(cast.agent)).filter((task) => task.includes('major'))).toEqual([]);
  await driven.act(cast.reviewer, 'report_major_event', { text: 'filed', receiptNo: 'PBC-2026-7' });
  const { majorEvents } = await driven.seenBy(cast.supervisor);
  expect(majorEvents).toEqual([expect.objectContaining({ receiptNo: 'PBC-2026-7', reportedBy: cast.reviewer.id })]);
  expect((await clockOf(driven, cast.agent, 'major_event'))?.stoppedAt).not.toBeNull();
  expect((await driven.seenBy(cast.merchant)).version).toBe(seen.version);
  expect(JSON.stringify(await driven.seenBy(cast.merchant))).not.toMatch(/major/i);
}); // prettier-ignore

it('opens a closed case again on new facts, unless another is open on the terminal', async () => {
  const { cast, driven } = await triaged();
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  desk.clock.advance(31 * DAY_MS);
  await driven.becomes('closed');
  const first = await clockOf(driven, cast.agent, 'decision');
  await driven.act(cast.agent, 'reopen', { text: 'a second device' }, 403);
  await driven.act(cast.supervisor, 'reopen', { text: 'a second device' });
  expect(await driven.seenBy(cast.agent)).toMatchObject({ state: 'investigating', closedAt: null, resolution: null });
  const anew = await clockOf(driven, cast.agent, 'decision');
  expect(anew).toMatchObject({ stoppedAt: null });
  expect(anew!.dueAt > first!.dueAt).toBe(true);
  expect(await driven.seenBy(cast.merchant)).toMatchObject({ status: 'under_review', outcome: null });
  expect(await timeline(driven, cast.merchant)).toContain('reopened');
  // It was none after all: what was decided before is told of it no more.
  await driven.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'the second device is another shop’s' });
  expect(await driven.seenBy(cast.merchant)).toMatchObject({ status: 'closed', outcome: null });

  const other = await triaged();
  await other.driven.scan();
  await other.driven.supplyEverything();
  await other.driven.propose('U', 'lift');
  await other.driven.act(other.cast.supervisor, 'approve');
  await other.driven.becomes('monitoring');
  desk.clock.advance(31 * DAY_MS);
  await other.driven.becomes('closed');
  await DrivenCase.open(desk, other.cast, []);
  expect(await other.driven.act(other.cast.supervisor, 'reopen', { text: 'new facts' }, 409)).toMatchObject({
    rule: 'case.one_open',
  });
}); // prettier-ignore

it('reminds each person of their own follow-ups, once, in office hours, and lists them', async () => {
  const { cast, driven } = await triaged();
  const { agent, supervisor, merchant } = cast;
  const zone = new Zone('Asia/Shanghai');
  // A day of rest, so that the reminder comes when work begins again.
  const today = zone.dayOf(desk.clock.now().getTime());
  const saturday = today + 1 + ((5 - ((today + 4) % 7) + 7) % 7);
  expect(new Date(saturday * DAY_MS).getUTCDay()).toBe(6);
  await driven.act(merchant, 'set_follow_up', { workingDays: 1 }, 403);
  await driven.act(agent, 'set_follow_up', { workingDays: 9, text: 'ask again' });
  await driven.act(agent, 'set_follow_up', { on: dayText(saturday) });
  await driven.act(supervisor, 'set_follow_up', { workingDays: 200 });
  const closed = await triaged();
  const mine = async ({ http }: Person, ...conditions: object[]): Promise<string[]> => {
    const listing = { conditions: [{ field: 'followUpAt', op: 'is_not_empty' }, ...conditions] };
    const { body } = await http.post('/v1/views/preview').send({ listing }).expect(200);
    return (body.items as { number: string }[]).map(({ number }) => number);
  };
  const due = { field: 'followUpAt', op: 'before', values: ['now'] };
  expect(await mine(agent)).toEqual([driven.number]);
  expect(await mine(agent, due)).toEqual([]);
  expect(await mine(closed.cast.agent)).toEqual([]);
  expect((await driven.seenBy(agent)).followUp).toEqual({ dueAt: new Date(zone.startOfDay(saturday)).toISOString() });
  expect(await driven.seenBy(merchant)).not.toHaveProperty('followUp');
  const views = (await agent.http.get('/v1/views').expect(200)).body.items as { id: string; name: { en: string } }[];
  const view = views.find(({ name }) => name.en === 'My follow-ups');
  expect((await agent.http.get(`/v1/views/${view?.id}/cases`).expect(200)).body.items).toMatchObject([{ number: driven.number }]);

  const reminders = desk.worker.get(FollowUps, { strict: false });
  const told = async () => (await tasksOf(agent)).filter((task) => task === 'follow_up_due').length;
  desk.clock.advance(zone.startOfDay(saturday) + 11 * HOUR_MS - desk.clock.now().getTime());
  await reminders.remindDue(desk.clock.now());
  expect(await told()).toBe(0);
  expect(await mine(agent, due)).toEqual([driven.number]);
  desk.clock.advance(2 * DAY_MS);
  // The worker's own sweep may have come first.
  for (let i = 0; i < 2; i++) await reminders.remindDue(desk.clock.now());
  await waitFor('the agent to be reminded', async () => (await told()) > 0);
  await reminders.remindDue(desk.clock.now());
  expect(await told()).toBe(1);
  expect(await tasksOf(supervisor)).not.toContain('follow_up_due');
  // The clock, moved on so far, presses meanwhile.
  await driven.actBesideTheWorker(agent, 'clear_follow_up', {});
  expect(await mine(agent)).toEqual([]);
  let refused = await driven.act(agent, 'clear_follow_up', {}, 409);
  while (refused.code === 'CASE_CHANGED') refused = await driven.act(agent, 'clear_follow_up', {}, 409);
  expect(refused).toMatchObject({ rule: 'clear_follow_up.set' });
  expect(await mine(supervisor)).toEqual([driven.number]);
}); // prettier-ignore
