import { placeHold, releaseHold } from '../../factories/held-case';
import { waitFor } from '../../support/wait-for';
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

/** B: upheld, the window let pass, the device out of service; the listing is filed and two persons say so. */
export async function blacklist(stage: Stage): Promise<void> {
  const { desk } = stage;
  const frozen = { level: 'F4', scope: 'terminal' };
  const held = { level: 'F5', scope: 'settlement', heldAmountFen: 88_000, heldGround: 'review' };
  const { cast, driven } = await investigated(stage, 'CASHOUT', [frozen, held]);
  const { agent, merchant, supervisor, shop } = cast;
  await driven.supplyEverything();
  await driven.propose('B', 'keep');
  await driven.act(supervisor, 'approve');
  const letter = (await lettersOf(cast)).find(({ template }) => template === 'decision_letter');
  expect(letter?.body.zh).toContain('申诉');
  desk.clock.advance(20 * DAY_MS);
  await driven.becomes('terminating');
  await waitFor(
    'the device to be retired',
    async () => (await driven.seenBy(agent)).termination.retired as boolean,
  );
  expect(desk.simulator.deviceOf(shop.terminal.terminalNo)).toBeNull();
  const { termination } = await driven.seenBy(agent);
  expect(termination.missing).toEqual(['listing', 'funds']);
  const listedOn = desk.clock.now().toISOString().slice(0, 10);
  const statement = {
    ...{ listingReference: 'LIST-2026-11', listedOn, text: 'filed with the association' },
    funds: [{ measureId: termination.held[0].measureId as string, change: 'release' }],
  };
  const signed = await driven.act(agent, 'confirm_termination_manually', statement);
  const { id: statementId } = signed.termination.statement;
  await driven.act(agent, 'confirm_termination_manually', { statementId }, 403);
  expect(await driven.state()).toBe('terminating');
  await driven.act(supervisor, 'confirm_termination_manually', { statementId });
  await stage.runs.untilSettled(driven.number);
  await driven.becomes('closed');
  expect(await driven.seenBy(agent)).toMatchObject({ outcome: { code: 'B' } });
  expect(await driven.seenBy(merchant)).toMatchObject({ outcome: 'termination' });
  expect((await lettersOf(cast)).map(({ template }) => template)).toContain('terminated');
  expect(JSON.stringify([await driven.seenBy(merchant), await lettersOf(cast)])).not.toContain(
    'LIST-2026-11',
  );
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
