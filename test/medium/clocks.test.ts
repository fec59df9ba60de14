import type { Tx } from '@thaw/platform';
import { until, type ClockReminders } from '@thaw/sla';
import { AFTERWARDS, ClockRoom, HOUR, T0, after, fireAll } from '../support/clock-room';

let room: ClockRoom;
let sweep: ClockReminders;
beforeAll(async () => (room = await ClockRoom.prepare()));
beforeEach(() => (sweep = room.sweep()));
afterEach(() => room.clear());
afterAll(() => room.peer.drop());

const steps = async (caseId: string): Promise<string[]> => (await room.jobs(caseId)).map(({ step }) => step);

type Deed = 'pause' | 'resume' | 'stop' | 'markOverdue';
const does = (deed: Deed, caseId: string, now: Date): Promise<void> =>
  room.tell((clocks, tx) => clocks[deed](tx, caseId, 'decision', now));

describe('a clock', () => {
  it('fires each of its steps at its instant and not a millisecond before', async () => {
    const caseId = await room.started('decision');
    for (const [hours, fired] of [
      [5, ['50']],
      [8, ['50', '80']],
      [10, ['50', '80', '100']],
      [15, ['50', '80', '100', '150']],
      [20, ['50', '80', '100', '150', '200']],
      [25, ['50', '80', '100', '150', '200', '250']],
      [30, ['50', '80', '100', '150', '200', '250', '300']],
      [35, ['50', '80', '100', '150', '200', '250', '300', '350']],
    ] as const) {
      const before = new Date(after(hours).getTime() - 1);
      expect([hours, await fireAll(sweep, before)]).toEqual([hours, []]);
      expect([hours, await fireAll(sweep, after(hours)), await steps(caseId)]).toEqual([hours, [1], fired]);
    }
    expect(await fireAll(sweep, after(1_000))).toEqual([]);
    expect(await room.clock(caseId)).toMatchObject({ next_fire_at: null, steps: [] });
    expect((await room.jobs()).map(({ startedAt }) => Date.parse(startedAt))).toEqual(
      Array(8).fill(T0.getTime()),
    );
  });

  it('fires when due for long what was missed: each step once, in its order', async () => {
    const caseId = await room.started('decision');
    expect(await fireAll(sweep, after(1_000))).toEqual(Array(8).fill(1));
    expect(await steps(caseId)).toEqual(['50', '80', '100', ...AFTERWARDS]);
    const kept = await room.peer.query(
      'SELECT step, due_at, fired_at FROM clock_reminder ORDER BY due_at LIMIT 3',
    );
    expect(kept).toEqual([
      { step: '50', due_at: after(5), fired_at: after(1_000) },
      { step: '80', due_at: after(8), fired_at: after(1_000) },
      { step: '100', due_at: after(10), fired_at: after(1_000) },
    ]);
  });

  it('of each kind fires the steps of its kind', async () => {
    const [caseId] = (await room.cases(1)) as [string];
    for (const kind of ['evidence', 'watch', 'restore', 'appeal_reply'] as const)
      await room.tell((clocks, tx) => clocks.start(tx, caseId, kind, T0, until(after(10)).target));
    expect(await fireAll(sweep, after(10))).toEqual([4, 2, 1]);
    expect((await room.jobs()).map(({ kind, step }) => `${kind} ${step}`).sort()).toEqual([
      'appeal_reply 100',
      'appeal_reply 50',
      'appeal_reply 80',
      'evidence 100',
      'evidence 80',
      'restore 100',
      'watch 100',
    ]);
  });
});

