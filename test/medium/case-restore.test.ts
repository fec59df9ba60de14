import { behaviour, type Mode } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { CommandRuns } from '../support/command-runs';
import { allOr } from '../support/fuller';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

/** Patience with a terminal system that says nothing: in real time, so a test has little. */
const TIMEOUT_MS = 250;
const TRIES = 8;
let desk: TestDesk;
let runs: CommandRuns;

beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  runs = new CommandRuns(desk, TIMEOUT_MS);
});
afterAll(() => desk.stop());

interface Restoring {
  readonly cast: Cast;
  readonly driven: DrivenCase;
}

/** Two measures in force; one decision lifts the one and lifts or narrows the other. */
async function approved(mode: Mode, change: 'lift' | 'narrow' = 'lift'): Promise<Restoring> {
  const cast = await castOf(desk);
  const { terminalNo } = cast.shop.terminal;
  desk.simulator.behave(
    terminalNo,
    behaviour(mode, mode === 'slow' || mode === 'answer_late' ? { delayMs: 400 } : {}),
  );
  const driven = await DrivenCase.open(desk, cast);
  const machine = await desk.machine('notice:open');
  const more = { ...noticeFor(cast.shop), measures: [{ level: 'F3', scope: 'credit_cards' }] };
  await machine.post('/v1/cases').send(more).expect(200);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  if (change === 'narrow') await driven.putRight();
  const [first, second] = await driven.measures('lift');
  await driven.act(cast.agent, 'propose', {
    outcome: change === 'lift' ? 'U' : 'UR',
    measuresAfter: [first, change === 'narrow' ? { ...second, change, level: 'F1' } : second],
    reasons: await driven.reasons(),
    text: 'as the papers say',
  });
  await driven.act(cast.supervisor, 'approve');
  return { cast, driven };
}

const events = async (number: string, type: string): Promise<number> => {
  const rows = await desk.database.query(
    `SELECT 1 FROM case_event WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1) AND type = $2`,
    [number, type],
  );
  return rows.length;
};

async function letters({ cast }: Restoring, template: string): Promise<number> {
  const { body } = await cast.merchant.http.get('/v1/notifications?limit=200').expect(200);
  return (body.items as { template: string }[]).filter((item) => item.template === template).length;
}

async function tasks({ cast }: Restoring): Promise<string[]> {
  const { body } = await cast.agent.http.get('/v1/notifications?limit=200').expect(200);
  const found = (body.items as { id: string; template: string }[]).filter((item) => item.template === 'task');
  const opened = await Promise.all(
    found.map(({ id }) => cast.agent.http.post(`/v1/notifications/${id}/open`)),
  );
  return opened.map((answer) => answer.body.content.task as string);
}

/** The case goes on, told once; each measure is lifted, and each command was carried out once out there. */
async function expectRestored(restoring: Restoring, narrowed = 0): Promise<void> {
  const { cast, driven } = restoring;
  await driven.becomes('monitoring');
  const { measures, restore } = await driven.seenBy(cast.agent);
  const rows = measures as { level: string; liftedAt: string | null }[];
  expect(rows).toHaveLength(2 + narrowed);
  expect(rows.filter(({ liftedAt }) => liftedAt === null).map(({ level }) => level)).toEqual(
    narrowed === 0 ? [] : ['F1'],
  );
  expect(restore).toMatchObject({ total: 2, confirmed: 2, failed: 0 });
  await desk.simulator.idle();
  for (const { id } of await runs.of(driven.number)) {
    expect(desk.simulator.command(id)).toMatchObject({ state: 'confirmed', executions: 1 });
  }
  expect(await events(driven.number, 'restore_confirmed')).toBe(1);
  expect(await letters(restoring, 'restored')).toBe(1);
}

