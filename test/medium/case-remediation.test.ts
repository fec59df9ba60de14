import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { PreventionService, RegistryService } from '@thaw/registry';
import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

const SETUP = systemActor('setup');
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

interface Fixing {
  readonly cast: Cast;
  readonly driven: DrivenCase;
  readonly second: Person;
}

/** Decided: what is wrong is put right first. */
async function ordered(reasonCode: string, outcome: string): Promise<Fixing> {
  const cast = await castOf(desk);
  const machine = await desk.machine('notice:open');
  const { body } = await machine.post('/v1/cases').send(noticeFor(cast.shop)).expect(201);
  const driven = DrivenCase.of(desk, cast, body.number as string);
  await driven.act(cast.agent, 'triage', { reasonCode });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  const { evidence } = await driven.seenBy(cast.agent);
  for (const { id, required } of evidence.items as { id: string; required: boolean }[]) {
    if (required) await driven.act(cast.supervisor, 'waive', { itemId: id, text: 'seen at the counter' });
  }
  await driven.propose(outcome, 'lift');
  await driven.act(cast.supervisor, 'approve');
  return { cast, driven, second: await desk.person('agent') };
}

const steps = async ({ driven, cast }: Fixing) => {
  const { remediation } = await driven.seenBy(cast.agent);
  return Object.fromEntries(
    (remediation.steps as { code: string; state: string }[]).map(({ code, state }) => [code, state]),
  );
};
const asSetup = (work: (tx: Tx) => Promise<unknown>): Promise<unknown> =>
  desk.api.get(Database).asActor(SETUP, work);
