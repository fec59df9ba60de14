import { Zone } from '@thaw/kernel';
import fc from 'fast-check';
import { Calendars } from './calendars';
import { deadline, type Target } from './deadlines';
import { runs } from '../../../../test/support/fuller';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const QUARTER_MS = HOUR_MS / 4;

/** Zones whose clocks jump: by an hour at two, at midnight, by half an hour, on other days; and two that never do. */
const ZONES = [
  'Asia/Shanghai',
  'UTC',
  'America/New_York',
  'Europe/London',
  'America/Santiago',
  'Asia/Beirut',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
];

/** The wall calendar, asked of Intl directly and so of nothing that is under test. */
class WallCalendar {
  private readonly format: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  }

  read(instant: Date | number): { readonly date: string; readonly time: string; readonly rest: boolean } {
    const parts = Object.fromEntries(
      this.format.formatToParts(instant).map(({ type, value }) => [type, value]),
    );
    return {
      date: `${parts['year']}-${parts['month']}-${parts['day']}`,
      time: `${parts['hour']}:${parts['minute']}:${parts['second']}`,
      rest: ['Sat', 'Sun'].includes(parts['weekday'] ?? ''),
    };
  }

  /** The first instant of the date after this one, found by walking. */
  nextMidnight(from: number): number {
    const { date } = this.read(from);
    let at = Math.floor(from / QUARTER_MS) * QUARTER_MS;
    while (this.read(at).date === date) at += QUARTER_MS;
    return at;
  }
}

const calendars = new Map(ZONES.map((zone) => [zone, new WallCalendar(zone)]));
const reckonings = new Map(ZONES.map((zone) => [zone, new Calendars(0, new Zone(zone), [])]));

/** The same in every run: a failure in CI is a failure at the desk. */
const SEED = { seed: 20261123 };

const anyZone = fc.constantFrom(...ZONES);
/** Whole seconds of the years 2023 to 2030. */
const anyStart = fc
  .integer({ min: Date.UTC(2023, 0, 1) / 1_000, max: Date.UTC(2030, 0, 1) / 1_000 })
  .map((seconds) => new Date(seconds * 1_000));
const anyCount = fc.integer({ min: 1, max: 60 });

const dueAt = (zone: string, from: Date, target: Target): Date =>
  deadline(from, target, reckonings.get(zone) as Calendars).dueAt;
const wall = (zone: string): WallCalendar => calendars.get(zone) as WallCalendar;

describe('working days', () => {
  const later = (zone: string, from: Date, count: number): Date =>
    dueAt(zone, from, { kind: 'working_days', count });

  it('never end on a weekend', () => {
    fc.assert(
      fc.property(anyZone, anyStart, anyCount, (zone, from, count) => {
        const due = later(zone, from, count);
        // What begins on a weekend ends with its last day: the midnight after it may be Saturday's.
        const last = wall(zone).read(from).rest ? due.getTime() - 1 : due;
        expect(wall(zone).read(last).rest).toBe(false);
      }),
      { ...SEED, numRuns: runs(2_000, 600) },
    );
  });

  it('grow with their count, and each lies after the start', () => {
    fc.assert(
      fc.property(anyZone, anyStart, anyCount, (zone, from, count) => {
        const due = later(zone, from, count);
        expect(due.getTime()).toBeGreaterThan(from.getTime());
        expect(later(zone, from, count + 1).getTime()).toBeGreaterThan(due.getTime());
      }),
      { ...SEED, numRuns: runs(2_000, 600) },
    );
  });

  it('are as many working dates as a walk through the calendar meets', () => {
    fc.assert(
      fc.property(anyZone, anyStart, fc.integer({ min: 1, max: 15 }), (zone, from, count) => {
        const calendar = wall(zone);
        const due = later(zone, from, count);
        const end = calendar.read(due);
        const begun = calendar.read(from);
        let met = 0;
        for (
          let at = calendar.nextMidnight(from.getTime());
          at < due.getTime() + 1;
          at = calendar.nextMidnight(at)
        ) {
          // The midnight with which a period ends is of no day of it.
          if (begun.rest && at === due.getTime()) break;
          if (!calendar.read(at).rest) met += 1;
        }
        expect(met).toBe(count);
        if (begun.rest) expect(due.getTime()).toBe(calendar.nextMidnight(due.getTime() - HOUR_MS));
        else if (end.time !== begun.time) expectSkipped(zone, due, begun.time);
      }),
      { ...SEED, numRuns: runs(300, 100) },
    );
  });
});

