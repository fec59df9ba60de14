import { FiredSteps, SettledRestores } from '@thaw/cases';
import { behaviour } from '../../apps/cli/src/gateway-simulator/behaviour';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import {
  asked,
  count,
  eventsOf,
  lastMoment,
  leapTo,
  lettersOf,
  submission,
  typesOf,
} from '../support/asked-merchant';
import { RowBarrier } from '../support/row-barrier';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const MINUTE_MS = 60_000;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

it('a submission received before the due instant wins over the sweep, though the case was held past it', async () => {
  for (let round = 0; round < 5; round++) {
    const one = await asked(desk);
    await lastMoment(desk, one);
    const submit = await submission(one);
    const [answer] = await RowBarrier.during(desk.database, one.driven.number, async (barrier) => {
      const sent = submit();
      await barrier.waiting(1);
      desk.clock.advance(MINUTE_MS);
      // The sweep itself: it fires, its job comes for the case and stands behind the merchant.
      await barrier.waiting(2);
      return [sent] as const;
    });
    expect(await answer).toMatchObject({ status: 201, body: { status: 'under_review' } });
    await waitFor('the sweep’s job is done', async () => {
      const [open] = await desk.database.query(
        `SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()`,
      );
      return !open;
    });
    const types = await typesOf(desk, one.driven.number);
    expect([count(types, 'submit_evidence'), count(types, 'evidence_overdue'), count(types, 'clock_due')]).toEqual([1, 0, 0]); // prettier-ignore
    expect(await lettersOf(one, 'evidence_overdue')).toBe(0);
    const submitted = (await eventsOf(desk, one.driven.number)).find(
      ({ type }) => type === 'submit_evidence',
    );
    expect(Date.parse(submitted!.data['receivedAt'] as string)).toBe(one.dueAt.getTime() - 1);
  }
});

it('at the due instant whoever is first counts, and a merchant who is second learns what happened', async () => {
  for (let round = 0; round < 5; round++) {
    const one = await asked(desk);
    await lastMoment(desk, one);
    const submit = await submission(one);
    const [answer] = await RowBarrier.during(desk.database, one.driven.number, async (barrier) => {
      leapTo(desk, one.dueAt);
      await barrier.waiting(1);
      const sent = submit();
      await barrier.waiting(2);
      return [sent] as const;
    });
    expect(await answer).toMatchObject({
      status: 409,
      body: { code: 'CASE_CHANGED', status: 409, changes: [{ type: 'documents_overdue' }] },
    });
    const types = await typesOf(desk, one.driven.number);
    expect([count(types, 'submit_evidence'), count(types, 'evidence_overdue'), count(types, 'clock_due')]).toEqual([0, 1, 1]); // prettier-ignore
    expect(await lettersOf(one, 'evidence_overdue')).toBe(1);
    // What was uploaded in time is not lost: the desk has it to assess.
    const { evidence } = await one.driven.seenBy(one.cast.agent);
    expect(evidence.items.find(({ id }: { id: string }) => id === one.itemId).state).toBe('supplied');
  }
});

type Clocks = Pick<FiredSteps, 'fired'> & Pick<SettledRestores, 'restoreSettled'>;
const clocksIn = (where: 'api' | 'worker'): Clocks => {
  const steps = desk[where].get(FiredSteps, { strict: false });
  const restores = desk[where].get(SettledRestores, { strict: false });
  return {
    fired: (payload) => steps.fired(payload),
    restoreSettled: (caseId) => restores.restoreSettled(caseId),
  };
};

/** The same job twice at once, in two processes' services, both seen waiting for the case. */
async function twiceAtOnce(number: string, work: (clocks: Clocks) => Promise<void>): Promise<void> {
  const jobs = await RowBarrier.during(desk.database, number, async (barrier) => {
    const both = [work(clocksIn('worker')), work(clocksIn('api'))];
    await barrier.waiting(2);
    return both;
  });
  await Promise.all(jobs);
}

