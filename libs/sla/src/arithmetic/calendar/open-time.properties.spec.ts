import fc from 'fast-check';
import {
  DAY_MINUTES,
  MinuteByMinute,
  WINDOW_MINUTES,
  type World,
} from '../../../../../test/support/minute-by-minute';
import { readCalendar, WEEKDAYS, type CalendarDefinition } from './calendar-definition';
import { Holidays } from './holidays';
import type { HoursText } from './hours';
import { OpenTime } from './open-time';
import { runs } from '../../../../../test/support/fuller';

const MINUTE_MS = 60_000;
/** A window around the turn of a year, in which the northern zones change nothing, and one around a change of clocks. */
const WINDOWS = ['2025-12-18', '2026-03-02', '2026-10-20'].map((date) => Date.parse(`${date}T00:00:00Z`));
const ZONES = [
  'Asia/Shanghai',
  'UTC',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'Africa/Cairo',
];
/** The same in every run: a failure in CI is a failure at the desk. */
const SEED = 20261127;
const CALENDARS = runs(50, 20);
const CASES_EACH = 200;

const minuteText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Split, overnight and whole days: cuts of a day in order, taken in pairs; an odd one is a night shift's opening. */
const anyHours = fc
  .uniqueArray(fc.integer({ min: 0, max: 95 }), { maxLength: 5 })
  .map((quarters): readonly HoursText[] => {
    const cuts = quarters.map((quarter) => quarter * 15).sort((a, b) => a - b);
    const hours: HoursText[] = [];
    for (let i = 0; i + 1 < cuts.length; i += 2)
      hours.push([minuteText(cuts[i] as number), minuteText(cuts[i + 1] as number)]);
    const night = cuts.length % 2 === 1 ? (cuts.at(-1) as number) : null;
    if (night !== null) hours.push([minuteText(night), minuteText(Math.min(night, 360))]);
    return hours.filter(([open, close]) => open !== close);
  });
const anyWeek = fc.tuple(...WEEKDAYS.map(() => anyHours));

const datesOf = (start: number, days: readonly number[]): readonly string[] =>
  days.map((day) => new Date(start + day * DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10));
const anyDays = fc.uniqueArray(fc.integer({ min: 0, max: 39 }), { maxLength: 6 });

const anyWorld: fc.Arbitrary<World> = fc
  .record({
    start: fc.constantFrom(...WINDOWS),
    zone: fc.constantFrom(...ZONES),
    week: anyWeek,
    dated: anyDays,
    datedHours: anyHours,
    breaks: anyDays,
    closed: anyDays,
    off: anyDays,
    makeup: anyDays,
    followsHolidays: fc.boolean(),
    makeupHours: fc.option(anyHours, { nil: undefined }),
  })
  .map(
    ({
      start,
      zone,
      week,
      dated,
      datedHours,
      breaks,
      closed,
      off,
      makeup,
      followsHolidays,
      makeupHours,
    }) => ({
      start,
      definition: {
        zone,
        weekly: Object.fromEntries(WEEKDAYS.map((day, i) => [day, week[i]])),
        dates: Object.fromEntries(datesOf(start, dated).map((date) => [date, datedHours])),
        breaks: Object.fromEntries(
          datesOf(start, breaks).map((date) => [date, [['10:10', '12:40']] as const]),
        ),
        closed: datesOf(start, closed),
        followsHolidays,
        ...(makeupHours ? { makeupHours } : {}),
      },
      years: [
        {
          year: 2026,
          off: datesOf(start, off),
          makeup: datesOf(
            start,
            makeup.filter((day) => !off.includes(day)),
          ),
        },
      ],
    }),
  );

