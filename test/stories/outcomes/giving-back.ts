import { investigated, lettersOf, needLifted, needWholeEnd, watchPasses, type Stage } from './stage';

/** U: nothing was wrong. Documents asked for, brought and accepted; the measure lifted; thirty quiet days. */
export async function unfreeze(stage: Stage): Promise<void> {
  const { cast, driven } = await investigated(stage, 'ROUND_PATTERN');
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await stage.runs.untilSettled(driven.number);
  await driven.becomes('monitoring');
  await needLifted(stage, driven);
  expect((await lettersOf(cast)).map(({ template }) => template)).toEqual(
    expect.arrayContaining(['freeze_notice', 'evidence_requested', 'decision_letter', 'restored']),
  );
  await watchPasses(stage, driven);
  await needWholeEnd(driven, 'restored');
}

/** UR: given back with a limit, after what the reason asks for was put right. */
export async function restricted(stage: Stage): Promise<void> {
  const { cast, driven } = await investigated(stage, 'OUT_OF_HOURS');
  await driven.supplyEverything();
  await driven.putRight();
  const [measure] = await driven.measures('lift');
  const limited = { ...measure!, change: 'narrow', level: 'F1', scope: 'terminal', limitDailyFen: 500_000 };
  const reasons = await driven.reasons();
  const proposal = { outcome: 'UR', measuresAfter: [limited], reasons, text: 'smaller sales meanwhile' };
  await driven.act(cast.agent, 'propose', proposal);
  await driven.act(cast.supervisor, 'approve');
  await stage.runs.untilSettled(driven.number);
  await driven.becomes('monitoring');
  expect(stage.desk.simulator.measuresOf(cast.shop.terminal.terminalNo)).toMatchObject([{ level: 'F1' }]);
  const { measures } = await driven.seenBy(cast.merchant);
  expect(measures).toMatchObject([{ limitDailyFen: 500_000 }]);
  await watchPasses(stage, driven);
  await needWholeEnd(driven, 'restored_with_limits');
}

/** RM: the merchant shows what was changed, another than who told it looks, and trading comes back. */
export async function remediate(stage: Stage): Promise<void> {
  const { cast, driven } = await investigated(stage, 'CHARGEBACK');
  await driven.supplyEverything();
  await driven.propose('RM', 'lift');
  await driven.act(cast.supervisor, 'approve');
  expect(await driven.seenBy(cast.merchant)).toMatchObject({ status: 'remediation_needed' });
  expect(await driven.measures('lift')).toHaveLength(1);
  const proofId = await driven.prove(cast.merchant);
  await driven.act(cast.merchant, 'attest', { step: 'reduction_plan', proofId });
  await driven.act(cast.agent, 'verify', { step: 'reduction_plan', passed: true });
  await driven.act(cast.agent, 'remediated');
  await stage.runs.untilSettled(driven.number);
  await driven.becomes('monitoring');
  await needLifted(stage, driven);
  await watchPasses(stage, driven);
  await needWholeEnd(driven, 'restored');
}