/** The clocks jumped over this time on the day of `due`: nothing else may move it. */
function expectSkipped(zone: string, due: Date, time: string): void {
  const { date } = wall(zone).read(due);
  const times = new Set<string>();
  for (let at = due.getTime() - DAY_MS; at < due.getTime() + DAY_MS; at += QUARTER_MS) {
    const read = wall(zone).read(at);
    if (read.date === date) times.add(read.time.slice(0, 5));
  }
  const [hour = '', minute = ''] = time.split(':');
  expect([...times]).not.toContain(
    `${hour}:${String(Math.floor(Number(minute) / 15) * 15).padStart(2, '0')}`,
  );
}

describe('calendar days', () => {
  it('end so many dates later at the same time of day, unless the clocks jumped over it', () => {
    fc.assert(
      fc.property(anyZone, anyStart, anyCount, (zone, from, count) => {
        const [begun, due] = [wall(zone).read(from), dueAt(zone, from, { kind: 'days', count })];
        const end = wall(zone).read(due);
        expect((Date.parse(end.date) - Date.parse(begun.date)) / DAY_MS).toBe(count);
        if (end.time !== begun.time) expectSkipped(zone, due, begun.time);
      }),
      { ...SEED, numRuns: runs(1_000, 300) },
    );
  });
});

describe('hours', () => {
  it('pass alike in every zone', () => {
    fc.assert(
      fc.property(anyZone, anyStart, anyCount, (zone, from, count) => {
        expect(dueAt(zone, from, { kind: 'hours', count }).getTime() - from.getTime()).toBe(count * HOUR_MS);
      }),
      SEED,
    );
  });
});

describe('statutory days (Civil Code, articles 201 and 203)', () => {
  it.each(ZONES)('of every start day of a year in %s end as a walk through the calendar says', (zone) => {
    const calendar = wall(zone);
    const midnights: number[] = [calendar.nextMidnight(Date.UTC(2025, 11, 30))];
    for (let i = 1; i < 450; i++) midnights.push(calendar.nextMidnight(midnights[i - 1] as number));
    const rests = midnights.map((midnight) => calendar.read(midnight).rest);
    for (let day = 0; day < 366; day++) {
      for (const count of [1, 3, 5, 7, 15, 30, 60]) {
        // Article 201: the first day is not counted. Article 203: a last day of rest gives way to the day after.
        let last = day + count;
        while (rests[last]) last += 1;
        for (const from of [midnights[day] as number, (midnights[day + 1] as number) - 1_000]) {
          const due = dueAt(zone, new Date(from), { kind: 'statutory_days', count });
          expect([zone, new Date(from), count, due]).toEqual([
            zone,
            new Date(from),
            count,
            new Date(midnights[last + 1] as number),
          ]);
        }
      }
    }
  });

  it('do not depend on the time of day of their start, and grow with their count or stand still on a weekend', () => {
    fc.assert(
      fc.property(anyZone, anyStart, anyCount, (zone, from, count) => {
        const [due, next] = [count, count + 1].map((days) =>
          dueAt(zone, from, { kind: 'statutory_days', count: days }).getTime(),
        ) as [number, number];
        expect(next).toBeGreaterThanOrEqual(due);
        const lastSecond = new Date(wall(zone).nextMidnight(from.getTime()) - 1_000);
        expect(dueAt(zone, lastSecond, { kind: 'statutory_days', count }).getTime()).toBe(due);
      }),
      { ...SEED, numRuns: runs(500, 200) },
    );
  });
});
