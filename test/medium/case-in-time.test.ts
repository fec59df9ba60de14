import { CaseService } from '@thaw/cases';
import {
  asked,
  eventsOf,
  lastMoment,
  leapTo,
  lettersOf,
  submission,
  typesOf,
  type Asked,
} from '../support/asked-merchant';
import { RowBarrier } from '../support/row-barrier';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

/** Nobody is let in while it is held: a request that has come in waits here, as it would for a connection. */
const DOOR = 'LOCK TABLE session IN ACCESS EXCLUSIVE MODE';

async function expectTakenInTime(one: Asked, answer: { status: number; body: object }): Promise<void> {
  expect(answer).toMatchObject({ status: 201, body: { status: 'under_review' } });
  const events = await eventsOf(desk, one.driven.number);
  const steps = ['evidence_overdue', 'overdue_undone', 'submit_evidence'];
  expect(events.filter(({ type }) => steps.includes(type))).toMatchObject([
    { type: 'evidence_overdue', to_state: 'reviewing' },
    { type: 'overdue_undone', to_state: 'awaiting_merchant' },
    {
      type: 'submit_evidence',
      to_state: 'reviewing',
      data: { receivedAt: new Date(one.dueAt.getTime() - 1).toISOString() },
    },
  ]);
  const [request] = await desk.database.query(
    `SELECT r.closed_as, k.overdue_at, k.stopped_at IS NOT NULL AS stopped FROM evidence_request r
     JOIN freeze_case c ON c.id = r.case_id JOIN case_clock k ON k.case_id = c.id AND k.kind = 'evidence'
     WHERE c.number = $1`,
    [one.driven.number],
  );
  expect(request).toEqual({ closed_as: 'submitted', overdue_at: null, stopped: true });
  expect([await lettersOf(one, 'evidence_overdue'), await lettersOf(one, 'evidence_in_time')]).toEqual([
    1, 1,
  ]);
  const { evidence } = await one.driven.seenBy(one.cast.agent);
  expect(evidence.items.find(({ id }: { id: string }) => id === one.itemId).state).toBe('supplied');
}

const isOverdue = async ({ driven }: Asked): Promise<boolean> =>
  (await typesOf(desk, driven.number)).includes('evidence_overdue');

it('a submission received before the due instant wins, though the sweep had done its work before it was let in', async () => {
  for (let round = 0; round < 3; round++) {
    const one = await asked(desk);
    await lastMoment(desk, one);
    const submit = await submission(one);
    const [answer] = await RowBarrier.during(
      desk.database,
      one.driven.number,
      async (barrier) => {
        const sent = submit();
        await barrier.waiting(1);
        leapTo(desk, one.dueAt);
        await waitFor('the sweep to have done its work', () => isOverdue(one));
        return [sent] as const;
      },
      DOOR,
    );
    await expectTakenInTime(one, await answer);
  }
});

it('a submission received before the due instant wins, though the sweep stands before it at the case', async () => {
  for (let round = 0; round < 3; round++) {
    const one = await asked(desk);
    await lastMoment(desk, one);
    const submit = await submission(one);
    const [answer] = await RowBarrier.during(desk.database, one.driven.number, async (atCase) => {
      const sent = await RowBarrier.during(
        desk.database,
        one.driven.number,
        async (atDoor) => {
          const promise = submit();
          await atDoor.waiting(1);
          leapTo(desk, one.dueAt);
          await atCase.waiting(1);
          return [promise] as const;
        },
        DOOR,
      );
      await atCase.waiting(2);
      return sent;
    });
    await expectTakenInTime(one, await answer);
  }
});

it('a note of the desk before the sweep takes the in-time submission nothing', async () => {
  const one = await asked(desk);
  await lastMoment(desk, one);
  const submit = await submission(one);
  await one.driven.act(one.cast.agent, 'note', { text: 'nothing came yet' });
  const [answer] = await RowBarrier.during(
    desk.database,
    one.driven.number,
    async (barrier) => {
      const sent = submit();
      await barrier.waiting(1);
      leapTo(desk, one.dueAt);
      await waitFor('the sweep to have done its work', () => isOverdue(one));
      return [sent] as const;
    },
    DOOR,
  );
  await expectTakenInTime(one, await answer);
});

it('what a person did since the sweep stays done: the submission that came in time takes its place after it', async () => {
  const one = await asked(desk);
  await lastMoment(desk, one);
  const submit = await submission(one);
  const [answer] = await RowBarrier.during(
    desk.database,
    one.driven.number,
    async (barrier) => {
      const sent = submit();
      await barrier.waiting(1);
      leapTo(desk, one.dueAt);
      await waitFor('the sweep to have done its work', () => isOverdue(one));
      const agent = { kind: 'user', userId: one.cast.agent.id, displayName: 'agent', roles: ['agent'], merchantId: null } as const;
      const [row] = await desk.database.query<{ version: number }>('SELECT version FROM freeze_case WHERE number = $1', [one.driven.number]);
      await desk.api.get(CaseService, { strict: false }).act(agent, one.driven.number, 'note', row!.version, { text: 'nothing came' });
      return [sent] as const;
    },
    DOOR,
  );
  expect(await answer).toMatchObject({ status: 201 });
  expect((await typesOf(desk, one.driven.number)).slice(-3)).toEqual(['note_written', 'overdue_undone', 'submit_evidence']);
}); // prettier-ignore

it('an incomplete submission takes nothing back, though it was received in time', async () => {
  const one = await asked(desk, false);
  const { driven } = one;
  await lastMoment(desk, one);
  const submit = await submission(one);
  const [answer] = await RowBarrier.during(
    desk.database,
    driven.number,
    async (barrier) => {
      const sent = submit();
      await barrier.waiting(1);
      leapTo(desk, one.dueAt);
      await waitFor('the sweep to have done its work', () => isOverdue(one));
      return [sent] as const;
    },
    DOOR,
  );
  expect(await answer).toMatchObject({ status: 409, body: { code: 'GUARD_REFUSED', rule: 'submit_evidence.complete' } });
  expect(await typesOf(desk, driven.number)).not.toContain('overdue_undone');
  expect(await driven.state()).toBe('reviewing');
}); // prettier-ignore
