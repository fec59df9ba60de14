import { Zone } from '@thaw/kernel';
import fc from 'fast-check';
import { announcedYears } from './calendar';
import { Calendars } from './calendars';
import {
  beginRun,
  dueOf,
  extendRun,
  holdRun,
  pauseRun,
  resumeRun,
  retargetRun,
  stepAt,
  type ClockRun,
} from './clock-run';
import { CLOCK_KINDS, stepsOf } from './clock-steps';
import { deadline, until, type Target } from './deadlines';

const SHANGHAI = new Zone('Asia/Shanghai');
const calendars = new Calendars(1, SHANGHAI, announcedYears());
const at = (text: string): Date => new Date(`${text}+08:00`);
const days = (count: number): Target => ({ kind: 'working_days', count });
const due = (run: ClockRun, by = calendars): string =>
  new Date(dueOf(run, by).dueAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);

describe('a clock’s run', () => {
  // A Friday morning.
  const begun = beginRun(days(3), at('2026-11-20T10:00:00'));

  it('is due as its target says, as long as it rests nowhere', () => {
    expect(due(begun)).toBe('2026-11-25T10:00');
    expect(dueOf(begun, calendars)).toEqual(deadline(at('2026-11-20T10:00:00'), days(3), calendars));
  });

  it('loses by a pause the working time of it, and nothing by a weekend or a holiday', () => {
    const rested = pauseRun(begun, at('2026-11-20T18:00:00'));
    expect(due(resumeRun(rested, at('2026-11-22T18:00:00')))).toBe('2026-11-25T16:00');
    expect(due(resumeRun(rested, at('2026-11-23T12:00:00')))).toBe('2026-11-26T04:00');
    const golden = pauseRun(beginRun(days(2), at('2026-09-30T10:00:00')), at('2026-10-01T00:00:00'));
    expect(due(resumeRun(golden, at('2026-10-08T00:00:00')))).toBe('2026-10-09T10:00');
  });

  it('keeps the time used under another target, both ways, and what was given on top', () => {
    const rested = resumeRun(pauseRun(begun, at('2026-11-23T12:00:00')), at('2026-11-24T12:00:00'));
    expect(due(rested)).toBe('2026-11-26T10:00');
    expect(due(retargetRun(rested, days(5)))).toBe('2026-11-30T10:00');
    const extended = extendRun(rested, at('2026-11-27T10:00:00'), calendars);
    expect(due(extended)).toBe('2026-11-27T10:00');
    expect(due(retargetRun(extended, days(5)))).toBe('2026-12-01T10:00');
    // All of one day was used before the pause: it was due then.
    expect(due(retargetRun(rested, days(1)))).toBe('2026-11-23T10:00');
  });

  it('is due at the instant that was told, be it a Sunday, and no more once another target is told', () => {
    const run = beginRun(days(5), at('2026-11-23T09:00:00'));
    const sunday = extendRun(run, at('2026-12-06T09:00:00'), calendars);
    expect(due(sunday)).toBe('2026-12-06T09:00');
    expect(stepAt(sunday, 100, calendars)).toEqual(at('2026-12-06T09:00:00'));
    // From the end of a Friday to the Sunday after it: no working time, and two days all the same.
    const friday = beginRun(days(1), at('2026-11-22T09:00:00'));
    const later = extendRun(
      extendRun(friday, at('2026-11-28T00:00:00'), calendars),
      at('2026-11-29T09:00:00'),
      calendars,
    );
    expect(due(later)).toBe('2026-11-29T09:00');
    expect(due(extendRun(sunday, at('2026-12-01T09:00:00'), calendars))).toBe('2026-12-01T09:00');
    expect(due(retargetRun(sunday, days(5)))).toBe('2026-12-05T00:00');
  });

  it('is held at an instant that was promised, which adds nothing to its time', () => {
    const held = holdRun(holdRun(begun, at('2026-11-28T10:00:00')), at('2026-11-27T10:00:00'));
    expect(due(held)).toBe('2026-11-28T10:00');
    expect(stepAt(held, 50, calendars)).toEqual(stepAt(begun, 50, calendars));
    expect(due(holdRun(begun, at('2026-11-20T12:00:00')))).toBe('2026-11-25T10:00');
  });

  it('reckons open hours of the desk, and instants that were said', () => {
    const hours = beginRun({ kind: 'working_hours', count: 4 }, at('2026-11-20T16:00:00'));
    expect(due(hours)).toBe('2026-11-23T11:00');
    expect(due(resumeRun(pauseRun(hours, at('2026-11-20T17:00:00')), at('2026-11-23T10:00:00')))).toBe(
      '2026-11-23T14:30',
    );
    const said = beginRun(until(at('2026-11-25T00:00:00')).target, at('2026-11-20T00:00:00'));
    expect(due(said)).toBe('2026-11-25T00:00');
    expect(due(resumeRun(pauseRun(said, at('2026-11-21T00:00:00')), at('2026-11-21T06:00:00')))).toBe(
      '2026-11-25T06:00',
    );
  });

  it('is reckoned anew under other holidays, pauses and all', () => {
    const run = resumeRun(
      pauseRun(beginRun(days(3), at('2026-12-30T10:00:00')), at('2026-12-30T18:00:00')),
      at('2026-12-31T10:00:00'),
    );
    expect([due(run), dueOf(run, calendars).provisional]).toEqual(['2027-01-05T02:00', true]);
    const loaded = new Calendars(2, SHANGHAI, [
      ...announcedYears(),
      { year: 2027, off: ['2027-01-01', '2027-01-04'], makeup: [] },
    ]);
    expect([due(run, loaded), dueOf(run, loaded).provisional]).toEqual(['2027-01-07T02:00', false]);
  });

  it('comes to its steps by the share of its own time', () => {
    // Of two working days the half is over on Monday at the same time: no weekend counts.
    const weekend = beginRun(days(2), at('2026-11-20T10:00:00'));
    expect(stepAt(weekend, 50, calendars)).toEqual(at('2026-11-23T10:00:00'));
    expect(stepsOf('evidence', weekend, calendars).map(({ step }) => step)).toEqual(['80', '100']);
  });
});