const clockOf = async (number: string, kind: string) =>
  (
    await desk.database.query<{ case_id: string; started_at: Date }>(
      `SELECT case_id, started_at FROM case_clock
       WHERE kind = $2 AND case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
      [number, kind],
    )
  )[0]!;

it.each([
  ['80', 'clock_reminder', 'evidence_reminder', 'awaiting_merchant'],
  ['100', 'clock_due', 'evidence_overdue', 'reviewing'],
])('step %s delivered twice at once, and again: one event, one notification', async (step, type, letter, state) => {
  const one = await asked(desk);
  const { case_id: caseId, started_at: startedAt } = await clockOf(one.driven.number, 'evidence');
  const payload = { caseId, kind: 'evidence', startedAt: startedAt.toISOString(), step };
  await desk.database.query(
    `INSERT INTO clock_reminder (case_id, kind, started_at, step, due_at, fired_at, requested_at)
     VALUES ($1, 'evidence', $2, $3, $4, $4, $4)`,
    [caseId, startedAt, step, desk.clock.now()],
  );
  // Also where the worker's own clock is a little behind the sweep's: the sweep saw the instant pass.
  await twiceAtOnce(one.driven.number, (clocks) => clocks.fired(payload));
  await clocksIn('worker').fired(payload);
  const types = await typesOf(desk, one.driven.number);
  expect([count(types, type), await lettersOf(one, letter)]).toEqual([1, 1]);
  expect(await one.driven.state()).toBe(state);
}); // prettier-ignore

/** A restore whose command the terminal system has taken and says no more of. */
async function restoring(): Promise<{ cast: Cast; driven: DrivenCase; caseId: string }> {
  const cast = await castOf(desk);
  desk.simulator.behave(cast.shop.terminal.terminalNo, behaviour('slow', { delayMs: 3_600_000 }));
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  const { case_id: caseId } = await clockOf(driven.number, 'restore');
  await waitFor('the command is out', () => commandIs(caseId, 'sent'));
  return { cast, driven, caseId };
}

const commandIs = async (caseId: string, state: string): Promise<boolean> => {
  const rows = await desk.database.query('SELECT 1 FROM gateway_command WHERE case_id = $1 AND state = $2', [
    caseId,
    state,
  ]);
  return rows.length > 0;
};

const settleAs = (caseId: string, state: 'confirmed' | 'failed') =>
  desk.database.query(
    `UPDATE gateway_command SET state = $2, next_attempt_at = NULL, settled_at = now() WHERE case_id = $1`,
    [caseId, state],
  );

it('a restore that settled, told twice at once and again: one transition', async () => {
  const { cast, driven, caseId } = await restoring();
  await settleAs(caseId, 'confirmed');
  await twiceAtOnce(driven.number, (clocks) => clocks.restoreSettled(caseId));
  await clocksIn('worker').restoreSettled(caseId);
  const types = await typesOf(desk, driven.number);
  expect([count(types, 'restore_confirmed'), await lettersOf({ cast, driven }, 'restored')]).toEqual([1, 1]);
  expect(await driven.state()).toBe('monitoring');
});

it('a restore that failed, told twice at once and again: one event and one task of each try', async () => {
  const { cast, driven, caseId } = await restoring();
  const tasks = async (): Promise<number> => {
    const { body } = await cast.agent.http.get('/v1/notifications?limit=200').expect(200);
    const ids = (body.items as { id: string; template: string }[]).filter(
      ({ template }) => template === 'task',
    );
    const opened = await Promise.all(
      ids.map(({ id }) => cast.agent.http.post(`/v1/notifications/${id}/open`)),
    );
    return opened.filter((answer) => answer.body.content.task === 'restore_failed').length;
  };
  for (const tries of [1, 2]) {
    await settleAs(caseId, 'failed');
    await twiceAtOnce(driven.number, (clocks) => clocks.restoreSettled(caseId));
    await clocksIn('worker').restoreSettled(caseId);
    const types = await typesOf(desk, driven.number);
    expect([count(types, 'restore_failed'), await tasks()]).toEqual([tries, tries]);
    expect(await driven.state()).toBe('restoring');
    await driven.act(cast.agent, 'retry_restore');
    await waitFor('the command is out again', () => commandIs(caseId, 'sent'));
  }
});
