import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { newTerminal } from '../factories/registry';
import { insertSales, suspiciousSales } from '../factories/history';
import { CommandRuns } from '../support/command-runs';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const DAY_MS = 86_400_000;
let desk: TestDesk;
let runs: CommandRuns;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, 250);
});
afterAll(() => desk.stop());

interface Room {
  readonly cast: Cast;
  readonly driven: DrivenCase;
  readonly other: Person;
}
interface MeasureView {
  readonly id: string;
  readonly level: string;
  readonly liftedAt: string | null;
  readonly appliedAt: string | null;
  readonly confirmedBy: string | null;
  readonly warning: { readonly code: string; readonly text: { zh: string; en: string } } | null;
  readonly history: readonly { type: string; actor: string }[];
}

async function room(reasonCode = 'CREDIT_ONLY'): Promise<Room> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode });
  await driven.act(cast.agent, 'take');
  return { cast, driven, other: await desk.person('agent') };
}

const measuresOf = async ({ cast, driven }: Room): Promise<MeasureView[]> =>
  (await driven.seenBy(cast.agent)).measures;
const inForce = async (at: Room): Promise<string[]> =>
  (await measuresOf(at)).filter(({ liftedAt }) => liftedAt === null).map(({ level }) => level);
const idOf = async (at: Room, level: string): Promise<string> =>
  (await measuresOf(at)).find((measure) => measure.level === level && measure.liftedAt === null)!.id;
const tasks = async ({ cast }: Room): Promise<string[]> => {
  const { body } = await cast.agent.http.get('/v1/notifications?limit=200').expect(200);
  const found = (body.items as { id: string; template: string }[]).filter(({ template }) => template === 'task');
  const opened = await Promise.all(found.map(({ id }) => cast.agent.http.post(`/v1/notifications/${id}/open`)));
  return opened.map((answer) => answer.body.content.task as string);
}; // prettier-ignore
const letters = async ({ cast }: Room, template: string): Promise<number> => {
  const { body } = await cast.merchant.http.get('/v1/notifications?limit=200').expect(200);
  return (body.items as { template: string }[]).filter((item) => item.template === template).length;
};

const LIMIT = { level: 'F1', scope: 'terminal', limitDailyFen: 500_000, text: 'until we know more' };

