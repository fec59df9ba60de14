import { randomUUID } from 'node:crypto';
import { FAR, ALL_TESTS, REFILED, ReplacingCase } from '../factories/replacing-case';
import { castOf } from '../factories/freeze-case';
import { insertSales, type Sale } from '../factories/history';
import { CommandRuns } from '../support/command-runs';
import { TestDesk } from '../support/test-desk';

jest.setTimeout(120_000);

let desk: TestDesk;
let runs: CommandRuns;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, 500);
});
afterAll(() => desk.stop());

it('exchanges the device step by step, and another certifies it', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven, second, fresh } = one;
  const findings = await driven.findings(cast.agent);
  expect(await one.replacement()).toMatchObject({ state: 'not_begun', next: 1 });
  await one.go(runs, 1, 9);
  expect(await one.atWork()).toEqual([fresh.serialNo]);
  expect(one.outThere()).toBe(fresh.serialNo);
  expect(await driven.act(second, 'recertified', {}, 409)).toMatchObject({ rule: 'recertified.every_step' });
  await driven.putRight();
  expect(await driven.act(cast.agent, 'recertified', {}, 403)).toMatchObject({ code: 'SEPARATION_OF_DUTIES', rule: 'recertified.not_installer' });
  await driven.act(second, 'recertified');
  await one.settled(runs);
  expect(await driven.state()).toBe('monitoring');
  const { steps, ...whole } = (await one.replacement())!;
  expect(whole).toMatchObject({ state: 'complete', endedAs: 'done', next: null, newSerialNo: fresh.serialNo, settlementAccount: '********0018', recertifiedBy: second.id });
  expect(steps.map(({ by }) => by === cast.agent.id)).toEqual([true, true, true, true, true, true, true, true, false]);
  expect(steps.every(({ state, doneAt }) => state === 'done' && doneAt !== null)).toBe(true);
  // The history is the terminal's: over the change of devices it is one, with the same findings.
  await driven.scan();
  const key = (found: readonly object[]) => found.map((finding) => JSON.stringify({ ...finding, id: null })).sort();
  expect(findings.length).toBeGreaterThan(0);
  expect(key(await driven.findings(cast.agent))).toEqual(key(findings));
  desk.clock.advance(31 * 86_400_000);
  await driven.becomes('closed');
  expect(await driven.seenBy(cast.agent)).toMatchObject({ resolution: 'replaced' });
}); // prettier-ignore

/** One card, again and again, on three days: two before the exchange of the device, one after it. */
const usesOf = (days: readonly string[]): Sale[] =>
  days.flatMap((day) =>
    ['09', '11', '13', '15'].map((hour) => ({
      at: `2026-11-${day}T${hour}:00:00+08:00`,
      amountFen: 88_800,
      card: 'k1.z',
      cardType: 'credit' as const,
    })),
  );

it('follows a card over the change of devices as if there had been none', async () => {
  const [one, control] = [await ReplacingCase.ordered(desk), await ReplacingCase.ordered(desk)];
  const both = async (days: readonly string[]): Promise<void> => {
    for (const { cast } of [one, control]) await insertSales(desk.database, cast.shop.terminal.id, usesOf(days));
  };
  const ofCard = async ({ driven, cast }: ReplacingCase) => {
    await driven.scan();
    const found = (await driven.findings(cast.agent)) as unknown as { rule: string; card: string | null; count: number; from: string; to: string; sumFen: number }[];
    return found.filter(({ card }) => card !== null).map(({ rule, count, from, to, sumFen }) => ({ rule, count, from, to, sumFen })).sort((a, b) => `${a.rule}${a.from}`.localeCompare(`${b.rule}${b.from}`));
  };
  await both(['17', '18']);
  const before = await ofCard(one);
  await one.go(runs, 1, 5);
  expect(await one.atWork()).toEqual([one.fresh.serialNo]);
  await both(['19']);
  const after = await ofCard(one);
  expect(after).toEqual(await ofCard(control));
  expect(after.some(({ from, to }) => from < '2026-11-18T16' && to > '2026-11-19T00')).toBe(true);
  expect(after).not.toEqual(before);
}); // prettier-ignore

