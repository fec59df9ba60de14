import { sign } from '@thaw/registry';
import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { sweeps } from '../../apps/worker/src/sweep-list';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const MINUTE_MS = 60_000;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start()));
afterAll(() => desk.stop());

const jobsInQueue = async (): Promise<number> =>
  (await desk.database.query('SELECT 1 FROM bullmq.job')).length;

/**
 * What `work` brings about is handed over to the queue, and there it is lost, before anybody could take it.
 * @returns once it is lost for good: no row of the outbox speaks of it any more.
 */
async function losingJobs(work: () => Promise<unknown>): Promise<void> {
  // Of whatever was set going before, nothing is taken for the job that is to be lost.
  await desk.untilIdle();
  await desk.database.query('DELETE FROM bullmq.job');
  await desk.withoutWorkers(async () => {
    await work();
    await waitFor('the job to be handed over', async () => (await jobsInQueue()) > 0);
    await desk.database.query('DELETE FROM bullmq.job');
  });
  expect(await desk.database.query('SELECT 1 FROM outbox')).toEqual([]);
}

/** One turn of a sweep, out of the worker's own list. @returns what it found. */
const runSweep = async (name: string): Promise<number> =>
  (await sweeps(desk.worker)
    .find((sweep) => sweep.name === name)
    ?.run()) as number;

