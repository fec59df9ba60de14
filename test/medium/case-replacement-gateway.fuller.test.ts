import type { Mode } from '../../apps/cli/src/gateway-simulator/behaviour';
import { REFILED, ReplacingCase } from '../factories/replacing-case';
import { CommandRuns } from '../support/command-runs';
import { confirmLate } from '../support/late-word';
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

/** However badly it answers, in the end it does what it is told. */
const DONE_IN_THE_END: readonly Mode[] = [
  'confirm', 'slow', 'fail_then_confirm', 'no_callback', 'drop_connection', 'duplicate_callback', 'answer_late',
  'callbacks_out_of_order', 'wrong_signature',
]; // prettier-ignore
const NEVER_DONE: readonly Mode[] = ['fail', 'refuse', 'never_answer', 'error_500', 'stall'];

/** What the owner of the case was told to look after. */
const tasks = async ({ cast, driven }: ReplacingCase): Promise<string[]> => {
  const rows = await desk.database.query<{ task: string }>(
    `SELECT n.content ->> 'task' AS task FROM notification n JOIN freeze_case c ON c.id = n.case_id
     WHERE c.number = $1 AND n.recipient_id = $2 AND n.template = 'task'`,
    [driven.number, cast.agent.id],
  );
  return rows.map(({ task }) => task);
};

/** The terminal system comes to its senses; what failed meanwhile a person takes up again. */
async function untilUndone(one: ReplacingCase): Promise<void> {
  one.gatewayDoes('confirm');
  for (;;) {
    const rows = await one.settled(runs);
    const failed = rows.filter(({ state, purpose }) => state === 'failed' && purpose === 'reverse');
    if (failed.length === 0) break;
    expect((await one.replacement())?.state).toBe('compensating');
    // Never silence: of each that failed the owner was told.
    expect(await tasks(one)).toEqual(
      expect.arrayContaining(failed.map(({ kind }) => `command_failed_${kind}`)),
    );
    for (const { id } of failed) await one.driven.act(one.cast.agent, 'retry_command', { commandId: id });
  }
  expect((await one.replacement())?.state).toBe('compensated');
  expect(await one.atWork()).toEqual([one.oldSerialNo]);
  expect(await one.timeline()).toEqual(
    expect.arrayContaining(['replacement_taken_back', 'replacement_undone']),
  );
  expect(await tasks(one)).toContain('replacement_undone');
}

/** Both orders go the same road: every mode is tried at one of them, and the others at both in the proof `replacement`. */
const IS_PROOF = process.env['THAW_EVERY_MODE'] === '1';
const among = (all: readonly Mode[], few: readonly Mode[], isTheirs: boolean): readonly Mode[] =>
  isTheirs || IS_PROOF ? all : few;

describe.each([
  ['the old device is retired', 1, 'old_retired', {}],
  ['the new device is bound', 4, 'items_refiled', REFILED],
] as const)('while %s, the terminal system', (_what, before, step, given) => {
  const told = async (mode: Mode): Promise<ReplacingCase> => {
    const one = await ReplacingCase.ordered(desk);
    await one.go(runs, 1, before);
    one.gatewayDoes(mode);
    await one.step(step, given);
    await one.settled(runs);
    return one;
  };

  it.each(among(DONE_IN_THE_END, ['confirm', 'drop_connection'], step === 'old_retired'))(
    'doing as %s: the step is done, and the registry says so',
    async (mode) => {
      const one = await told(mode);
      expect((await one.states())[before]).toBe('done');
      const now = step === 'old_retired' ? [] : [one.fresh.serialNo];
      expect(await one.atWork()).toEqual(now);
      expect([one.outThere()].filter((serialNo) => serialNo !== null)).toEqual(now);
      expect(await one.replacement()).toMatchObject({ state: 'under_way', next: before + 2 });
    },
  );

  it.each(among(NEVER_DONE, ['refuse', 'stall'], step === 'items_refiled'))(
    'doing as %s: all is taken back, and another replacement can begin',
    async (mode) => {
      const one = await told(mode);
      expect(await one.driven.state()).toBe('replacing');
      expect(await one.replacement()).toMatchObject({ endedAs: 'failed' });
      await untilUndone(one);
      expect([null, one.oldSerialNo]).toContain(one.outThere());
      await one.go(runs, 1, 5);
      expect(await one.atWork()).toEqual([one.fresh.serialNo]);
    },
  );
});

describe('while a replacement is taken back, the terminal system', () => {
  it.each([...DONE_IN_THE_END, ...NEVER_DONE])('doing as %s: in the end the old device is at work', async (mode) => {
    const one = await ReplacingCase.ordered(desk);
    const { cast, driven } = one;
    await one.go(runs, 1, 6);
    one.gatewayDoes(mode);
    await driven.act(cast.agent, 'give_up', { text: 'it prints nothing' });
    expect(await driven.state()).toBe('reviewing');
    await one.settled(runs);
    if (NEVER_DONE.includes(mode)) {
      // The new one is still at work: the old one waits until it is not.
      expect(await one.atWork()).toEqual([one.fresh.serialNo]);
      await expect(driven.propose('U', 'lift')).rejects.toThrow(/409/);
    }
    await untilUndone(one);
    expect(one.outThere()).toBe(one.oldSerialNo);
    // Nothing stands in the way of another decision.
    await driven.propose('U', 'lift');
    await driven.act(cast.supervisor, 'approve');
    await one.settled(runs);
    await driven.becomes('monitoring');
  }); // prettier-ignore
});

