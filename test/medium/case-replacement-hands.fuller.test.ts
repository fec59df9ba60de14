import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { PreventionService, RegistryService } from '@thaw/registry';
import { placeHold, releaseHold } from '../factories/held-case';
import { REFILED, ReplacingCase } from '../factories/replacing-case';
import { CommandRuns } from '../support/command-runs';
import { RowBarrier } from '../support/row-barrier';
import { TestDesk, type Person } from '../support/test-desk';

jest.setTimeout(120_000);

const SETUP = systemActor('setup');
let desk: TestDesk;
let runs: CommandRuns;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, 250);
});
afterAll(() => desk.stop());

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** All of them act on the version that stands now, and wait for the case at once. */
async function atOnce(
  { driven, cast }: ReplacingCase,
  ...tries: readonly (readonly [Person, string, object])[]
): Promise<readonly Answer[]> {
  const { version } = await driven.seenBy(cast.agent);
  const answers = await RowBarrier.during(desk.database, driven.number, async (barrier) => {
    const sent = tries.map(([person, action, payload]) =>
      person.http.post(`/v1/cases/${driven.number}/actions/${action}`).send({ version, ...payload }).then(({ status, body }): Answer => ({ status, body })),
    ); // prettier-ignore
    await barrier.waiting(tries.length);
    return sent;
  });
  return Promise.all(answers);
}

const ordersOf = async ({ driven }: ReplacingCase): Promise<string[]> =>
  (await runs.of(driven.number))
    .filter(({ purpose }) => purpose === 'replace')
    .map(({ kind }) => kind)
    .sort();

describe('two at once', () => {
  it('do a step once, and the terminal system is told once', async () => {
    const one = await ReplacingCase.ordered(desk);
    const { cast, second } = one;
    const backup = { step: 'backup_settled', text: 'on the share' };
    const begun = await atOnce(one, [cast.agent, 'attest', backup], [second, 'attest', backup]);
    expect(begun.map(({ status }) => status).sort()).toEqual([201, 409]);
    const retire = { step: 'old_retired' };
    const told = await atOnce(one, [cast.agent, 'attest', retire], [second, 'attest', retire], [cast.agent, 'attest', retire]);
    expect(told.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(told.filter(({ status }) => status === 409).map(({ body }) => body['code'])).toEqual(['CASE_CHANGED', 'CASE_CHANGED']);
    await one.settled(runs);
    // A second click that comes after finds another step to be done.
    expect(await one.step('old_retired', {}, 409)).toMatchObject({ rule: 'replacement.in_order' });
    expect(await ordersOf(one)).toEqual(['retire']);
  }); // prettier-ignore

  it('give up and certify: one of the two, whole', async () => {
    const one = await ReplacingCase.ordered(desk);
    const { cast, driven, second } = one;
    await one.go(runs, 1, 9);
    await driven.putRight();
    const answers = await atOnce(one, [cast.agent, 'give_up', { text: 'no' }], [second, 'recertified', {}]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    await one.settled(runs);
    const certified = (await one.replacement())?.state === 'complete';
    expect(await driven.state()).toBe(certified ? 'monitoring' : 'reviewing');
    expect(await one.atWork()).toEqual([certified ? one.fresh.serialNo : one.oldSerialNo]);
    expect(one.outThere()).toBe(certified ? one.fresh.serialNo : one.oldSerialNo);
  });

  it('cases want one device: it goes to one of them', async () => {
    const [one, other] = [await ReplacingCase.ordered(desk), await ReplacingCase.ordered(desk)];
    for (const each of [one, other]) await each.go(runs, 1, 2);
    const want = async ({ driven, cast }: ReplacingCase): Promise<Answer> => {
      const { version } = await driven.seenBy(cast.agent);
      const { status, body } = await cast.agent.http
        .post(`/v1/cases/${driven.number}/actions/attest`)
        .send({ version, step: 'new_unused', serialNo: one.fresh.serialNo });
      return { status, body: body as Answer['body'] };
    };
    const answers = await Promise.all([want(one), want(other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      rule: 'registry.device_reserved',
    });
  });
});

it('is nobody’s but the desk’s, and whoever had a hand in it neither verifies nor certifies', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven, second } = one;
  for (const person of [cast.merchant, cast.reviewer]) {
    const status = person === cast.reviewer ? 403 : 409;
    await one.step('backup_settled', { text: 'x' }, status, person);
    await driven.act(person, 'recertified', {}, 403);
  }
  await one.go(runs, 1, 4);
  // A supervisor lends a hand with one step, and is an installer from then on.
  await one.step('items_refiled', REFILED, 201, cast.supervisor);
  await one.settled(runs);
  await one.go(runs, 6, 8);
  const verify = { step: 'installation_verified', passed: true };
  for (const person of [cast.agent, cast.supervisor]) {
    expect(await driven.act(person, 'verify', verify, 403)).toMatchObject({ rule: 'verify.not_installer' });
    const { actions } = await driven.seenBy(person);
    expect((actions as { action: string }[]).find(({ action }) => action === 'recertified')).toMatchObject({ allowed: false });
  }
  await driven.act(cast.merchant, 'verify', verify, 403);
  await driven.act(second, 'verify', verify);
  await driven.putRight();
  expect(await driven.act(cast.supervisor, 'recertified', {}, 403)).toMatchObject({ rule: 'recertified.not_installer' });
  await driven.act(second, 'recertified');
  await one.settled(runs);
  expect(await driven.act(second, 'recertified', {}, 409)).toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
}); // prettier-ignore

it('goes on under a hold, and certifies only once it is released', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven, second } = one;
  await one.go(runs, 1, 4);
  const holdId = await placeHold(driven, cast.reviewer);
  await one.go(runs, 5, 9);
  await driven.putRight();
  expect(await driven.act(second, 'recertified', {}, 409)).toMatchObject({ rule: 'recertified.no_hold' });
  await releaseHold(driven, await desk.person('reviewer'), holdId);
  await driven.act(second, 'recertified');
  await one.settled(runs);
  await driven.becomes('monitoring');
});