it('takes each step in its turn and by what it has to show', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven, fresh, second } = one;
  const refused = async (step: string, given: object, status: number, wrong: object): Promise<void> =>
    expect(await one.step(step, given, status)).toMatchObject(wrong);
  await refused('new_unused', { serialNo: fresh.serialNo }, 409, { rule: 'replacement.in_order' });
  await refused('backup_settled', {}, 400, { field: 'text' });
  await refused('backup_settled', { failed: true, text: 'x' }, 409, { rule: 'replacement.begun' });
  await one.go(runs, 1, 1);
  expect(await driven.act(cast.agent, 'verify', { step: 'installation_verified', passed: true }, 409)).toMatchObject({ rule: 'verify.some_attested' });
  await one.go(runs, 2, 2);
  expect(await one.atWork()).toEqual([]);
  const other = await castOf(desk);
  await refused('new_unused', { serialNo: other.shop.device.serialNo }, 409, { rule: 'replacement.new_unused' });
  await refused('new_unused', { serialNo: one.oldSerialNo }, 409, { rule: 'replacement.new_unused' });
  await refused('new_unused', { serialNo: 'PX-UNKNOWN' }, 400, { field: 'serialNo' });
  await one.go(runs, 3, 3);
  const { merchantNo } = cast.shop.merchant;
  const { terminalNo } = cast.shop.terminal;
  await refused('same_numbers', { merchantNo, terminalNo: other.shop.terminal.terminalNo }, 409, { rule: 'replacement.same_numbers', field: 'terminalNo' });
  await refused('same_numbers', { merchantNo: other.shop.merchant.merchantNo, terminalNo }, 409, { rule: 'replacement.same_numbers', field: 'merchantNo' });
  await refused('same_numbers', { terminalNo }, 400, { field: 'merchantNo' });
  await one.go(runs, 4, 4);
  await refused('items_refiled', { ...REFILED, settlementAccount: '12' }, 400, { field: 'settlementAccount' });
  // An account that is a card's number, as small shops have, is masked long before it is kept.
  await one.step('items_refiled', { ...REFILED, settlementAccount: '6222 0212 3456 7894' });
  await one.settled(runs);
  expect(await one.replacement()).toMatchObject({ settlementAccount: '********7894' });
  await refused('keys_and_parameters', {}, 400, { rule: 'attest.proof' });
  await refused('keys_and_parameters', { proofId: randomUUID() }, 400, { rule: 'attest.proof' });
  await one.go(runs, 6, 6);
  const proofId = await driven.prove(cast.agent);
  await refused('trades_tested', { passedTests: ALL_TESTS }, 400, { rule: 'attest.proof' });
  await refused('trades_tested', { proofId, passedTests: ['sign_in', 'print'] }, 409, { rule: 'replacement.tests' });
  await one.go(runs, 7, 7);
  await refused('location_checked', {}, 400, { field: 'place' });
  await refused('location_checked', { place: FAR }, 409, { rule: 'replacement.inside_radius' });
  await one.go(runs, 8, 8);
  await refused('installation_verified', {}, 409, { rule: 'replacement.verified_by_another' });
  expect(await driven.act(cast.agent, 'verify', { step: 'installation_verified', passed: true }, 403)).toMatchObject({ rule: 'verify.not_installer' });
  await driven.act(second, 'verify', { step: 'installation_verified', passed: false, text: 'no receipt printed' });
  expect(await one.states()).toEqual(['done', 'done', 'done', 'done', 'done', 'open', 'open', 'open', 'open']);
  await one.go(runs, 6, 9);
  expect(await one.replacement()).toMatchObject({ next: null });
}); // prettier-ignore