describe('a measure that the desk imposes', () => {
  it('goes through the terminal system, is confirmed by another, and keeps its history', async () => {
    const at = await room();
    const { cast, driven, other } = at;
    await driven.act(cast.agent, 'impose_measure', LIMIT);
    expect(await letters(at, 'freeze_notice')).toBe(2);
    const measureId = await idOf(at, 'F1');
    expect(await driven.act(cast.agent, 'confirm_measure', { measureId }, 403)).toMatchObject({
      code: 'SEPARATION_OF_DUTIES',
      rule: 'confirm_measure.not_imposer',
    });
    await driven.act(other, 'confirm_measure', { measureId });
    await runs.untilSettled(driven.number);
    const measure = (await measuresOf(at)).find(({ id }) => id === measureId)!;
    expect(measure).toMatchObject({ confirmedBy: other.id, appliedAt: expect.any(String) });
    expect(measure.history.map(({ type, actor }) => [type, actor])).toEqual(
      expect.arrayContaining([
        ['imposed', `user:${cast.agent.id}`],
        ['confirmed', `user:${other.id}`],
        ['applied', 'system:gateway'],
      ]),
    );
    const { terminalNo } = cast.shop.terminal;
    expect(desk.simulator.measuresOf(terminalNo)).toMatchObject([{ level: 'F1' }]);
    desk.clock.advance(4 * DAY_MS);
    expect(await inForce(at)).toEqual(expect.arrayContaining(['F1', 'F4']));
  });

  it('that nobody confirms within a working day ends through the terminal system', async () => {
    const at = await room();
    const { cast, driven, other } = at;
    await driven.act(cast.agent, 'impose_measure', LIMIT);
    await runs.untilSettled(driven.number);
    const measureId = await idOf(at, 'F1');
    desk.clock.advance(4 * DAY_MS);
    await waitFor('it ends', async () => !(await inForce(at)).includes('F1'));
    expect(desk.simulator.measuresOf(cast.shop.terminal.terminalNo)).toEqual([]);
    expect(await tasks(at)).toContain('measure_unconfirmed');
    await waitFor('the merchant is told', async () => (await letters(at, 'measure_eased')) === 1);
    expect(await tasks(at)).not.toContain('last_measure_ended');
    expect(await driven.act(other, 'confirm_measure', { measureId }, 409)).toMatchObject({ code: 'GUARD_REFUSED' });
  }); // prettier-ignore

  it('that raises another gives way to it again when nobody confirms', async () => {
    const at = await room();
    const { cast, driven } = at;
    const less = { ...LIMIT, raises: await idOf(at, 'F4') };
    expect(await driven.act(cast.agent, 'impose_measure', less, 400)).toMatchObject({ rule: 'impose_measure.raises' });
    await driven.act(cast.agent, 'impose_measure', { level: 'F6', scope: 'terminal', text: 'more was found', raises: await idOf(at, 'F4') });
    await runs.untilSettled(driven.number);
    expect(await inForce(at)).toEqual(['F6']);
    desk.clock.advance(4 * DAY_MS);
    await waitFor('F4 stands again', async () => (await inForce(at)).join() === 'F4');
  }); // prettier-ignore

  it('is warned of where it is more than is usual under the reason, in both languages, and not refused', async () => {
    const at = await room('CREDIT_ONLY');
    const { cast, driven } = at;
    const answer = await driven.act(cast.agent, 'impose_measure', { ...LIMIT, level: 'F2', scope: 'settlement', limitDailyFen: undefined });
    const of = (level: string) => (answer.measures as MeasureView[]).find((measure) => measure.level === level)!;
    expect(of('F2').warning).toMatchObject({ code: 'OUT_OF_PROPORTION', text: { zh: expect.stringContaining('F0、F1'), en: expect.stringContaining('F0, F1') } });
    expect(JSON.stringify(await driven.seenBy(cast.merchant))).not.toContain('OUT_OF_PROPORTION');
  }); // prettier-ignore

  it('that the terminal system refuses is a task, which is tried again or confirmed by two persons', async () => {
    const at = await room();
    const { cast, driven, other } = at;
    const { terminalNo } = cast.shop.terminal;
    desk.simulator.behave(terminalNo, behaviour('refuse'));
    await driven.act(cast.agent, 'impose_measure', LIMIT);
    const [failed] = await runs.untilSettled(driven.number);
    expect(failed).toMatchObject({ kind: 'freeze', purpose: 'impose', state: 'failed' });
    await waitFor('the owner has the task', async () => (await tasks(at)).includes('command_failed_freeze'));
    const commandId = failed!.id;
    await driven.act(cast.agent, 'retry_command', { commandId });
    expect((await runs.untilSettled(driven.number))[0]).toMatchObject({ state: 'failed' });
    await driven.act(cast.agent, 'confirm_command', { commandId, channel: 'phone' }, 400);
    await driven.act(cast.agent, 'confirm_command', { commandId, channel: 'phone', text: 'they did it while we spoke' });
    expect(await driven.act(cast.agent, 'confirm_command', { commandId }, 403)).toMatchObject({ code: 'SEPARATION_OF_DUTIES' });
    await driven.act(other, 'confirm_command', { commandId });
    expect((await runs.of(driven.number))[0]).toMatchObject({ state: 'confirmed', confirmed_via: 'manual' });
    expect((await measuresOf(at)).find(({ level }) => level === 'F1')).toMatchObject({ appliedAt: expect.any(String) });
  }); // prettier-ignore
});

describe('a measure that is eased before the decision', () => {
  it('is eased by a supervisor who did not set it, through the terminal system', async () => {
    const at = await room();
    const { cast, driven } = at;
    await driven.act(cast.supervisor, 'impose_measure', LIMIT);
    await runs.untilSettled(driven.number);
    const easing = { measureId: await idOf(at, 'F1'), change: 'lift', text: 'not needed' };
    expect(await driven.act(cast.supervisor, 'ease_measure', easing, 403)).toMatchObject({
      rule: 'ease_measure.not_imposer',
    });
    const second = await desk.person('supervisor');
    await driven.act(second, 'ease_measure', easing);
    await driven.act(second, 'ease_measure', { measureId: await idOf(at, 'F4'), change: 'narrow', level: 'F1', text: 'cash only' });
    await runs.untilSettled(driven.number);
    await waitFor('the merchant is told of both', async () => (await letters(at, 'measure_eased')) === 2);
    expect(await inForce(at)).toEqual(['F1']);
    expect(await tasks(at)).not.toContain('last_measure_ended');
    await driven.act(second, 'ease_measure', { measureId: await idOf(at, 'F1'), change: 'lift', text: 'all is clear' });
    await runs.untilSettled(driven.number);
    await waitFor('the owner hears that it was the last', async () => (await tasks(at)).includes('last_measure_ended'));
    expect(desk.simulator.measuresOf(cast.shop.terminal.terminalNo)).toEqual([]);
  }); // prettier-ignore

  it('releases held money, part by part, and the merchant sees what is left', async () => {
    const at = await room();
    const { cast, driven } = at;
    const releaseAt = new Date(desk.clock.now().getTime() + 30 * DAY_MS).toISOString();
    await driven.act(cast.agent, 'impose_measure', { level: 'F5', scope: 'settlement', heldAmountFen: 900, heldGround: 'disputes', releaseAt, text: 'disputes' });
    await runs.untilSettled(driven.number);
    const held = async () =>
      ((await driven.seenBy(cast.merchant)).measures as { heldAmountFen: number | null; heldGround: { en: string } | null; releaseAt: string | null }[]).filter((face) => face.heldGround !== null);
    expect(await held()).toMatchObject([{ heldAmountFen: 900, heldGround: { en: expect.any(String) }, releaseAt }]);
    await driven.act(cast.supervisor, 'ease_measure', { measureId: await idOf(at, 'F5'), change: 'release', amountFen: 400, text: 'settled' });
    await runs.untilSettled(driven.number);
    expect(await held()).toMatchObject([{ heldAmountFen: 500 }]);
    await driven.act(cast.supervisor, 'ease_measure', { measureId: await idOf(at, 'F5'), change: 'release', text: 'all settled' });
    await runs.untilSettled(driven.number);
    expect(await held()).toEqual([]);
    expect(await inForce(at)).toEqual(expect.arrayContaining(['F4', 'F5']));
  }); // prettier-ignore
});