describe('a pause', () => {
  it('stops the clock, and with it move the steps still to come and the due instant', async () => {
    const caseId = await room.started('decision');
    await fireAll(sweep, after(6));
    await does('pause', caseId, after(7));
    expect(await fireAll(sweep, after(500))).toEqual([]);
    await does('resume', caseId, after(107));
    expect(await room.clock(caseId)).toMatchObject({
      started_at: T0,
      due_at: after(110),
      paused_at: null,
      next_fire_at: after(108),
      steps: ['80', '100', ...AFTERWARDS],
    });
    expect(await fireAll(sweep, new Date(after(108).getTime() - 1))).toEqual([]);
    expect(await fireAll(sweep, after(110))).toEqual([1, 1]);
    expect(await steps(caseId)).toEqual(['50', '80', '100']);
  });

  it('may come several times, and each moves it by its own length', async () => {
    const caseId = await room.started('decision');
    for (const [from, to] of [
      [1, 2],
      [3, 13],
      [14, 14],
    ] as const) {
      await does('pause', caseId, after(from));
      await does('resume', caseId, after(to));
    }
    expect(await room.clock(caseId)).toMatchObject({ due_at: after(21), next_fire_at: after(16) });
  });

  it('is not begun twice, and resuming what runs changes nothing', async () => {
    const caseId = await room.started('decision');
    await does('resume', caseId, after(1));
    expect(await room.clock(caseId)).toMatchObject({ due_at: after(10), next_fire_at: after(5) });
    await does('pause', caseId, after(1));
    await does('pause', caseId, after(3));
    expect(await room.clock(caseId)).toMatchObject({ paused_at: after(1), next_fire_at: null });
    await does('resume', caseId, after(4));
    await does('resume', caseId, after(9));
    expect(await room.clock(caseId)).toMatchObject({ due_at: after(13), next_fire_at: after(8) });
  });

  it('holds back a step that was due but not yet fired, which fires as soon as it goes on', async () => {
    const caseId = await room.started('decision');
    await does('pause', caseId, after(6));
    expect(await fireAll(sweep, after(6))).toEqual([]);
    await does('resume', caseId, after(16));
    expect(await room.clock(caseId)).toMatchObject({ next_fire_at: after(5) });
    expect(await fireAll(sweep, after(16))).toEqual([1]);
  });

  it('that comes once all the time was used moves nothing any more, and wakes only who let it pass', async () => {
    const caseId = await room.started('decision');
    await fireAll(sweep, after(10));
    await does('pause', caseId, after(11));
    await does('resume', caseId, after(12));
    expect(await room.clock(caseId)).toMatchObject({ due_at: after(10), steps: AFTERWARDS });
    await fireAll(sweep, after(100));
    expect(await steps(caseId)).toEqual(['50', '80', '100', ...AFTERWARDS]);
  });
});

describe('a stop', () => {
  it('is for good: neither time nor resuming wakes it', async () => {
    const stopped = await room.started('decision');
    const pausedThenStopped = await room.started('decision');
    await does('pause', pausedThenStopped, after(1));
    for (const caseId of [stopped, pausedThenStopped]) {
      await does('stop', caseId, after(2));
      await does('stop', caseId, after(3));
      await does('pause', caseId, after(4));
      await does('resume', caseId, after(5));
      expect(await room.clock(caseId)).toMatchObject({
        stopped_at: after(2),
        due_at: after(10),
        next_fire_at: null,
        steps: [],
      });
    }
    expect(await fireAll(sweep, after(1_000))).toEqual([]);
    expect(await room.jobs()).toEqual([]);
  });
});

describe('a start anew', () => {
  it('begins from now with all its steps, whether it ran, rested, was stopped or overdue', async () => {
    const again = (caseId: string): Promise<void> =>
      room.tell((clocks, tx) => clocks.start(tx, caseId, 'decision', after(20), until(after(30)).target));
    const ran = await room.started('decision');
    await fireAll(sweep, after(6));
    const [rested, stopped, overdue] = [
      await room.started('decision'),
      await room.started('decision'),
      await room.started('decision'),
    ];
    await does('pause', rested, after(1));
    await does('stop', stopped, after(1));
    await does('markOverdue', overdue, after(10));
    for (const caseId of [ran, rested, stopped, overdue]) {
      await again(caseId);
      expect(await room.clock(caseId)).toMatchObject({
        started_at: after(20),
        due_at: after(30),
        paused_at: null,
        stopped_at: null,
        overdue_at: null,
        next_fire_at: after(25),
        steps: ['50', '80', '100', ...AFTERWARDS],
      });
    }
    expect(await fireAll(sweep, after(30))).toEqual([4, 4, 4]);
    expect((await room.jobs(ran)).map(({ startedAt, step }) => [Date.parse(startedAt), step])).toEqual([
      [T0.getTime(), '50'],
      [after(20).getTime(), '50'],
      [after(20).getTime(), '80'],
      [after(20).getTime(), '100'],
    ]);
  });

  it('of a clock that is started twice in one instant reminds of each step once', async () => {
    const caseId = await room.started('decision');
    await fireAll(sweep, after(5));
    await room.tell((clocks, tx) => clocks.start(tx, caseId, 'decision', T0, until(after(10)).target));
    await fireAll(sweep, after(10));
    expect(await steps(caseId)).toEqual(['50', '80', '100']);
  });
});

describe('the overdue mark', () => {
  it('keeps the first instant', async () => {
    const caseId = await room.started('decision');
    await does('markOverdue', caseId, after(10));
    await does('markOverdue', caseId, after(12));
    expect(await room.clock(caseId)).toMatchObject({ overdue_at: after(10) });
  });
});

it('is told case by case, in the order of kinds', async () => {
  const caseId = await room.started('watch');
  await room.started('watch');
  let seen: unknown = null;
  await room.tell(async (clocks, tx: Tx) => {
    await clocks.start(tx, caseId, 'decision', T0, until(after(1)).target);
    seen = await clocks.ofCase(tx, caseId);
  });
  expect(seen).toMatchObject([
    { caseId, kind: 'decision', provisional: false, nextFireAt: new Date(T0.getTime() + HOUR / 2) },
    { caseId, kind: 'watch', provisional: false },
  ]);
});