const rowsOf = (number: string, what: string) =>
  desk.database.query(
    `SELECT * FROM ${what} WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
    [number],
  );

const toldTo = async ({ id }: Person): Promise<string[]> => {
  const rows = await desk.database.query<{ task: string }>(
    `SELECT content ->> 'task' AS task FROM notification WHERE recipient_id = $1 AND template = 'task'`,
    [id],
  );
  return rows.map(({ task }) => task);
};
const lettersOf = async ({ driven, cast }: Fixing): Promise<{ title: { zh: string; en: string } }[]> => {
  const rows = await desk.database.query<{ content: { title: { zh: string; en: string } } }>(
    `SELECT n.content FROM notification n JOIN freeze_case c ON c.id = n.case_id WHERE c.number = $1 AND n.recipient_id = $2`,
    [driven.number, cast.shop.merchant.id],
  );
  return rows.map(({ content }) => content);
};

it('restores once the merchant has shown it and another than who told it has looked', async () => {
  const one = await ordered('CHARGEBACK', 'RM');
  const { cast, driven, second } = one;
  expect(await driven.state()).toBe('remediating');
  expect(await steps(one)).toEqual({ reduction_plan: 'open' });
  const own = await driven.seenBy(cast.merchant);
  expect(own).toMatchObject({ status: 'remediation_needed', remediation: { steps: [{ code: 'reduction_plan', proof: 'file', state: 'open' }] } });
  const refused = await driven.act(cast.agent, 'remediated', {}, 409);
  expect(refused).toMatchObject({ code: 'GUARD_REFUSED', rule: 'remediated.every_step' });
  expect(refused.detail).toBe('Not attested and verified yet: Reduction plan.');

  const proofId = await driven.prove(cast.merchant);
  await driven.act(cast.merchant, 'attest', { step: 'reduction_plan', proofId, text: 'fewer disputes by June' });
  expect(await driven.act(cast.agent, 'remediated', {}, 409)).toMatchObject({ rule: 'remediated.every_step' });
  expect(await toldTo(cast.agent)).toContain('step_to_verify');
  await driven.act(cast.agent, 'verify', { step: 'reduction_plan', passed: false, text: 'no dates' });
  expect(await lettersOf(one)).toContainEqual(expect.objectContaining({ title: { zh: '整改步骤需重新办理', en: 'Something has to be put right again' }, body: { zh: expect.stringContaining('no dates'), en: expect.stringContaining('no dates') } }));
  expect((await driven.seenBy(cast.merchant)).remediation.steps).toMatchObject([{ state: 'open', returnedReason: 'no dates' }]);
  await driven.act(cast.merchant, 'attest', { step: 'reduction_plan', proofId });
  await driven.act(second, 'verify', { step: 'reduction_plan', passed: true });
  await driven.act(cast.agent, 'remediated');
  await driven.becomes('monitoring');
  const seen = await driven.seenBy(cast.agent);
  expect(seen.measures.every(({ liftedAt }: { liftedAt: string | null }) => liftedAt !== null)).toBe(true);
  expect(seen.clocks.find(({ kind }: { kind: string }) => kind === 'fix').stoppedAt).not.toBeNull();
  expect(await rowsOf(driven.number, 'remediation')).toMatchObject([{ ended_as: 'done' }]);
  const { body } = await cast.merchant.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
  const told = (body.items as { type: string }[]).map(({ type }) => type);
  expect(told.filter((type) => type.startsWith('step_'))).toEqual(['step_attested', 'step_returned', 'step_attested', 'step_verified']);
  const files = await cast.merchant.http.get(`/v1/cases/${driven.number}/proofs/${proofId}`).expect(200);
  expect((files.body as Buffer).length).toBeGreaterThan(50);
}); // prettier-ignore

it('believes the records over whoever says that it is done, also while it is appealed against', async () => {
  const one = await ordered('MALWARE', 'RM');
  const { cast, driven, second } = one;
  const attest = (step: string, status = 201, by = cast.agent) =>
    driven.prove(by).then((proofId) => driven.act(by, 'attest', { step, proofId }, status));
  expect(await attest('software_current', 409)).toMatchObject({ rule: 'step.records_agree' });
  expect(await attest('virus_database_current', 409)).toMatchObject({ rule: 'step.records_agree' });
  const today = desk.clock.now().toISOString().slice(0, 10);
  const upkeep = desk.api.get(PreventionService, { strict: false });
  const { terminal, device } = cast.shop;
  await asSetup(async (tx) => {
    await upkeep.announce(tx, SETUP, { model: device.model, version: '2.0', currentFrom: '2026-01-01' });
    await upkeep.tell(tx, SETUP, terminal.id, { softwareVersion: '2.0', virusDatabaseOn: today });
  });
  await driven.act(cast.merchant, 'appeal', { text: 'it is not ours', answers: [] });
  await attest('software_current');
  await driven.act(cast.reviewer, 'uphold_appeal', { text: 'it stands', reasons: [] });
  for (const step of ['clean_image', 'virus_database_current']) await attest(step);
  expect(await attest('independent_rescan', 409, second)).toMatchObject({ rule: 'attest.step_before' });
  expect(await driven.act(cast.agent, 'verify', { step: 'clean_image', passed: true }, 403)).toMatchObject({
    code: 'SEPARATION_OF_DUTIES',
    rule: 'verify.not_attester',
  });
  for (const step of ['clean_image', 'software_current', 'virus_database_current']) {
    await driven.act(second, 'verify', { step, passed: true });
  }
  // Who cleaned it neither scans it again nor vouches for the scan, in the service and in the database.
  const rescan = { step: 'independent_rescan', passed: true };
  expect(await attest('independent_rescan', 403)).toMatchObject({ rule: 'attest.independent' });
  await attest('independent_rescan', 201, second);
  expect(await driven.act(cast.agent, 'verify', rescan, 403)).toMatchObject({ rule: 'verify.independent' });
  const vouch = `UPDATE remediation_step SET state = 'verified', verified_by = $1, verified_at = now()
    WHERE code = 'independent_rescan' AND case_id = (SELECT id FROM freeze_case WHERE number = $2)`;
  await expect(desk.database.query(vouch, [cast.agent.id, driven.number])).rejects.toThrow(/no part in its independent re-scan/);
  await driven.act(cast.supervisor, 'verify', rescan);
  // Verified, and then out of date again before the case goes on.
  await asSetup((tx) => upkeep.tell(tx, SETUP, terminal.id, { softwareVersion: '1.9' }));
  expect(await driven.act(cast.agent, 'remediated', {}, 409)).toMatchObject({ rule: 'remediated.records_agree' });
  await asSetup((tx) => upkeep.tell(tx, SETUP, terminal.id, { softwareVersion: '2.0' }));
  await driven.act(cast.agent, 'remediated');
  await driven.becomes('monitoring');
}); // prettier-ignore

it('takes a corrected category and a device bound anew for what they are', async () => {
  const mcc = await ordered('MCC_MISUSE', 'RM');
  await mcc.driven.act(mcc.cast.agent, 'attest', { step: 'mcc_corrected' }, 409);
  desk.clock.advance(60_000);
  const machine = await desk.machine('registry:write');
  const { merchant } = mcc.cast.shop;
  await machine.patch(`/v1/merchants/${merchant.id}`).send({ mcc: merchant.mcc }).expect(400);
  await machine.patch(`/v1/merchants/${merchant.id}`).send({ mcc: '5812' }).expect(200);
  await mcc.driven.putRight();
  await mcc.driven.act(mcc.cast.agent, 'remediated');
  await mcc.driven.becomes('monitoring');
  // Found again in the watch: what was put right before trading came back does not do for it.
  await mcc.driven.act(mcc.cast.agent, 'refreeze', { text: 'it sells something else still' });
  desk.clock.advance(60_000);
  await desk.untilIdle();
  await mcc.driven.scan();
  await mcc.driven.propose('RM', 'lift');
  await mcc.driven.act(mcc.cast.supervisor, 'approve');
  expect(await mcc.driven.act(mcc.cast.agent, 'attest', { step: 'mcc_corrected' }, 409)).toMatchObject({ rule: 'step.records_agree' });
  desk.clock.advance(60_000);
  await machine.patch(`/v1/merchants/${merchant.id}`).send({ mcc: '5813' }).expect(200);
  await mcc.driven.act(mcc.cast.agent, 'attest', { step: 'mcc_corrected' });

  const moved = await ordered('RELOCATION', 'RL');
  const { driven, cast } = moved;
  await driven.act(cast.agent, 'attest', { step: 'address_rebound' }, 409);
  const { terminal, device } = cast.shop;
  const registry = desk.api.get(RegistryService);
  desk.clock.advance(60_000);
  await asSetup(async (tx) => {
    await registry.unbind(tx, terminal.id);
    await registry.bind(tx, terminal.id, { serialNo: device.serialNo, settlementAccount: 'CN88 ABCD 3100 6600 0018', installationAddress: '上海市徐汇区漕溪北路 8 号' });
  });
  await driven.putRight();
  await driven.act(cast.agent, 'remediated');
  await driven.becomes('monitoring');
}); // prettier-ignore

it('gives up when the time to fix is over, and what was attested counts no more', async () => {
  const one = await ordered('ERQING', 'RM');
  const { cast, driven } = one;
  await driven.putRight([]);
  const proofId = await driven.prove(cast.merchant);
  await driven.act(cast.merchant, 'attest', { step: 'direct_settlement_proved', proofId });
  const { clocks } = await driven.seenBy(cast.agent);
  const fix = (clocks as { kind: string; dueAt: string }[]).find(({ kind }) => kind === 'fix')!;
  desk.clock.advance(Date.parse(fix.dueAt) - desk.clock.now().getTime() + 1_000);
  await driven.becomes('reviewing');
  expect(await rowsOf(driven.number, 'remediation')).toMatchObject([{ ended_as: 'given_up' }]);
  expect((await lettersOf(one)).map(({ title }) => title.en)).toContain('The case is looked at again');
  const [step] = await rowsOf(driven.number, 'remediation_step');
  expect(step).toMatchObject({ state: 'attested' });
  expect(step?.['closed_at']).not.toBeNull();
  expect(await toldTo(cast.agent)).toContain('fix_given_up');
});

it('goes on by itself at the end of the time where all was put right', async () => {
  const one = await ordered('CARD_TESTING', 'RM');
  const { cast, driven } = one;
  await driven.putRight();
  const { clocks } = await driven.seenBy(cast.agent);
  const fix = (clocks as { kind: string; dueAt: string }[]).find(({ kind }) => kind === 'fix')!;
  desk.clock.advance(Date.parse(fix.dueAt) - desk.clock.now().getTime() + 1_000);
  await driven.becomes('monitoring');
});

it('has the database itself refuse one person for both signatures, and changes to what is closed', async () => {
  const one = await ordered('CARD_TESTING', 'RM');
  const { cast, driven } = one;
  await driven.act(cast.agent, 'attest', { step: 'velocity_caps' });
  const sign = (by: string) =>
    desk.database.query(
      `UPDATE remediation_step SET state = 'verified', verified_by = $2, verified_at = now()
       WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
      [driven.number, by],
    );
  await expect(sign(cast.agent.id)).rejects.toThrow(/remediation_step_second_person/);
  await driven.act(cast.agent, 'give_up', { text: 'no vendor' });
  await expect(sign(cast.supervisor.id)).rejects.toThrow(/what is closed is not changed/);
});
