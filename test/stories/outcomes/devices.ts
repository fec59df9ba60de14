import { DrivenCase } from '../../factories/freeze-case';
import { ReplacingCase } from '../../factories/replacing-case';
import { DAY_MS, investigated, lettersOf, needLifted, needWholeEnd, watchPasses, type Stage } from './stage';

/** RP: the nine steps, and another person certifies the new device under the old numbers. */
export async function replace(stage: Stage): Promise<void> {
  const one = await ReplacingCase.ordered(stage.desk);
  const { driven, second, fresh } = one;
  await one.go(stage.runs, 1, 9);
  await driven.putRight();
  await driven.act(second, 'recertified');
  await one.settled(stage.runs);
  await driven.becomes('monitoring');
  expect([await one.atWork(), one.outThere()]).toEqual([[fresh.serialNo], fresh.serialNo]);
  await needLifted(stage, driven);
  await watchPasses(stage, driven);
  await needWholeEnd(driven, 'replaced');
}

/** RL: the terminal had moved; it is bound to its new place, visited, and trades there. */
export async function relocate(stage: Stage): Promise<void> {
  const { cast, driven } = await investigated(stage, 'RELOCATION');
  await driven.supplyEverything();
  await driven.propose('RL', 'lift');
  await driven.act(cast.supervisor, 'approve');
  stage.desk.clock.advance(60_000);
  const { terminal, device, binding } = cast.shop;
  const moved = { serialNo: device.serialNo, settlementAccount: binding.settlementAccount, installationAddress: '上海市徐汇区漕溪北路 8 号' };
  const machine = await stage.desk.machine('registry:write');
  await machine.delete(`/v1/terminals/${terminal.id}/bindings/current`).expect(200);
  await machine.post(`/v1/terminals/${terminal.id}/bindings`).send(moved).expect(201);
  await driven.putRight();
  await driven.act(cast.agent, 'remediated');
  await stage.runs.untilSettled(driven.number);
  await driven.becomes('monitoring');
  await needLifted(stage, driven);
  await watchPasses(stage, driven);
  await needWholeEnd(driven, 'restored');
} // prettier-ignore

/** A broken printer taken for a freeze: the merchant reports it, a photo shows it, and there was none. */
export async function hardwareFault({ desk }: Stage): Promise<void> {
  const shop = await desk.shop();
  const merchant = await desk.person('merchant', shop.merchant.merchantNo);
  const [agent, supervisor, reviewer] = [await desk.person('agent'), await desk.person('supervisor'), await desk.person('reviewer')];
  const cast = { shop, merchant, agent, supervisor, reviewer };
  const report = { terminal: { merchantNo: shop.merchant.merchantNo, terminalNo: shop.terminal.terminalNo }, measures: [], text: '打印机没有反应' };
  const { body } = await merchant.http.post('/v1/cases').send(report).expect(201);
  const driven = DrivenCase.of(desk, cast, body.number as string);
  await driven.act(agent, 'triage', { reasonCode: 'HARDWARE' });
  await driven.act(agent, 'take');
  const { evidence } = await driven.seenBy(agent);
  const photo = (evidence.items as { id: string; code: string }[]).find(({ code }) => code === 'E10')!;
  await driven.upload(merchant, photo.id);
  await driven.act(agent, 'assess', { itemId: photo.id });
  await driven.act(agent, 'dismiss', { as: 'not_frozen', text: 'the print head is broken; the vendor comes tomorrow' });
  expect(desk.simulator.measuresOf(shop.terminal.terminalNo)).toEqual([]);
  expect((await lettersOf(cast)).map(({ template }) => template)).toContain('closed');
  await needWholeEnd(driven, 'not_frozen');
} // prettier-ignore

/** A line that was down, and the risk engine froze: photos show it, nothing was wrong, and a short watch says so. */
export async function faultFrozen(stage: Stage): Promise<void> {
  const { cast, driven } = await investigated(stage, 'HARDWARE');
  expect(await driven.measures('lift')).toHaveLength(1);
  expect(await driven.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'a fault' }, 409)).toMatchObject({ rule: 'dismiss.no_measure_in_force' });
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await stage.runs.untilSettled(driven.number);
  await driven.becomes('monitoring');
  await needLifted(stage, driven);
  const { watchUntil } = await driven.seenBy(cast.agent);
  const days = (Date.parse(watchUntil as string) - stage.desk.clock.now().getTime()) / DAY_MS;
  expect([Math.floor(days), Math.ceil(days)]).toContain(7);
  await watchPasses(stage, driven);
  await needWholeEnd(driven, 'restored');
} // prettier-ignore
