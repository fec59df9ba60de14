import { placeHold, releaseHold } from '../../factories/held-case';
import { DAY_MS, investigated, lettersOf, needLifted, needWholeEnd, watchPasses, type Stage } from './stage';

/** T: the merchant had its say, let the window pass, and the terminal is taken out of service. */
export async function terminate(stage: Stage): Promise<void> {
  const { cast, driven } = await investigated(stage, 'CASHOUT');
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  expect(await driven.state()).toBe('upheld');
  const letter = (await lettersOf(cast)).find(({ template }) => template === 'decision_letter');
  expect(letter?.body.zh).toContain('申诉');
  stage.desk.clock.advance(20 * DAY_MS);
  await driven.becomes('closed');
  expect(stage.desk.simulator.deviceOf(cast.shop.terminal.terminalNo)).toBeNull();
  await needWholeEnd(driven, 'terminated');
}

/** K: kept while an authority says so, told to the merchant in the words of every other freeze, and ended with it. */
export async function keepOnOrder(stage: Stage): Promise<void> {
  const { cast, driven } = await investigated(stage, 'AML');
  await driven.supplyEverything();
  const holdId = await placeHold(driven, cast.reviewer);
  await driven.propose('K', 'keep');
  await driven.act(cast.supervisor, 'approve');
  expect(await driven.state()).toBe('upheld');
  const told = JSON.stringify([await lettersOf(cast), await driven.seenBy(cast.merchant)]);
  expect(told).not.toMatch(/洗钱|launder|authority|有权机关|公安|AML/i);
  expect(await driven.measures('lift')).toHaveLength(1);
  await releaseHold(driven, await stage.desk.person('reviewer'), holdId);
  await driven.becomes('reviewing');
  await driven.scan();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await stage.runs.untilSettled(driven.number);
  await driven.becomes('monitoring');
  await needLifted(stage, driven);
  await watchPasses(stage, driven);
  await needWholeEnd(driven, 'restored');
}