it('a measure whose time is up ends through the terminal system; of the last one owner and merchant are told', async () => {
  const cast = await castOf(desk);
  await insertSales(desk.database, cast.shop.terminal.id, suspiciousSales);
  const machine = await desk.machine('notice:open');
  const { merchantNo } = cast.shop.merchant;
  const { terminalNo } = cast.shop.terminal;
  const expiresAt = new Date(desk.clock.now().getTime() + DAY_MS).toISOString();
  const notice = { terminal: { merchantNo, terminalNo }, measures: [{ level: 'F4', scope: 'terminal', expiresAt }], text: 'x' };
  const { body } = await machine.post('/v1/cases').send(notice).expect(201);
  const at = { cast, driven: DrivenCase.of(desk, cast, body.number as string), other: cast.agent };
  await at.driven.act(cast.agent, 'take');
  desk.simulator.behave(terminalNo, behaviour('fail'));
  desk.clock.advance(DAY_MS);
  await waitFor('it is commanded', async () => (await runs.of(at.driven.number)).length === 1);
  const [failed] = await runs.untilSettled(at.driven.number);
  expect(failed).toMatchObject({ kind: 'lift', purpose: 'expire', state: 'failed' });
  await waitFor('the owner has the task', async () => (await tasks(at)).includes('command_failed_lift'));
  // It is not commanded again by itself, and still binds the merchant.
  expect([await inForce(at), await letters(at, 'measure_eased')]).toEqual([['F4'], 0]);
  desk.simulator.behave(terminalNo, behaviour('confirm'));
  await at.driven.act(cast.agent, 'retry_command', { commandId: failed!.id });
  await runs.untilSettled(at.driven.number);
  await waitFor('the owner hears of it', async () => (await tasks(at)).includes('last_measure_ended'));
  expect([await inForce(at), await letters(at, 'measure_eased')]).toEqual([[], 1]);
  expect(await runs.of(at.driven.number)).toHaveLength(1);
}); // prettier-ignore

it('a measure on the whole merchant is shown on every terminal, and no other case lifts it', async () => {
  const at = await room();
  const { cast, driven } = at;
  await driven.act(cast.agent, 'impose_measure', { level: 'F2', scope: 'merchant', text: 'all of them' });
  const admin = await desk.person('admin');
  const { id: merchantId, merchantNo } = cast.shop.merchant;
  const { terminalNo, feeProfile } = newTerminal(merchantId);
  const sibling = await admin.http.post('/v1/terminals').send({ merchantId, terminalNo, feeProfile }).expect(201);
  const machine = await desk.machine('notice:open');
  const notice = { terminal: { merchantNo, terminalNo }, measures: [{ level: 'F4', scope: 'terminal' }], text: 'x' };
  const { body } = await machine.post('/v1/cases').send(notice).expect(201);
  const there = DrivenCase.of(desk, cast, body.number as string);
  const seen = await there.seenBy(cast.agent);
  expect(seen.othersInForce).toMatchObject([{ level: 'F2', scope: 'merchant', caseNumber: driven.number }]);
  expect((await there.seenBy(cast.merchant)).measures).toHaveLength(2);
  const registry = await cast.agent.http.get(`/v1/terminals/${sibling.body.id}`).expect(200);
  expect(registry.body.measures).toHaveLength(2);
  const easing = { measureId: await idOf(at, 'F2'), change: 'lift', text: 'not ours' };
  expect(await there.act(cast.supervisor, 'ease_measure', easing, 400)).toMatchObject({ field: 'measureId' });
}); // prettier-ignore
