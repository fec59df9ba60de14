import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { ReplacingCase } from '../factories/replacing-case';
import { CommandRuns } from '../support/command-runs';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';
import { judged, tasksOf, watched, type Watched } from '../support/watched-case';
import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
let desk: TestDesk;
let runs: CommandRuns;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, 500);
});
afterAll(() => desk.stop());

const unbind = async ({ shop }: Cast, status: number): Promise<{ rule?: string; detail?: string }> => {
  const registry = await desk.machine('registry:write');
  const path = `/v1/terminals/${shop.terminal.id}/bindings/current`;
  return (await registry.delete(path).set('accept-language', 'en').expect(status)).body;
};

/** Decided to be given back, within a limit or without. */
async function decided(outcome: 'U' | 'UR'): Promise<Omit<Watched, 'desk'>> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  if (outcome === 'UR') await driven.putRight();
  const measures = await driven.measures('lift');
  const limit = { change: 'narrow', level: 'F1', limitDailyFen: 500_000 };
  const measuresAfter = outcome === 'UR' ? measures.map(({ measureId }) => ({ measureId, ...limit })) : measures;
  await driven.act(cast.agent, 'propose', { outcome, measuresAfter, reasons: await driven.reasons(), text: 'as found' });
  return { cast, driven };
} // prettier-ignore

it('leaves a watched terminal its device until the case is frozen again, and takes ids in capital letters', async () => {
  const { cast, driven } = await watched(desk);
  const refused = await unbind(cast, 409);
  expect(refused).toMatchObject({ code: 'GUARD_REFUSED', rule: 'bindings.watched', detail: expect.stringContaining('refreeze') });
  const { termination } = await driven.seenBy(cast.agent);
  expect(termination?.serialNo ?? cast.shop.device.serialNo).toBe(cast.shop.device.serialNo);
  await driven.act(cast.agent, 'refreeze', { text: 'the device must go' });
  await unbind(cast, 200);

  const { evidence } = await driven.seenBy(cast.agent);
  const item = (evidence.items as { id: string; supplier: string }[]).find(({ supplier }) => supplier === 'merchant')!;
  const capital = item.id.toUpperCase();
  expect(capital).not.toBe(item.id);
  const rejected = await driven.act(cast.agent, 'reject', { itemId: capital, text: 'blurred' });
  expect((rejected.evidence.items as { id: string; state: string }[]).find(({ id }) => id === item.id)).toMatchObject({ state: 'rejected' });
}); // prettier-ignore

it('leaves it its device from when trading comes back, and while a limit on it is appealed against', async () => {
  const { cast, driven } = await decided('UR');
  desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('never_answer'));
  await driven.act(cast.supervisor, 'approve');
  expect(await driven.state()).toBe('restoring');
  expect(await unbind(cast, 409)).toMatchObject({ rule: 'bindings.watched', detail: expect.stringContaining('stop_restore') });
  desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('confirm'));
  await runs.untilSettled(driven.number);
  await driven.becomes('monitoring');
  await judged({ desk, cast, driven });
  const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({ findingId: id, answer: 'a fair' }));
  await driven.act(cast.merchant, 'appeal', { text: 'no limit at all', answers });
  expect(await unbind(cast, 409)).toMatchObject({ rule: 'bindings.watched' });
}); // prettier-ignore

it('closes no watch as restored while no device is at work, tells the owner, and goes on once one is', async () => {
  const { cast, driven } = await watched(desk);
  const { terminal, device, binding } = cast.shop;
  // As a desk of before may have left it.
  await desk.database.query('UPDATE device_binding SET unbound_at = $2 WHERE terminal_id = $1 AND unbound_at IS NULL', [terminal.id, desk.clock.now()]);
  desk.clock.advance(31 * DAY_MS);
  const told = async () => (await tasksOf({ desk, cast, driven })).filter((task) => task.startsWith('watch_'));
  await waitFor('the owner to be told', async () => (await told()).length > 0);
  expect([await driven.state(), await told()]).toEqual(['monitoring', ['watch_without_device']]);
  const { settlementAccount, installationAddress } = binding;
  const registry = await desk.machine('registry:write');
  await registry.post(`/v1/terminals/${terminal.id}/bindings`).send({ serialNo: device.serialNo, settlementAccount, installationAddress }).expect(201);
  desk.clock.advance(DAY_MS);
  await driven.becomes('closed');
  expect(await driven.seenBy(cast.agent)).toMatchObject({ resolution: 'restored' });
}); // prettier-ignore

it('grants no appeal that would take back a replacement which began with no device, and gives trading back to none', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven } = one;
  await unbind(cast, 200);
  await one.go(runs, 1, 1);
  const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({ findingId: id, answer: 'a fair' }));
  await driven.act(cast.merchant, 'appeal', { text: 'nothing was wrong with it', answers });
  const granted = { extent: 'full', outcome: 'U', measuresAfter: await driven.measures('lift'), reasons: await driven.reasons(), text: 'as found' };
  expect(await driven.act(cast.reviewer, 'overturn', granted, 409)).toMatchObject({ rule: 'overturn.device_at_work' });
  await one.go(runs, 2, 5);
  expect(await one.atWork()).toEqual([one.fresh.serialNo]);
  expect(await driven.act(cast.reviewer, 'overturn', granted, 409)).toMatchObject({ rule: 'overturn.device_at_work' });
}); // prettier-ignore