const LATE: readonly Mode[] = ['slow', 'fail', 'never_answer', 'no_callback', 'error_500', 'drop_connection', 'answer_late', 'wrong_signature', 'stall']; // prettier-ignore

describe.each([
  ['retire the old device', 'retire', 1, 'old_retired', {}],
  ['bind the new device', 'bind', 4, 'items_refiled', REFILED],
] as const)(
  'given up while the order to %s is out, the terminal system',
  (_what, order, before, step, given) => {
    it.each(among(LATE, ['slow', 'fail', 'answer_late'], order === 'bind'))(
      'doing as %s: in the end the old device is at work',
      async (mode) => {
        const one = await ReplacingCase.ordered(desk);
        const { cast, driven } = one;
        await one.go(runs, 1, before);
        one.gatewayDoes(mode);
        await one.step(step, given);
        await waitFor('the order to be tried', async () =>
          (await runs.of(driven.number)).some(({ kind, attempts }) => kind === order && attempts > 0),
        );
        await driven.act(cast.agent, 'give_up', { text: 'the vendor has no parts' });
        desk.clock.advance(1_000);
        await untilUndone(one);
        expect([order === 'retire' ? null : one.oldSerialNo, one.oldSerialNo]).toContain(one.outThere());
        expect(await driven.state()).toBe('reviewing');
      },
    );
  },
);

describe('what was taken back as refused, and is said to be done long after', () => {
  const refused = async (before: number, step: string, given: object, kind: string): Promise<readonly [ReplacingCase, string]> => {
    const one = await ReplacingCase.ordered(desk);
    await one.go(runs, 1, before);
    one.gatewayDoes('refuse');
    await one.step(step, given);
    await one.settled(runs);
    await untilUndone(one);
    const { id } = (await runs.of(one.driven.number)).find((row) => row.kind === kind && row.purpose === 'replace')!;
    desk.clock.advance(60_000);
    return [one, id];
  };
  const reversals = async ({ driven }: ReplacingCase): Promise<string[]> =>
    (await runs.of(driven.number)).filter(({ purpose }) => purpose === 'reverse').map(({ kind, state }) => `${kind} ${state}`);

  it('is taken back then: the old device retired after all', async () => {
    const [one, id] = await refused(1, 'old_retired', {}, 'retire');
    expect(await reversals(one)).toEqual([]);
    await confirmLate(desk, id);
    await one.settled(runs);
    expect(await reversals(one)).toEqual(['bind confirmed']);
    expect([(await one.replacement())?.state, await one.atWork(), one.outThere()]).toEqual(['compensated', [one.oldSerialNo], one.oldSerialNo]);
  });

  it('is taken back then: the new device bound after all, and the old one after it', async () => {
    const [one, id] = await refused(4, 'items_refiled', REFILED, 'bind');
    expect(await reversals(one)).toEqual(['bind confirmed']);
    await confirmLate(desk, id);
    await one.settled(runs);
    expect((await reversals(one)).sort()).toEqual(['bind confirmed', 'bind confirmed', 'retire confirmed']);
    expect([(await one.replacement())?.state, await one.atWork(), one.outThere()]).toEqual(['compensated', [one.oldSerialNo], one.oldSerialNo]);
    expect((await one.timeline()).filter((type) => type === 'replacement_undone')).toHaveLength(2);
  });

  it('is left to a person where another replacement has begun', async () => {
    const [one, id] = await refused(1, 'old_retired', {}, 'retire');
    await one.go(runs, 1, 5);
    await confirmLate(desk, id);
    await one.settled(runs);
    expect(await reversals(one)).toEqual([]);
    expect(await tasks(one)).toContain('device_to_check');
    expect([(await one.replacement())?.state, await one.atWork()]).toEqual(['under_way', [one.fresh.serialNo]]);
  });
}); // prettier-ignore

it('waits to have its device before trading is said to be back, where an appeal is granted meanwhile', async () => {
  const one = await ReplacingCase.ordered(desk);
  const { cast, driven } = one;
  await one.go(runs, 1, 2);
  await driven.act(cast.merchant, 'appeal', { text: 'the seal was broken by the courier', answers: (await driven.reasons()).map(({ findingId }) => ({ findingId, answer: 'it was not me' })) });
  // Under the appeal it goes on.
  await one.go(runs, 3, 5);
  one.gatewayDoes('refuse');
  const measuresAfter = await driven.measures('lift');
  await driven.act(cast.reviewer, 'overturn', { extent: 'full', outcome: 'U', measuresAfter, reasons: await driven.reasons(), text: 'no tampering' });
  expect(await driven.state()).toBe('restoring');
  await one.settled(runs);
  one.gatewayDoes('confirm');
  await driven.act(cast.agent, 'retry_restore');
  await one.settled(runs);
  expect(await driven.measures('lift')).toEqual([]);
  expect(await driven.state()).toBe('restoring');
  await untilUndone(one);
  await driven.becomes('monitoring');
}); // prettier-ignore
