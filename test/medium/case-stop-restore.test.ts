import { behaviour, type Mode } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { insertSales, suspiciousSales } from '../factories/history';
import { placeHold, releaseHold } from '../factories/held-case';
import { CommandRuns } from '../support/command-runs';
import { allOr } from '../support/fuller';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

jest.setTimeout(120_000);

let desk: TestDesk;
let runs: CommandRuns;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, 250);
});
afterAll(() => desk.stop());

interface Restoring {
  readonly cast: Cast;
  readonly driven: DrivenCase;
}

const over = (mode: Mode) => (mode === 'answer_late' ? { delayMs: 400 } : {});

async function approved(mode: Mode): Promise<Restoring> {
  const cast = await castOf(desk);
  desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour(mode, over(mode)));
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  return { cast, driven };
}

const attempted = ({ driven }: Restoring): Promise<unknown> =>
  waitFor('the lift to be tried', async () =>
    (await runs.of(driven.number)).some(({ attempts }) => attempts > 0),
  );
const inForce = async ({ driven }: Restoring): Promise<number> => (await driven.measures('lift')).length;
const letters = async ({ cast }: Restoring, template: string): Promise<number> => {
  const { body } = await cast.merchant.http.get('/v1/notifications?limit=200').expect(200);
  return (body.items as { template: string }[]).filter((item) => item.template === template).length;
}; // prettier-ignore

/** The case decided anew, the measure in force, and the terminal system of the same mind. */
async function expectStopped(restoring: Restoring): Promise<void> {
  const { cast, driven } = restoring;
  const all = await runs.untilSettled(driven.number);
  expect(await driven.state()).toBe('reviewing');
  expect(await inForce(restoring)).toBe(1);
  const lifted = all.filter(({ kind }) => kind === 'lift').map(({ id }) => desk.simulator.command(id));
  const wasDone = lifted.some((command) => (command?.executions ?? 0) > 0);
  // It knows of the measure once it had to be put back.
  const measures = desk.simulator.measuresOf(cast.shop.terminal.terminalNo);
  if (wasDone) expect(measures).toMatchObject([{ level: 'F4' }]);
  expect(all.filter(({ purpose }) => purpose === 'reverse').every(({ state }) => state === 'confirmed')).toBe(true);
  expect(await letters(restoring, 'restored')).toBe(0);
  expect(await letters(restoring, 'restore_stopped')).toBe(1);
} // prettier-ignore

const MODES: readonly Mode[] = [
  'fail', 'refuse', 'never_answer', 'no_callback', 'error_500', 'drop_connection', 'answer_late',
  'wrong_signature', 'stall',
]; // prettier-ignore

describe('a restore stopped by a hold, the terminal system', () => {
  it.each(allOr<Mode>(MODES, ['fail', 'no_callback', 'stall']))(
    'doing as %s: what was sent is taken back, and a new decision restores',
    async (mode) => {
      const restoring = await approved(mode);
      const { cast, driven } = restoring;
      await attempted(restoring);
      const holdId = await placeHold(driven, cast.reviewer);
      expect(await driven.state()).toBe('reviewing');
      desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('confirm'));
      await expectStopped(restoring);
      await releaseHold(driven, await desk.person('reviewer'), holdId);
      await driven.scan();
      await driven.propose('U', 'lift');
      await driven.act(cast.supervisor, 'approve');
      await runs.untilSettled(driven.number);
      await driven.becomes('monitoring');
      expect(desk.simulator.measuresOf(cast.shop.terminal.terminalNo)).toEqual([]);
      expect(await inForce(restoring)).toBe(0);
    },
  );

  it('having a command under way, a new decision waits for its end', async () => {
    const restoring = await approved('stall');
    const { cast, driven } = restoring;
    await attempted(restoring);
    await driven.act(cast.supervisor, 'stop_restore', { text: 'one more look' });
    await driven.propose('U', 'lift');
    expect(await driven.act(cast.supervisor, 'approve', {}, 409)).toMatchObject({ rule: 'approve.commands_settled' });
    desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('confirm'));
    await runs.untilSettled(driven.number);
    await driven.act(cast.supervisor, 'approve');
    await runs.untilSettled(driven.number);
    await driven.becomes('monitoring');
  }); // prettier-ignore
});

describe('what else stops a restore', () => {
  it('a supervisor, with a reason; an agent cannot', async () => {
    const restoring = await approved('stall');
    const { cast, driven } = restoring;
    await driven.act(cast.agent, 'stop_restore', { text: 'x' }, 403);
    await driven.act(cast.supervisor, 'stop_restore', {}, 400);
    await driven.act(cast.supervisor, 'stop_restore', { text: 'the merchant called it off' });
    desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('confirm'));
    await expectStopped(restoring);
  });

  it('a hit that the decision did not know of, as soon as a scan finds it; the same hits do not', async () => {
    const restoring = await approved('stall');
    const { cast, driven } = restoring;
    await driven.scan();
    expect(await driven.state()).toBe('restoring');
    const later = suspiciousSales.map((each) => ({ ...each, at: each.at.replace('11-20', '11-22') }));
    await insertSales(desk.database, cast.shop.terminal.id, later);
    await driven.scan();
    await driven.becomes('reviewing');
    const timeline = await cast.agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    expect(timeline.body.items).toContainEqual(expect.objectContaining({ type: 'restore_stopped', persona: 'clock', data: expect.objectContaining({ why: 'hit' }) }));
    desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('confirm'));
    await expectStopped(restoring);
  }); // prettier-ignore
});

describe('a restore confirmed by hand', () => {
  it.each(allOr<Mode>(['refuse', 'never_answer', 'stall'], ['stall']))('when the terminal system does as %s', async (mode) => {
    const restoring = await approved(mode);
    const { cast, driven } = restoring;
    await runs.untilSettled(driven.number);
    const other = await desk.person('agent');
    await driven.act(cast.agent, 'confirm_restore_manually', { channel: 'visit' }, 400);
    const { evidence } = await driven.seenBy(cast.agent);
    const fileId = (evidence.items as { files: { id: string }[] }[]).flatMap(({ files }) => files)[0]!.id;
    const first = await driven.act(cast.agent, 'confirm_restore_manually', { channel: 'visit', fileId });
    expect([first.state, first.commands[0].signature]).toEqual(['restoring', expect.objectContaining({ signedBy: cast.agent.id, fileId })]);
    expect(await driven.act(cast.agent, 'confirm_restore_manually', {}, 403)).toMatchObject({ rule: 'manual_confirmation.second_person' });
    const second = await driven.act(other, 'confirm_restore_manually');
    expect([second.state, second.commands[0].confirmedVia]).toEqual(['monitoring', 'manual']);
    expect([await inForce(restoring), await letters(restoring, 'restored')]).toEqual([0, 1]);
    // The terminal system's own word, come late, changes nothing.
    desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('confirm'));
    await runs.untilSettled(driven.number);
    expect(await driven.state()).toBe('monitoring');
  }); // prettier-ignore
});
