import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DomainError } from '@thaw/kernel';
import { DeviceWork } from '@thaw/registry';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { typesOf } from '../support/asked-merchant';
import { CommandRuns } from '../support/command-runs';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
let desk: TestDesk;
let runs: CommandRuns;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, 500);
});
afterAll(() => desk.stop());

interface Ending {
  readonly cast: Cast;
  readonly driven: DrivenCase;
}

/** To be terminated, once the window of its letter has passed. */
async function upheld(): Promise<Ending> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  return { cast, driven };
}

/** The merchant opens the decision's letter, and its window passes. */
async function lapses({ cast }: Ending): Promise<void> {
  const { http } = cast.merchant;
  const { body } = await http.get('/v1/notifications?limit=200').expect(200);
  for (const { id } of body.items as { id: string }[]) await http.post(`/v1/notifications/${id}/open`).expect(200);
  desk.clock.advance(20 * DAY_MS);
} // prettier-ignore

const reservations = ({ cast }: Ending) =>
  desk.database.query('SELECT 1 FROM device WHERE reserved_for = $1', [cast.shop.terminal.id]);

it('ends a terminal whose device another case still has to exchange, and the exchange with it', async () => {
  const one = await upheld();
  const { device, terminal } = one.cast.shop;
  await desk.database.query('UPDATE device SET reserved_for = $2 WHERE id = $1', [device.id, terminal.id]);
  await lapses(one);
  await one.driven.becomes('closed');
  expect(await one.driven.seenBy(one.cast.agent)).toMatchObject({ resolution: 'terminated' });
  expect(await reservations(one)).toEqual([]);
});

it('leaves nothing of an end that was refused halfway, and tells the owner', async () => {
  const one = await upheld();
  const work = desk.worker.get(DeviceWork, { strict: false });
  const refused = jest.spyOn(work, 'endExchange').mockRejectedValueOnce(new DomainError('GUARD_REFUSED'));
  await lapses(one);
  const told = () =>
    desk.database.query(
      `SELECT 1 FROM notification WHERE recipient_id = $1 AND content->>'task' = 'termination_incomplete'`,
      [one.cast.agent.id],
    );
  await waitFor('the owner to be told', async () => (await told()).length > 0);
  expect(refused).toHaveBeenCalledTimes(1);
  expect(await one.driven.state()).toBe('terminating');
  const types = await typesOf(desk, one.driven.number);
  expect(types).toContain('command_confirmed');
  expect(types).not.toContain('terminated');
  const { http } = one.cast.agent;
  const { body } = await http.get(`/v1/terminals/${one.cast.shop.terminal.id}`).expect(200);
  expect(body.binding).not.toBeNull();
});

/** Opened again, the same device at work again, and the same decision once more. */
async function onceMore(one: Ending): Promise<void> {
  const { cast, driven } = one;
  const { terminal, device, binding } = cast.shop;
  await driven.act(cast.supervisor, 'reopen', { text: 'the merchant has paid' });
  const registry = await desk.machine('registry:write');
  const { settlementAccount, installationAddress } = binding;
  const again = { serialNo: device.serialNo, settlementAccount, installationAddress };
  await registry.post(`/v1/terminals/${terminal.id}/bindings`).send(again).expect(201);
  await driven.scan();
  // What they sent in stays, and they are heard anew.
  const { evidence } = await driven.seenBy(cast.agent);
  const items = evidence.items as { id: string; supplier: string; required: boolean }[];
  for (const { id: itemId } of items.filter(
    ({ supplier, required }) => supplier === 'merchant' && required,
  )) {
    await driven.act(cast.agent, 'reject', { itemId, text: 'of the first time' });
  }
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
}

it('ends a case that was ended before and opened again by what is done anew, and not by the word of the first time', async () => {
  const one = await upheld();
  const { cast, driven } = one;
  await lapses(one);
  await driven.becomes('closed');
  await onceMore(one);
  desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('never_answer'));
  await lapses(one);
  await driven.becomes('terminating');
  expect((await driven.seenBy(cast.agent)).termination).toMatchObject({ retired: false, missing: ['device', 'batch'] });
  desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('confirm'));
  await runs.untilSettled(driven.number);
  await driven.becomes('closed');
  expect(await driven.seenBy(cast.agent)).toMatchObject({ resolution: 'terminated' });
}); // prettier-ignore

it('tries nothing again that an ended termination had ordered, so that it cannot retire a device of later', async () => {
  const one = await upheld();
  const { cast, driven } = one;
  desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('refuse'));
  await lapses(one);
  await driven.becomes('terminating');
  const rows = await runs.untilSettled(driven.number);
  const retire = rows.find(({ kind }) => kind === 'retire');
  expect(retire).toMatchObject({ purpose: 'terminate', state: 'failed' });
  const done = { deviceRecovered: true, batchSettled: true, text: 'fetched and settled at the counter' };
  const signed = await driven.act(cast.agent, 'confirm_termination_manually', done);
  await driven.act(cast.supervisor, 'confirm_termination_manually', { statementId: signed.termination.statement.id });
  expect(await driven.state()).toBe('closed');
  await onceMore(one);
  const again = await driven.act(cast.agent, 'retry_command', { commandId: retire!.id }, 409);
  expect(again).toMatchObject({ rule: 'retry_command.failed' });
}); // prettier-ignore