describe('open time against a reference that walks minute by minute', () => {
  it(`agrees in ${CALENDARS * CASES_EACH} random cases`, () => {
    const hit = {
      open: 0,
      closed: 0,
      add: 0,
      subtract: 0,
      atClosing: 0,
      beyond: 0,
      elapsed: 0,
      overnight: 0,
      jumps: 0,
    };
    const worlds = fc.sample(
      anyWorld.filter(({ definition }) => !overlaps(definition)),
      { seed: SEED, numRuns: CALENDARS },
    );
    for (const [i, world] of worlds.entries()) {
      const reference = new MinuteByMinute(world);
      const open = new OpenTime(readCalendar(world.definition), new Holidays(world.years));
      if (world.definition.zone !== 'UTC' && world.start !== WINDOWS[0]) hit.jumps += 1;
      if (WEEKDAYS.some((day) => world.definition.weekly[day]?.some(([from, to]) => to < from)))
        hit.overnight += 1;
      const cases = fc.sample(
        fc.tuple(
          // The first day belongs to the eve's night shift, of which the reference knows all; whole seconds.
          fc.integer({ min: 2 * 86_400, max: (WINDOW_MINUTES - DAY_MINUTES) * 60 }),
          fc.oneof(
            { weight: 3, arbitrary: fc.integer({ min: 0, max: 40 * 3_600 }) },
            { weight: 1, arbitrary: fc.constant(null) },
          ),
          fc.integer({ min: 0, max: 5 * 86_400 }),
        ),
        { seed: SEED + i, numRuns: CASES_EACH },
      );
      for (const [second, drawn, span] of cases) {
        const at = world.start + second * 1_000;
        const end = Math.min(at + span * 1_000, world.start + WINDOW_MINUTES * MINUTE_MS);
        // Drawn lengths seldom end with an opening; these do.
        const length = drawn === null ? reference.elapsed(at, end) : drawn * 1_000;
        const agree = (what: string, ours: number | boolean, theirs: number | boolean): void => {
          // Only where they differ: to compare the whole world each time would take a minute.
          if (ours !== theirs)
            expect({ world, at: new Date(at), end, length, [what]: ours }).toEqual({ [what]: theirs });
        };
        const [isOpen, elapsed] = [reference.isOpen(at), reference.elapsed(at, end)];
        agree('isOpen', open.isOpen(at), isOpen);
        agree('elapsed', open.elapsed(at, end), elapsed);
        hit[isOpen ? 'open' : 'closed'] += 1;
        if (elapsed > 0) hit.elapsed += 1;
        const due = reference.add(at, length);
        if (due === null) hit.beyond += 1;
        else {
          agree('due', open.add(at, length), due);
          hit.add += 1;
          if (!reference.isOpen(due) && length > 0) hit.atClosing += 1;
        }
        const begun = reference.subtract(at, length);
        if (begun !== null) {
          agree('begun', open.subtract(at, length), begun);
          hit.subtract += 1;
        }
      }
    }
    process.stdout.write(
      `open time, ${CALENDARS} calendars, ${CALENDARS * CASES_EACH} cases: ${JSON.stringify(hit)}\n`,
    );
    expect(Math.min(...Object.values(hit))).toBeGreaterThan(5);
  });

  it('adds and takes away again what lies within one opening, and sums what is cut', () => {
    const open = new OpenTime(
      readCalendar({
        zone: 'Asia/Shanghai',
        weekly: { mon: [['09:00', '17:00']], thu: [['22:00', '03:00']] },
        followsHolidays: false,
      }),
    );
    const anyInstant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(
        anyInstant,
        anyInstant,
        anyInstant,
        fc.integer({ min: 1, max: 400 * 3_600_000 }),
        (a, b, c, length) => {
          expect(open.elapsed(a, b) + open.elapsed(b, c)).toBe(open.elapsed(a, c));
          expect(open.elapsed(a, open.add(a, length))).toBe(length);
          expect(open.elapsed(open.subtract(a, length), a)).toBe(length);
        },
      ),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});

/** Whether the hours of a day overlap: the night shift may open before the last pair closes. */
const overlaps = (definition: CalendarDefinition): boolean => {
  try {
    readCalendar(definition);
    return false;
  } catch {
    return true;
  }
};