describe('the terminal system at a restore', () => {
  const RESTORING: readonly (readonly [mode: Mode, least: number, most: number])[] = [
    ['confirm', 1, 1],
    ['slow', 1, 1],
    // A failure told before our own line heard 'accepted' is learnt by asking: a try more.
    ['fail_then_confirm', 3, 5],
    ['no_callback', 2, 2],
    ['drop_connection', 2, 2],
    ['duplicate_callback', 1, 1],
    // The answer never comes, or nobody listens any more: it is learnt by sending again, or by asking.
    ['answer_late', 2, 2],
    ['wrong_signature', 2, 2],
    ['callbacks_out_of_order', 1, 1],
  ];
  it.each([...allOr(RESTORING, [RESTORING[2]!, RESTORING[4]!, RESTORING[7]!])])(
    'that does as %s restores, with %d to %d tries',
    async (mode, least, most) => {
      const restoring = await approved(mode);
      const settled = await runs.untilSettled(restoring.driven.number);
      expect(settled.map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
      for (const { attempts } of settled) {
        expect(attempts).toBeGreaterThanOrEqual(least);
        expect(attempts).toBeLessThanOrEqual(most);
      }
      await expectRestored(restoring);
      expect(await events(restoring.driven.number, 'restore_failed')).toBe(0);
    },
  );

  const FAILING: readonly (readonly [mode: Mode, tries: number])[] = [
    ['fail', TRIES],
    ['error_500', TRIES],
    ['never_answer', TRIES],
    ['stall', TRIES],
    ['refuse', 1],
  ];
  it.each([...allOr(FAILING, [FAILING[2]!, FAILING[4]!])])(
    'that does as %s gets %d tries, the owner a task, and a retry restores',
    async (mode, tries) => {
      const restoring = await approved(mode);
      const { cast, driven } = restoring;
      const settled = await runs.untilSettled(driven.number);
      expect(settled.map(({ state, attempts }) => [state, attempts])).toEqual([
        ['failed', tries],
        ['failed', tries],
      ]);
      await waitFor('the failure is told', async () => (await events(driven.number, 'restore_failed')) > 0);
      expect(await events(driven.number, 'restore_failed')).toBe(1);
      expect((await tasks(restoring)).filter((task) => task === 'restore_failed')).toHaveLength(1);
      const standing = await driven.seenBy(cast.agent);
      expect(standing).toMatchObject({ state: 'restoring', priority: 1, restore: { total: 2, failed: 2 } });
      const [{ lastError }] = standing.commands as [{ lastError: { zh: string; en: string } }];
      expect(lastError.zh).toMatch(/终端系统/);
      expect(lastError.en).toMatch(/terminal system/);
      expect(lastError.en).not.toMatch(/ECONN|UND_ERR/);
      expect(standing.measures.every(({ liftedAt }: { liftedAt: string | null }) => liftedAt === null)).toBe(
        true,
      );
      expect(await letters(restoring, 'restored')).toBe(0);

      desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('confirm'));
      await driven.act(cast.agent, 'retry_restore');
      const again = await runs.untilSettled(driven.number);
      expect(again.map(({ id }) => id)).toEqual(settled.map(({ id }) => id));
      await expectRestored(restoring);
    },
  );

  it.each(allOr<Mode>(['confirm', 'duplicate_callback', 'drop_connection'], ['duplicate_callback']))(
    'that does as %s narrows a measure once',
    async (mode) => {
      const restoring = await approved(mode, 'narrow');
      await runs.untilSettled(restoring.driven.number);
      await expectRestored(restoring, 1);
    },
  );
});

it('with no measure in force there is no command to wait for: trading is watched at once', async () => {
  const cast = await castOf(desk);
  const { merchantNo } = cast.shop.merchant;
  const { terminalNo } = cast.shop.terminal;
  const report = { terminal: { merchantNo, terminalNo }, text: 'it refuses every card' };
  const { body } = await cast.merchant.http.post('/v1/cases').send(report).expect(201);
  const driven = DrivenCase.of(desk, cast, body.number as string);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  expect(await runs.of(driven.number)).toEqual([]);
  expect(await driven.state()).toBe('monitoring');
  expect([
    await events(driven.number, 'restore_confirmed'),
    await letters({ cast, driven }, 'restored'),
  ]).toEqual([1, 1]);
});

it('an appeal granted in part cannot leave every measure as it is and say that trading is back', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({
    findingId: id,
    answer: 'a fair',
  }));
  await driven.act(cast.merchant, 'appeal', { text: 'it was a fair', answers });
  const granted = { extent: 'partial', outcome: 'UR', reasons: await driven.reasons(), text: 'in part' };
  const kept = { ...granted, measuresAfter: await driven.measures('keep') };
  expect(await driven.act(cast.reviewer, 'overturn', kept, 409)).toMatchObject({
    code: 'GUARD_REFUSED',
    rule: 'measures.something_given_back',
    field: 'measuresAfter',
  });
  expect(await letters({ cast, driven }, 'restored')).toBe(0);
  expect(await driven.state()).toBe('appealing');
});
