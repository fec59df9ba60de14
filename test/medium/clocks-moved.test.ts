import type { ClockReminders } from '@thaw/sla';
import { AFTERWARDS, ClockRoom, T0, after, fireAll } from '../support/clock-room';

let room: ClockRoom;
let sweep: ClockReminders;
beforeAll(async () => (room = await ClockRoom.prepare()));
beforeEach(() => (sweep = room.sweep()));
afterEach(() => room.clear());
afterAll(() => room.peer.drop());

/** The clock of ten hours gets another due instant. */
const move = (caseId: string, now: Date, dueAt: Date): Promise<void> =>
  room.tell((clocks, tx) => clocks.extend(tx, caseId, 'decision', now, dueAt));
const steps = async (caseId: string): Promise<string[]> => (await room.jobs(caseId)).map(({ step }) => step);

it('keeps where a clock began, and fires what lies ahead by its new length', async () => {
  const caseId = await room.started('decision');
  await fireAll(sweep, after(6));
  await move(caseId, after(6), after(20));
  const [row] = await room.peer.query('SELECT began_at, due_at FROM case_clock WHERE case_id = $1', [caseId]);
  expect(row).toEqual({ began_at: T0, due_at: after(20) });
  // Half of twenty hours lies ahead again: a reminder is of the time that there is.
  expect(await fireAll(sweep, new Date(after(10).getTime() - 1))).toEqual([]);
  expect(await fireAll(sweep, after(16))).toEqual([1, 1]);
  expect(await fireAll(sweep, after(20))).toEqual([1]);
  expect(await steps(caseId)).toEqual(['50', '50', '80', '100']);
});

it('falls due at once where the new time is used up already, and tells nothing else of the past', async () => {
  const caseId = await room.started('decision');
  await move(caseId, after(4), after(3));
  expect(await fireAll(sweep, after(4))).toEqual([1]);
  expect(await steps(caseId)).toEqual(['100']);
});

it('takes a breach back that there is no longer, and falls due again', async () => {
  const caseId = await room.started('decision');
  await fireAll(sweep, after(11));
  await room.tell((clocks, tx) => clocks.markOverdue(tx, caseId, 'decision', after(11)));
  await move(caseId, after(11), after(10));
  expect(await room.clock(caseId)).toMatchObject({ overdue_at: after(11), steps: AFTERWARDS });
  await move(caseId, after(12), after(20));
  expect(await room.clock(caseId)).toMatchObject({ overdue_at: null });
  await fireAll(sweep, after(20));
  expect((await steps(caseId)).filter((step) => step === '100')).toHaveLength(2);
});

it('stays paused, and stopped', async () => {
  const paused = await room.started('decision');
  await room.tell((clocks, tx) => clocks.pause(tx, paused, 'decision', after(2)));
  await move(paused, after(3), after(12));
  expect(await room.clock(paused)).toMatchObject({ paused_at: after(2), next_fire_at: null });
  await room.tell((clocks, tx) => clocks.resume(tx, paused, 'decision', after(4)));
  expect(await room.clock(paused)).toMatchObject({ due_at: after(14), next_fire_at: after(8) });
  const stopped = await room.started('decision');
  await room.tell((clocks, tx) => clocks.stop(tx, stopped, 'decision', after(1)));
  await move(stopped, after(2), after(20));
  expect(await room.clock(stopped)).toMatchObject({ due_at: after(10), next_fire_at: null });
});

describe('other calendars', () => {
  const NEW_YEAR = `INSERT INTO holiday_year (year, revision, off, makeup)
    SELECT 2027, max(revision), '{2027-01-01}', '{}' FROM calendar_change`;
  const started = async (kind: 'decision' | 'evidence', from: Date): Promise<string> => {
    const [caseId] = (await room.cases(1)) as [string];
    await room.tell((clocks, tx) => clocks.start(tx, caseId, kind, from, { kind: 'working_days', count: 2 }));
    return caseId;
  };
  const change = (sql: string): Promise<unknown> =>
    room.peer
      .query(
        `WITH changed AS (INSERT INTO calendar_change SELECT max(revision) + 1, now(), 'system:setup' FROM calendar_change) SELECT 1`,
      )
      .then(() => room.peer.query(sql));
  const anew = async (caseId: string, now: Date) => {
    let moved: unknown = null;
    await room.tell(
      async (clocks, tx) =>
        (moved = await clocks.reckonAnew(tx, { id: caseId, queue: null, slaClass: null }, now)),
    );
    return moved;
  };
  // A Thursday; of the Friday after, the first of January, nothing is known yet.
  const begun = new Date('2026-12-30T18:00:00.000Z');
  const [friday, due, moved] = ['2027-01-01', '2027-01-03', '2027-01-04'].map((date) => new Date(`${date}T18:00:00.000Z`)) as [Date, Date, Date]; // prettier-ignore
  afterEach(async () => {
    await room.peer.query('DELETE FROM holiday_year WHERE year = 2027');
    await room.peer.query('DELETE FROM case_clock');
    await room.peer.query('DELETE FROM calendar_change WHERE revision > 1');
  });

  it('give a clock whose last step is in flight a run of its own: nobody acts on what is not due', async () => {
    const caseId = await started('decision', begun);
    expect(await room.clock(caseId)).toMatchObject({ due_at: due });
    expect(await fireAll(sweep, due)).toEqual([1, 1, 1]);
    await change(NEW_YEAR);
    expect(await anew(caseId, due)).toMatchObject([
      { kind: 'decision', from: due, dueAt: moved, corrected: false },
    ]);
    expect(await room.clock(caseId)).toMatchObject({
      started_at: due,
      due_at: moved,
      overdue_at: null,
      steps: ['80', '100', ...AFTERWARDS],
    });
    expect(await fireAll(sweep, moved)).toEqual([1, 1]);
    expect(await anew(caseId, due)).toEqual([]);
  });

  it('correct a breach, and keep what had not fired of a clock that goes on', async () => {
    const [late, early] = [await started('decision', begun), await started('decision', begun)];
    await fireAll(sweep, friday);
    await room.tell((clocks, tx) => clocks.markOverdue(tx, late, 'decision', due));
    await room.peer.query(
      `UPDATE case_clock SET pending_steps = '[]', next_fire_at = NULL WHERE case_id = $1`,
      [late],
    );
    await change(NEW_YEAR);
    expect(await anew(late, due)).toMatchObject([{ corrected: true }]);
    expect(await room.clock(late)).toMatchObject({ overdue_at: null, steps: ['80', '100', ...AFTERWARDS] });
    expect(await anew(early, friday)).toMatchObject([{ corrected: false }]);
    expect(await room.clock(early)).toMatchObject({
      started_at: begun,
      due_at: moved,
      steps: ['100', ...AFTERWARDS],
    });
  });

  it('hold a merchant’s clock at what was told, and add nothing to its time', async () => {
    const caseId = await started('evidence', begun);
    await change(NEW_YEAR);
    await anew(caseId, begun);
    await change(NEW_YEAR.replace('{2027-01-01}', '{}'));
    expect(await anew(caseId, begun)).toMatchObject([{ kind: 'evidence', from: moved, dueAt: moved }]);
    expect(await room.clock(caseId)).toMatchObject({ due_at: moved });
    const [row] = await room.peer.query<{ run: { extraMs: number; notBefore: number } }>(
      'SELECT run FROM case_clock WHERE case_id = $1',
      [caseId],
    );
    expect(row?.run).toMatchObject({ extraMs: 0, notBefore: moved.getTime() });
  });
});
