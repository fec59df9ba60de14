import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { placeHold, releaseHold } from '../factories/held-case';
import { insertSales, suspiciousSales } from '../factories/history';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const DAY_MS = 86_400_000;
const PATIENCE = { withinMs: 60_000 };
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

interface Held {
  readonly heldAmountFen: number;
  readonly heldGround: string;
  readonly releaseAt?: string;
}

/** A termination or a listing that was approved. */
async function upheld(outcome: 'T' | 'B', held?: Held): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  await insertSales(desk.database, cast.shop.terminal.id, suspiciousSales);
  const machine = await desk.machine('notice:open');
  const measures = [{ level: 'F4', scope: 'terminal' }, ...(held ? [{ level: 'F5', scope: 'settlement', ...held }] : [])];
  const { body } = await machine.post('/v1/cases').send({ ...noticeFor(cast.shop), measures }).expect(201);
  const driven = DrivenCase.of(desk, cast, body.number as string);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose(outcome, 'keep');
  await driven.act(cast.supervisor, 'approve');
  return { cast, driven };
} // prettier-ignore

/** The merchant opens every letter, newest last. @returns what the last of this kind says. */
async function lettersOf({ http }: Person, template: string): Promise<{ body: { zh: string; en: string } } | undefined> {
  const { body } = await http.get('/v1/notifications?limit=200').expect(200);
  let last: { body: { zh: string; en: string } } | undefined;
  for (const letter of (body.items as { id: string; template: string }[]).reverse()) {
    const opened = await http.post(`/v1/notifications/${letter.id}/open`).expect(200);
    if (letter.template === template) last = opened.body.content;
  }
  return last;
} // prettier-ignore

/** The first order that held money is to go. */
async function releaseOf({ number }: DrivenCase): Promise<{ state: string; attempts: number }> {
  const [row] = await desk.database.query<{ state: string; attempts: number }>(
    `SELECT state, attempts FROM gateway_command WHERE kind = 'release'
       AND case_id = (SELECT id FROM freeze_case WHERE number = $1) ORDER BY created_at LIMIT 1`,
    [number],
  );
  return row!;
}

const bindingOf = async ({ agent, shop }: Cast): Promise<unknown> =>
  (await agent.http.get(`/v1/terminals/${shop.terminal.id}`).expect(200)).body.binding;

it('lapses once the window after the letter has passed, retires the device and closes by the terminal system’s word', async () => {
  const { cast, driven } = await upheld('T');
  desk.clock.advance(40 * DAY_MS);
  // Nobody has opened the letter: no window runs.
  expect(await driven.state()).toBe('upheld');
  await lettersOf(cast.merchant, 'decision_letter');
  desk.clock.advance(14 * DAY_MS);
  expect(await driven.state()).toBe('upheld');
  expect(await bindingOf(cast)).not.toBeNull();
  desk.clock.advance(6 * DAY_MS);
  await driven.becomes('closed');
  expect(await driven.seenBy(cast.agent)).toMatchObject({ resolution: 'terminated', outcome: { code: 'T' }, termination: null });
  expect(await bindingOf(cast)).toBeNull();
  const notice = await lettersOf(cast.merchant, 'termination_notice');
  expect(notice?.body.en).toContain('taken out of service');
  const ended = await lettersOf(cast.merchant, 'terminated');
  expect(ended?.body.zh).toContain('最后一批交易已结算');
  const seen = await driven.seenBy(cast.merchant);
  expect(seen).toMatchObject({ status: 'closed', outcome: 'termination' });
}); // prettier-ignore

