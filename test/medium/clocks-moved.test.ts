import type { ClocksService } from '@thaw/sla';
import { ClockRoom, T0, after, fireAll } from '../support/clock-room';

let room: ClockRoom;
let sweep: ClocksService;
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
  expect(await room.clock(caseId)).toMatchObject({ overdue_at: after(11), steps: [] });
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
