import { Zone } from '@thaw/kernel';
import { announcedYears } from './calendar';
import { Calendars } from './calendars';
import { foldClocks, type ClockChange, type ClockEvent } from './clock-changes';
import { beginRun } from './clock-run';

const SHANGHAI = new Zone('Asia/Shanghai');
/** Revision 2 has a Thursday and a Friday off that revision 1 does not know of. */
const CALENDARS = [1, 2].map(
  (revision) =>
    new Calendars(revision, SHANGHAI, [
      ...announcedYears().filter(({ year }) => year !== 2026),
      { year: 2026, off: revision === 1 ? [] : ['2026-11-26', '2026-11-27'], makeup: [] },
    ]),
);
const calendarsAt = (revision: number): Calendars => CALENDARS[revision - 1] as Calendars;
const at = (text: string): Date => new Date(`${text}+08:00`);
const wd = (count: number) => ({ kind: 'working_days', count }) as const;
const event = (time: string, ...clocks: ClockChange[]): ClockEvent => ({ at: at(time), clocks });
const fold = (...events: readonly ClockEvent[]) =>
  new Map([...foldClocks(events, calendarsAt)].map(([kind, { history }]) => [kind, history]));

// A Monday morning, three working days.
const started = event('2026-11-23T10:00:00', {
  clock: 'decision',
  does: 'start',
  target: wd(3),
  revision: 1,
});

describe('the clocks that events tell', () => {
  it('run, rest, and are due by the calendars of the revision that is named', () => {
    expect(fold(started).get('decision')).toMatchObject({
      dueAt: at('2026-11-26T10:00:00').getTime(),
      pausedAt: null,
      revision: 1,
    });
    const paused = event('2026-11-23T16:00:00', {
      clock: 'decision',
      does: 'pause',
      reason: 'merchant_asked',
    });
    const resumed = event('2026-11-24T16:00:00', { clock: 'decision', does: 'resume', revision: 1 });
    expect(fold(started, paused).get('decision')).toMatchObject({
      pausedAt: paused.at.getTime(),
      run: { since: null },
    });
    expect(fold(started, paused, resumed).get('decision')).toMatchObject({
      pausedAt: null,
      dueAt: at('2026-11-27T10:00:00').getTime(),
    });
    const reckoned = event('2026-11-24T17:00:00', {
      clock: 'decision',
      does: 'reckon',
      revision: 2,
      restarts: false,
    });
    expect(fold(started, paused, resumed, reckoned).get('decision')).toMatchObject({
      revision: 2,
      dueAt: at('2026-12-01T10:00:00').getTime(),
      startedAt: started.at.getTime(),
    });
  });

  it('keep what was promised, and begin another run of reminders by it', () => {
    const extended = event('2026-11-24T09:00:00', {
      clock: 'decision',
      does: 'extend',
      dueAt: at('2026-11-29T10:00:00').toISOString(),
      revision: 1,
    });
    expect(fold(started, extended).get('decision')).toMatchObject({
      dueAt: at('2026-11-29T10:00:00').getTime(),
      startedAt: extended.at.getTime(),
      run: { beganAt: started.at.getTime() },
    });
  });

  it('take a breach back that there no longer is, and no other', () => {
    const due = event('2026-11-26T10:00:00', { clock: 'decision', does: 'overdue' });
    const again = event('2026-11-26T11:00:00', { clock: 'decision', does: 'overdue' });
    const reclassified = event('2026-11-26T12:00:00', {
      clock: 'decision',
      does: 'retarget',
      target: wd(5),
      revision: 1,
    });
    const back = event('2026-11-26T13:00:00', { clock: 'decision', does: 'clear_overdue' });
    expect(fold(started, due, again).get('decision')).toMatchObject({ overdueAt: due.at.getTime() });
    expect(fold(started, due, reclassified).get('decision')).toMatchObject({ overdueAt: null });
    expect(fold(started, due, back).get('decision')).toMatchObject({ overdueAt: null });
  });

  it('bring a merchant’s deadline never forward by other calendars', () => {
    const asked = event('2026-11-24T10:00:00', {
      clock: 'evidence',
      does: 'start',
      target: wd(3),
      revision: 2,
    });
    const reckoned = event('2026-11-24T11:00:00', {
      clock: 'evidence',
      does: 'reckon',
      revision: 1,
      restarts: false,
    });
    const told = at('2026-12-01T10:00:00').getTime();
    expect(fold(asked).get('evidence')).toMatchObject({ dueAt: told });
    expect(fold(asked, reckoned).get('evidence')).toMatchObject({ dueAt: told, run: { notBefore: told } });
  });

  it('stay stopped until they begin anew, and are taken as they stood where nothing was told before', () => {
    const stopped = event('2026-11-24T10:00:00', { clock: 'decision', does: 'stop' });
    const late = event('2026-11-24T11:00:00', {
      clock: 'decision',
      does: 'retarget',
      target: wd(9),
      revision: 1,
    });
    expect(fold(started, stopped, late).get('decision')).toMatchObject({
      stoppedAt: stopped.at.getTime(),
      run: { target: wd(3) },
    });
    const anew = event('2026-11-25T10:00:00', {
      clock: 'decision',
      does: 'start',
      target: wd(1),
      revision: 1,
    });
    expect(fold(started, stopped, anew).get('decision')).toMatchObject({ stoppedAt: null, overdueAt: null });
    const run = beginRun(wd(2), at('2026-11-20T10:00:00'));
    const known = { run, startedAt: 5, revision: 1, pausedAt: null, stoppedAt: null, overdueAt: 7 };
    expect(fold(event('2026-11-24T10:00:00', { clock: 'fix', does: 'known', ...known })).get('fix')).toEqual({
      ...known,
      dueAt: at('2026-11-24T10:00:00').getTime(),
      provisional: false,
    });
    expect(fold(event('2026-11-24T10:00:00', { clock: 'watch', does: 'stop' })).size).toBe(0);
  });

  it('tell which steps a run of its own lets be: those that were past when it began, but for an end that nobody heard of', () => {
    const letBe = (...events: readonly ClockEvent[]) =>
      foldClocks(events, calendarsAt).get('decision')?.letBe;
    const retargeted = (time: string, count: number) =>
      event(time, { clock: 'decision', does: 'retarget', target: wd(count), revision: 1 });
    expect(letBe(started)).toEqual([]);
    // Half of it, a day and a half, is over on Tuesday night; of one day all is.
    expect(letBe(started, retargeted('2026-11-25T09:00:00', 3))).toEqual(['50']);
    expect(letBe(started, retargeted('2026-11-25T09:00:00', 1))).toEqual(['50', '80', '150']);
    const due = event('2026-11-26T10:00:00', { clock: 'decision', does: 'overdue' });
    expect(letBe(started, due, retargeted('2026-11-26T11:00:00', 3))).toEqual(['50', '80', '100']);
    const rested = event('2026-11-25T10:00:00', {
      clock: 'decision',
      does: 'pause',
      reason: 'merchant_asked',
    });
    expect(letBe(started, retargeted('2026-11-25T09:00:00', 3), rested)).toEqual(['50']);
    const { history } = foldClocks([started], calendarsAt).get('decision')!;
    expect(letBe(event('2026-11-24T09:00:00', { clock: 'decision', does: 'known', ...history }))).toBeNull();
  });
});