it('reserves both devices and the terminal until it has ended', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, fresh } = one;
  await one.go(runs, 1, 3);
  const machine = await desk.machine('registry:write');
  const other = await castOf(desk);
  const bindings = (id: string) => `/v1/terminals/${id}/bindings`;
  const bind = (id: string, serialNo: string) => machine.post(bindings(id)).send({ serialNo, ...REFILED });
  await machine.delete(`${bindings(other.shop.terminal.id)}/current`).expect(200);
  for (const serialNo of [one.oldSerialNo, fresh.serialNo]) {
    const { body } = await bind(other.shop.terminal.id, serialNo).expect(409);
    expect(body).toMatchObject({ rule: 'registry.device_reserved' });
  }
  const { body } = await bind(cast.shop.terminal.id, fresh.serialNo).expect(409);
  expect(body).toMatchObject({ rule: 'registry.exchange_under_way' });
  await one.driven.act(cast.agent, 'give_up', { text: 'no parts' });
  await one.settled(runs);
  await bind(other.shop.terminal.id, fresh.serialNo).expect(201);
}); // prettier-ignore

it('has the database itself refuse what no replacement may be', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven, second } = one;
  await one.go(runs, 1, 3);
  const proofId = await driven.prove(cast.agent);
  const [{ id, terminal_id: terminalId } = { id: '', terminal_id: '' }] = await desk.database.query<{
    id: string;
    terminal_id: string;
  }>(
    `SELECT r.id, r.terminal_id FROM replacement r JOIN freeze_case c ON c.id = r.case_id WHERE c.number = $1`,
    [driven.number],
  );
  const add = (number: number, by: string, proof: string | null = proofId) =>
    desk.database.query(
      `INSERT INTO replacement_step (replacement_id, number, case_id, state, by_user, begun_at, done_at, proof_id)
       SELECT id, $2, case_id, 'done', $3, now(), now(), $4 FROM replacement WHERE id = $1`,
      [id, number, by, proof],
    );
  const set = (what: string) => desk.database.query(`UPDATE replacement SET ${what} WHERE id = $1`, [id]);
  await expect(add(5, cast.agent.id)).rejects.toThrow(/one after the other/);
  for (const number of [4, 5]) await add(number, cast.agent.id);
  await expect(add(6, cast.agent.id, null)).rejects.toThrow(/replacement_step_shown/);
  for (const number of [6, 7, 8]) await add(number, cast.agent.id);
  await expect(add(9, cast.agent.id)).rejects.toThrow(/does not verify it/);
  const ends = `ended_at = now(), ended_as = 'done'`;
  await expect(set(`state = 'complete', recertified_by = '${second.id}', ${ends}`)).rejects.toThrow(/all of its steps/);
  await add(9, second.id);
  await expect(set(`state = 'complete', recertified_by = '${second.id}', ${ends}`)).rejects.toThrow(/new device at work/);
  const other = await castOf(desk);
  await expect(set(`new_binding_id = '${other.shop.binding.id}'`)).rejects.toThrow(/same merchant and terminal number/);
  await expect(set(`terminal_id = '${other.shop.terminal.id}'`)).rejects.toThrow(/same merchant and terminal number/);
  await expect(set(`state = 'compensated', ended_at = now(), ended_as = 'failed'`)).rejects.toThrow(/taken back first/);
  await set(`state = 'compensating', ended_at = now(), ended_as = 'failed'`);
  await expect(set(`state = 'compensated'`)).rejects.toThrow(/old device at work again/);
  const bind = (device: string, terminal: string) =>
    desk.database.query(
      `INSERT INTO device_binding (id, device_id, terminal_id, acquirer_code, merchant_no, social_credit_code, settlement_account, installation_address, bound_at)
       SELECT gen_random_uuid(), $1, $2, acquirer_code, merchant_no, social_credit_code, settlement_account, installation_address, now() FROM device_binding LIMIT 1`,
      [device, terminal],
    );
  await expect(bind(one.fresh.id, other.shop.terminal.id)).rejects.toThrow(/being exchanged/);
  await expect(bind(other.shop.device.id, terminalId)).rejects.toThrow(/being exchanged/);
  const close = desk.database.query(
    `UPDATE freeze_case SET state = 'closed', closed_at = now(), resolution = 'replaced' WHERE number = $1`,
    [driven.number],
  );
  await expect(close).rejects.toThrow(/being exchanged/);
}); // prettier-ignore
