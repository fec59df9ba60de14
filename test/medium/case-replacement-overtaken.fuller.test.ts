import { DrivenCase, noticeFor } from '../factories/freeze-case';
import { ReplacingCase } from '../factories/replacing-case';
import { CommandRuns } from '../support/command-runs';
import { confirmLate } from '../support/late-word';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

jest.setTimeout(180_000);

const DAY_MS = 86_400_000;
let desk: TestDesk;
let runs: CommandRuns;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, 250);
});
afterAll(() => desk.stop());

const commandOf = async ({ number }: DrivenCase, kind: string, purpose: string): Promise<string> =>
  (await runs.of(number)).find((row) => row.kind === kind && row.purpose === purpose)!.id;
const replacementOf = ({ number }: DrivenCase) =>
  desk.database.query<{ state: string }>(
    'SELECT r.state FROM replacement r JOIN freeze_case c ON c.id = r.case_id WHERE c.number = $1',
    [number],
  );
const reserved = ({ cast }: ReplacingCase) =>
  desk.database.query('SELECT 1 FROM device WHERE reserved_for = $1', [cast.shop.terminal.id]);

/** Its retirement of the old device was refused, so that nothing was to be taken back; trading was given back, and it is closed. */
async function closedAfterReplacing(): Promise<ReplacingCase> {
  const one = await ReplacingCase.ordered(desk, 'HARDWARE');
  const { cast, driven } = one;
  await one.go(runs, 1, 1);
  one.gatewayDoes('refuse');
  await one.step('old_retired');
  await one.settled(runs);
  one.gatewayDoes('confirm');
  expect(await replacementOf(driven)).toEqual([{ state: 'compensated' }]);
  await driven.act(cast.agent, 'give_up', { text: 'the vendor has no parts, and the line was the fault' });
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await one.settled(runs);
  await driven.becomes('monitoring');
  desk.clock.advance(31 * DAY_MS);
  await driven.becomes('closed');
  return one;
}

/** Another case at the same terminal, on which the device is replaced too. */
async function anotherReplacing({ cast }: ReplacingCase): Promise<DrivenCase> {
  const machine = await desk.machine('notice:open');
  const { body } = await machine.post('/v1/cases').send(noticeFor(cast.shop)).expect(201);
  const later = DrivenCase.of(desk, cast, body.number as string);
  await later.act(cast.agent, 'triage', { reasonCode: 'HARDWARE' });
  await later.act(cast.agent, 'take');
  await later.scan();
  const { evidence } = await later.seenBy(cast.agent);
  for (const { id, required } of evidence.items as { id: string; required: boolean }[]) {
    if (required) await later.act(cast.supervisor, 'waive', { itemId: id, text: 'seen at the counter' });
  }
  await later.propose('RP', 'lift');
  await later.act(cast.supervisor, 'approve');
  await later.act(cast.agent, 'attest', { step: 'backup_settled', text: 'batch 42 settled' });
  return later;
}

it('binds no device again under a replacement that began while the reversal of an older one was out', async () => {
  const one = await closedAfterReplacing();
  const { cast, driven } = one;
  one.gatewayDoes('never_answer');
  await confirmLate(desk, await commandOf(driven, 'retire', 'replace'));
  await waitFor('the reversal to be ordered', async () => (await replacementOf(driven))[0]?.state === 'compensating');
  const later = await anotherReplacing(one);
  await later.act(cast.agent, 'attest', { step: 'old_retired' });
  await confirmLate(desk, await commandOf(later, 'retire', 'replace'));
  await waitFor('the old device to be retired', async () => (await one.atWork()).length === 0);

  await confirmLate(desk, await commandOf(driven, 'bind', 'reverse'));
  await waitFor('the old replacement to be left', async () => (await replacementOf(driven))[0]?.state === 'compensated');
  await desk.untilIdle();
  expect([await one.atWork(), await replacementOf(later)]).toEqual([[], [{ state: 'under_way' }]]);
  expect(await reserved(one)).toHaveLength(1);
  const told = await desk.database.query(
    `SELECT 1 FROM notification n JOIN freeze_case c ON c.id = n.case_id
     WHERE c.number = $1 AND n.content->>'task' = 'device_to_check'`,
    [driven.number],
  );
  expect(told).toHaveLength(1);
}); // prettier-ignore