const eventsOf = async (number: string, type: string): Promise<number> =>
  (
    await desk.database.query(
      `SELECT 1 FROM case_event
       WHERE type = $2 AND case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
      [number, type],
    )
  ).length;

const lettersOf = async ({ merchant }: Cast, template: string): Promise<number> => {
  const { body } = await merchant.http.get('/v1/notifications?limit=200').expect(200);
  return (body.items as { template: string }[]).filter((item) => item.template === template).length;
};

describe('the job of a clock’s step', () => {
  const requeue = (): Promise<number> => runSweep('lost reminders');

  it('that is lost with the queue is asked for again until it is handled, and done once', async () => {
    // In the middle of a morning, so that nothing waits to be told until the desk opens.
    desk.clock.advance(60 * MINUTE_MS);
    const cast = await castOf(desk);
    const driven = await DrivenCase.open(desk, cast);
    await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
    await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E02', required: true }] });
    const { evidence } = await driven.seenBy(cast.merchant);
    const past = Date.parse(evidence.dueAt as string) - desk.clock.now().getTime();
    // First the steps before it, of this and of every other clock of the case.
    desk.clock.advance(past - MINUTE_MS);
    await waitFor('all before it is fired and handled', isQuiet);

    await losingJobs(async () => {
      desk.clock.advance(MINUTE_MS);
      await waitFor('the step fires', async () => (await openReminders()) > 0);
    });
    expect([await driven.state(), await eventsOf(driven.number, 'clock_due')]).toEqual(['awaiting_merchant', 0]);
    // While its job may still be under way, it is left alone.
    expect(await requeue()).toBe(0);
    desk.clock.advance(5 * MINUTE_MS);
    const sweeps = await Promise.all([requeue(), requeue()]);
    expect(sweeps.reduce((sum, found) => sum + found, 0)).toBe(1);
    await driven.becomes('reviewing');
    expect(await openReminders()).toBe(0);
    desk.clock.advance(5 * MINUTE_MS);
    expect(await requeue()).toBe(0);
    await waitFor('whatever else came due is handled', isQuiet);
    expect([await eventsOf(driven.number, 'evidence_overdue'), await lettersOf(cast, 'evidence_overdue')]).toEqual([1, 1]);
  }); // prettier-ignore

  it('whose run is over is closed without a word, and not asked for for ever', async () => {
    const [row] = await desk.database.query<{ case_id: string }>('SELECT case_id FROM case_clock LIMIT 1');
    await desk.database.query(
      `INSERT INTO clock_reminder (case_id, kind, started_at, step, due_at, fired_at, requested_at)
       VALUES ($1, 'decision', '2020-01-01', '50', '2020-01-01', '2020-01-01', '2020-01-01')`,
      [row?.case_id],
    );
    const told = await desk.database.query('SELECT 1 FROM case_event');
    expect(await requeue()).toBe(1);
    await waitFor('it is closed', async () => (await openReminders()) === 0);
    expect(await desk.database.query('SELECT 1 FROM case_event')).toHaveLength(told.length);
  });

  const isQuiet = async (): Promise<boolean> => {
    const due = await desk.database.query('SELECT 1 FROM case_clock WHERE next_fire_at <= $1', [desk.clock.now()]);
    return due.length === 0 && (await openReminders()) === 0;
  }; // prettier-ignore

  const openReminders = async (): Promise<number> =>
    (await desk.database.query('SELECT 1 FROM clock_reminder WHERE handled_at IS NULL')).length;
});

describe('the job of a restore that has settled', () => {
  const settle = (): Promise<number> => runSweep('lost restores');

  /** Approved and taken by the terminal system, which says no more of it. */
  async function restoring(): Promise<{ cast: Cast; driven: DrivenCase; commands: readonly string[] }> {
    const cast = await castOf(desk);
    desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('slow', { delayMs: 3_600_000 }));
    const driven = await DrivenCase.open(desk, cast);
    await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
    await driven.act(cast.agent, 'take');
    await driven.scan();
    await driven.supplyEverything();
    await driven.propose('U', 'lift');
    await driven.act(cast.supervisor, 'approve');
    const commands = await waitFor('the commands are out', async () => {
      const rows = await commandsOf(driven);
      return rows.length > 0 && rows.every(({ state }) => state === 'sent') && rows.map(({ id }) => id);
    });
    return { cast, driven, commands };
  }

  const commandsOf = ({ number }: DrivenCase) =>
    desk.database.query<{ id: string; state: string }>(
      `SELECT g.id, g.state FROM gateway_command g JOIN freeze_case c ON c.id = g.case_id WHERE c.number = $1`,
      [number],
    );

  async function confirm(id: string): Promise<void> {
    const body = JSON.stringify({ id, state: 'confirmed' });
    const { status } = await fetch(`${await desk.api.getUrl()}/v1/gateway/callbacks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'thaw-signature': sign(desk.config.gateway.secret, body, new Date()),
      },
      body,
    });
    expect(status).toBe(204);
  }

  it('is made good by the sweep, once, however many sweep', async () => {
    const { cast, driven, commands } = await restoring();
    await losingJobs(() => Promise.all(commands.map(confirm)));
    expect(await driven.state()).toBe('restoring');
    expect(await settle()).toBe(0);
    desk.clock.advance(MINUTE_MS);
    const sweeps = await Promise.all([settle(), settle()]);
    expect(Math.max(...sweeps)).toBe(1);
    expect(await driven.state()).toBe('monitoring');
    expect([await eventsOf(driven.number, 'restore_confirmed'), await lettersOf(cast, 'restored')]).toEqual([1, 1]);
    expect(await settle()).toBe(0);
  }); // prettier-ignore

  it('tells a failure once, and then waits for a person', async () => {
    const { driven, commands } = await restoring();
    await desk.database.query(
      `UPDATE gateway_command SET state = 'failed', next_attempt_at = NULL, settled_at = $2 WHERE id = ANY($1)`,
      [commands, desk.clock.now()],
    );
    expect(await settle()).toBe(0);
    desk.clock.advance(MINUTE_MS);
    expect(await settle()).toBe(1);
    expect(await eventsOf(driven.number, 'restore_failed')).toBe(1);
    desk.clock.advance(60 * MINUTE_MS);
    expect(await settle()).toBe(0);
    expect([await driven.state(), await eventsOf(driven.number, 'restore_failed')]).toEqual(['restoring', 1]);
  });
});