describe('any run', () => {
  const anyTarget: fc.Arbitrary<Target> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('hours', 'working_hours', 'working_days', 'days', 'statutory_days'),
      count: fc.integer({ min: 1, max: 20 }),
    }),
  );
  const anyInstant = fc
    .integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2026, 6) / 60_000 })
    .map((m) => m * 60_000);
  const gaps = fc.array(fc.integer({ min: 1, max: 6_000 }), { maxLength: 6 });
  const runOf = (target: Target, from: number, minutes: readonly number[]): ClockRun => {
    let run = beginRun(target, new Date(from));
    let now = from;
    for (const [i, minute] of minutes.entries()) {
      now += minute * 60_000;
      run = (i % 2 === 0 ? pauseRun : resumeRun)(run, new Date(now));
    }
    return run;
  };

  it('has its steps in order, its hundredth percent when it is due, and never earlier for a pause', () => {
    fc.assert(
      fc.property(
        anyTarget,
        anyInstant,
        gaps,
        fc.constantFrom(...CLOCK_KINDS),
        (target, from, minutes, kind) => {
          const run = runOf(target, from, minutes);
          const all = stepsOf(kind, run, calendars);
          const steps = all.map((step) => Date.parse(step.at));
          expect(steps).toEqual([...steps].sort((a, b) => a - b));
          const end = all.find(({ step }) => step === '100');
          expect(Date.parse(end?.at ?? '')).toBe(dueOf(run, calendars).dueAt.getTime());
          // A pause takes no time away; the midnight that ends a period is also the next day's first instant.
          const [unpaused, dueAt] = [dueOf(runOf(target, from, []), calendars), dueOf(run, calendars)].map(
            (each) => each.dueAt.getTime(),
          ) as [number, number];
          const open = target.kind === 'working_days' ? calendars.workingDays : calendars.hoursOf('desk');
          if (target.kind === 'working_days' || target.kind === 'working_hours')
            expect(open.elapsed(unpaused, dueAt)).toBeGreaterThanOrEqual(0);
          else expect(dueAt).toBeGreaterThanOrEqual(unpaused);
        },
      ),
      { seed: 20261128, numRuns: 1_000 },
    );
  });

  it('says the same after it was kept as JSON', () => {
    fc.assert(
      fc.property(anyTarget, anyInstant, gaps, (target, from, minutes) => {
        const run = runOf(target, from, minutes);
        const kept = JSON.parse(JSON.stringify(run)) as ClockRun;
        expect(dueOf(kept, calendars)).toEqual(dueOf(run, calendars));
      }),
      { seed: 20261128, numRuns: 500 },
    );
  });
});