it('is taken back under a hold too', async () => {
  const one = await ReplacingCase.ordered(desk);
  await one.go(runs, 1, 5);
  await placeHold(one.driven, one.cast.reviewer);
  await one.driven.act(one.cast.agent, 'give_up', { text: 'ordered to stand still' });
  await one.settled(runs);
  expect(await one.replacement()).toMatchObject({ state: 'compensated', endedAs: 'given_up' });
  expect(await one.atWork()).toEqual([one.oldSerialNo]);
});

it('is given up by the clock where it is left lying', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven } = one;
  await one.go(runs, 1, 6);
  const { clocks } = await driven.seenBy(cast.agent);
  const fix = (clocks as { kind: string; dueAt: string }[]).find(({ kind }) => kind === 'fix')!;
  desk.clock.advance(Date.parse(fix.dueAt) - desk.clock.now().getTime() + 1_000);
  await driven.becomes('reviewing');
  await one.settled(runs);
  expect(await one.replacement()).toMatchObject({ state: 'compensated', endedAs: 'given_up' });
  expect([await one.atWork(), one.outThere()]).toEqual([[one.oldSerialNo], one.oldSerialNo]);
});

it('is taken back where whoever installs it says that a step cannot be done, and another begins', async () => {
  const one = await ReplacingCase.ordered(desk);
  await one.go(runs, 1, 5);
  await one.step('keys_and_parameters', { failed: true }, 400);
  await one.step('vendor_report', { failed: true, text: 'x' }, 400);
  await one.step('keys_and_parameters', { failed: true, text: 'no slot answers' });
  await one.settled(runs);
  expect(await one.replacement()).toMatchObject({ state: 'compensated', endedAs: 'failed' });
  expect(await one.driven.state()).toBe('replacing');
  expect(await one.timeline()).toEqual(expect.arrayContaining(['replacement_step_failed', 'replacement_taken_back', 'replacement_undone']));
  await one.go(runs, 1, 9);
  expect(await one.atWork()).toEqual([one.fresh.serialNo]);
}); // prettier-ignore

it('is confirmed by two persons’ hands where the terminal system says nothing', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven, second } = one;
  await one.go(runs, 1, 1);
  one.gatewayDoes('never_answer');
  await one.step('old_retired');
  const { id } = (await runs.of(driven.number)).find(({ kind }) => kind === 'retire')!;
  await driven.act(cast.agent, 'confirm_command', { commandId: id, channel: 'visit', text: 'it is off' });
  // Its tries are used up meanwhile: what one has signed for waits for the other.
  await one.settled(runs);
  expect((await one.states()).slice(0, 2)).toEqual(['done', 'pending']);
  await driven.act(cast.agent, 'confirm_command', { commandId: id }, 403);
  await driven.act(second, 'confirm_command', { commandId: id });
  await one.settled(runs);
  expect((await one.states()).slice(0, 2)).toEqual(['done', 'done']);
  expect(await one.atWork()).toEqual([]);
});

it('goes on under an appeal, and after it', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven, second } = one;
  await one.go(runs, 1, 2);
  const reasons = await driven.reasons();
  const answers = reasons.map(({ findingId }) => ({ findingId, answer: 'not me' }));
  await driven.act(cast.merchant, 'appeal', { text: 'the courier', answers });
  await one.go(runs, 3, 6);
  await driven.act(second, 'recertified', {}, 409);
  await driven.act(cast.reviewer, 'uphold_appeal', { text: 'it stands', reasons });
  expect(await driven.state()).toBe('replacing');
  await one.go(runs, 7, 9);
  await driven.putRight();
  await driven.act(second, 'recertified');
  await one.settled(runs);
  await driven.becomes('monitoring');
});

it('has its reason’s steps checked against the new device', async () => {
  const one = await ReplacingCase.ordered(desk, 'SWITCHED_APP');
  const { cast, driven, second } = one;
  const proofId = await driven.prove(cast.agent);
  const upkeep = desk.api.get(PreventionService, { strict: false });
  const runsVersion = (softwareVersion: string) =>
    desk.api.get(Database).asActor(SETUP, async (tx) => upkeep.tell(tx, SETUP, cast.shop.terminal.id, { softwareVersion }));
  await desk.api.get(Database).asActor(SETUP, async (tx) =>
    upkeep.announce(tx, SETUP, { model: one.fresh.model, version: '2.0', currentFrom: '2026-01-01' }),
  );
  await runsVersion('2.0');
  await one.go(runs, 1, 9);
  // What was told of the old device says nothing of the new one.
  expect(await one.step('re_flashed', { proofId }, 409)).toMatchObject({ rule: 'step.records_agree' });
  await runsVersion('2.0');
  await driven.putRight();
  await driven.act(second, 'recertified');
  await one.settled(runs);
  await driven.becomes('monitoring');
}); // prettier-ignore

it('knows a device whose number looks like a card’s', async () => {
  const one = await ReplacingCase.ordered(desk);
  const serialNo = '4111111111111111';
  await desk.api
    .get(Database)
    .asActor(SETUP, (tx) => desk.api.get(RegistryService).registerDevice(tx, { serialNo, model: 'A920' }));
  await one.go(runs, 1, 2);
  await one.step('new_unused', { serialNo: '4111111111111112' }, 400);
  await one.step('new_unused', { serialNo });
  expect(await one.replacement()).toMatchObject({ newSerialNo: serialNo });
  expect(JSON.stringify(await one.timeline())).not.toContain(serialNo);
});