it('closes a listing by two persons, releasing the money that they agree to release, which a hold keeps', async () => {
  const { cast, driven } = await upheld('B', { heldAmountFen: 123_456, heldGround: 'review' });
  await lettersOf(cast.merchant, 'decision_letter');
  desk.clock.advance(20 * DAY_MS);
  await driven.becomes('terminating');
  const retired = async () => (await driven.seenBy(cast.agent)).termination.retired as boolean;
  await waitFor('the device to be retired', retired, PATIENCE);
  const { termination } = await driven.seenBy(cast.agent);
  expect(termination.missing).toEqual(['listing', 'funds']);
  const measureId = termination.held[0].measureId as string;
  const listed = { listingReference: 'LIST-2026-7', listedOn: '2026-12-20', text: 'filed by letter' };
  expect(await driven.act(cast.agent, 'confirm_termination_manually', listed, 409)).toMatchObject({
    rule: 'termination.complete',
  });
  const funds = [{ measureId, change: 'release' }];
  const signed = await driven.act(cast.agent, 'confirm_termination_manually', { ...listed, funds });
  const { id: statementId } = signed.termination.statement;
  await driven.act(cast.agent, 'confirm_termination_manually', { statementId }, 403);
  // The terminal system does not take the release, and an order comes: the money does not go, nor by itself once that is gone.
  await desk.untilIdle();
  const { terminalNo } = cast.shop.terminal;
  desk.simulator.behave(terminalNo, behaviour('error_500'));
  await driven.act(cast.supervisor, 'confirm_termination_manually', { statementId });
  await waitFor('the release to be tried', async () => (await releaseOf(driven)).attempts > 0, PATIENCE);
  const holdId = await placeHold(driven, cast.reviewer);
  expect(await releaseOf(driven)).toMatchObject({ state: 'withdrawn' });
  desk.simulator.behave(terminalNo, behaviour('confirm'));
  await releaseHold(driven, await desk.person('reviewer'), holdId);
  await desk.untilIdle();
  expect(await driven.state()).toBe('terminating');
  const again = await driven.act(cast.agent, 'confirm_termination_manually', { ...listed, funds });
  await driven.act(cast.supervisor, 'confirm_termination_manually', { statementId: again.termination.statement.id });
  await driven.becomes('closed');
  const closed = await driven.seenBy(cast.agent);
  expect(closed).toMatchObject({ resolution: 'terminated' });
  expect((closed.measures as { id: string; releasedAt: string | null }[]).find(({ id }) => id === measureId)?.releasedAt).not.toBeNull();
  expect((await lettersOf(cast.merchant, 'terminated'))?.body.en).not.toContain('Funds held');
}); // prettier-ignore

it('names ground and end of money that stays held, and the merchant reads them', async () => {
  const { cast, driven } = await upheld('T', { heldAmountFen: 50_000, heldGround: 'review' });
  await lettersOf(cast.merchant, 'decision_letter');
  desk.clock.advance(20 * DAY_MS);
  await driven.becomes('terminating');
  const retired = async () => (await driven.seenBy(cast.agent)).termination.retired as boolean;
  await waitFor('the device to be retired', retired, PATIENCE);
  const { termination } = await driven.seenBy(cast.agent);
  const funds = [{ measureId: termination.held[0].measureId, change: 'hold', ground: 'disputes', until: '2027-06-29T16:00:00Z' }];
  const signed = await driven.act(cast.agent, 'confirm_termination_manually', { funds, text: 'as agreed' });
  await driven.act(cast.supervisor, 'confirm_termination_manually', { statementId: signed.termination.statement.id });
  expect(await driven.state()).toBe('closed');
  const letter = await lettersOf(cast.merchant, 'terminated');
  expect(letter?.body.en).toMatch(/Funds held: CNY 500\.00; ground: Kept against disputed transactions; reviewed by 2027-06-30/);
}); // prettier-ignore

it('holds in the database too that two persons confirm, and that who had a hand in it decides no appeal', async () => {
  const { cast, driven } = await upheld('T');
  const run = (sql: string, values: unknown[]): Promise<unknown> =>
    desk.api.get(Database).asActor(systemActor('setup'), (tx) => tx.query(sql, values));
  const findings = await driven.findings(cast.merchant);
  await driven.act(cast.merchant, 'appeal', { text: 'a fair', answers: findings.map(({ id }) => ({ findingId: id, answer: 'a fair' })) });
  const decide = `UPDATE appeal SET decision = 'upheld', decided_by = $2, decided_at = now()
    WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1) AND decided_at IS NULL`;
  for (const { id } of [cast.agent, cast.supervisor]) {
    await expect(run(decide, [driven.number, id])).rejects.toThrow(/does not decide this one/);
  }
  await driven.act(cast.reviewer, 'uphold_appeal', { text: 'it stands', reasons: await driven.reasons() });
  const again = 'UPDATE appeal SET decided_by = $2 WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)';
  await expect(run(again, [driven.number, cast.supervisor.id])).rejects.toThrow(/decided once/);
  await driven.act(cast.merchant, 'appeal', { text: 'a fair', answers: findings.map(({ id }) => ({ findingId: id, answer: 'a fair' })) });
  await expect(run(decide, [driven.number, cast.reviewer.id])).rejects.toThrow(/does not decide this one/);

  const approve = `UPDATE proposal SET state = 'approved', decided_by = proposed_by, decided_at = now()
    WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)`;
  await expect(run(approve, [driven.number])).rejects.toThrow(/nor decided twice/);
  const sign = `INSERT INTO termination_statement (id, case_id, device_recovered, batch_settled, funds, signed_by, signed_at, countersigned_by, countersigned_at)
    SELECT gen_random_uuid(), id, true, true, '[]', $2, now(), $2, now() FROM freeze_case WHERE number = $1`;
  await expect(run(sign, [driven.number, cast.agent.id])).rejects.toThrow(/termination_statement_second_person/);
}); // prettier-ignore
