import fc from 'fast-check';
import { DateTime } from 'luxon';
import { Zone, dayText, monthText } from './zone';

const HOUR_MS = 3_600_000;
const NAMES = [
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/St_Johns',
  'UTC',
];
const zoneName = fc.constantFrom(...NAMES);
const instant = fc
  .integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 })
  .map((s) => s * 1000);

/** Every change of offset from 2005 to 2030, found by asking luxon hour by hour around each change of day. */
function changesOf(name: string): number[] {
  const found: number[] = [];
  const offset = (ms: number): number => DateTime.fromMillis(ms, { zone: name }).offset;
  for (let day = Date.UTC(2005, 0, 1); day < Date.UTC(2030, 0, 1); day += 24 * HOUR_MS) {
    if (offset(day) === offset(day + 24 * HOUR_MS)) continue;
    for (let ms = day; ms < day + 24 * HOUR_MS; ms += HOUR_MS / 4) {
      if (offset(ms) !== offset(ms + HOUR_MS / 4)) found.push(ms + HOUR_MS / 4);
    }
  }
  return found;
}

function expectSameReading(zone: Zone, ms: number): void {
  const local = DateTime.fromMillis(ms, { zone: zone.name });
  expect(zone.offsetAt(ms)).toBe(local.offset * 60_000);
  expect(zone.dateText(ms)).toBe(local.toISODate());
  expect(dayText(zone.dayOf(ms))).toBe(local.toISODate());
  expect(monthText(zone.monthOf(ms))).toBe(local.toFormat('yyyy-MM'));
  expect(zone.secondOfDay(ms)).toBe(local.hour * 3600 + local.minute * 60 + local.second);
}

describe('Zone', () => {
  it('reads any instant as luxon does', () => {
    const zones = new Map(NAMES.map((name) => [name, new Zone(name)]));
    fc.assert(
      fc.property(zoneName, instant, (name, ms) => expectSameReading(zones.get(name) as Zone, ms)),
      { numRuns: 1_000 },
    );
  });

  it.each(NAMES)('reads the seconds around every change of the clocks in %s as luxon does', (name) => {
    const zone = new Zone(name);
    const changes = changesOf(name);
    if (!['UTC', 'Asia/Shanghai', 'Asia/Kathmandu'].includes(name)) expect(changes.length).toBeGreaterThan(5);
    for (const change of changes) {
      for (const step of [-HOUR_MS, -1000, 0, 1000, HOUR_MS]) expectSameReading(zone, change + step);
    }
  });

  it('finds the instant of a wall clock time', () => {
    fc.assert(
      fc.property(zoneName, instant, (name, ms) => {
        const zone = new Zone(name);
        const local = ms + zone.offsetAt(ms);
        const found = zone.toInstant(local);
        expect(found + zone.offsetAt(found)).toBe(local);
        expect(found).toBeLessThanOrEqual(ms);
        expect(ms - found).toBeLessThanOrEqual(2 * HOUR_MS);
      }),
      { numRuns: 500 },
    );
  });

  it('tells the stretch around an instant in which day and offset stay the same', () => {
    const near = fc.integer({ min: -HOUR_MS, max: HOUR_MS });
    const changes = new Map(NAMES.map((name) => [name, changesOf(name)]));
    fc.assert(
      fc.property(
        zoneName,
        instant,
        near,
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (name, far, by, pick, share) => {
          const zone = new Zone(name);
          const known = changes.get(name) ?? [];
          for (const ms of [far, (known[pick % known.length] ?? far) + by]) {
            const { from, to, day, midnight } = zone.stretchAt(ms);
            expect(from).toBeLessThanOrEqual(ms);
            expect(to).toBeGreaterThan(ms);
            for (const inside of [from, to - 1, from + Math.floor(share * (to - 1 - from))]) {
              expect(new Zone(name).dayOf(inside)).toBe(day);
              expect(new Zone(name).secondOfDay(inside)).toBe(Math.floor((inside - midnight) / 1000));
            }
          }
        },
      ),
    );
  });

  it('reads a skipped time with the offset before, and a doubled one as the first', () => {
    const zone = new Zone('America/New_York');
    expect(zone.toInstant(Date.UTC(2024, 2, 10, 2, 30))).toBe(Date.UTC(2024, 2, 10, 7, 30));
    expect(zone.toInstant(Date.UTC(2024, 10, 3, 1, 30))).toBe(Date.UTC(2024, 10, 3, 5, 30));
    expect(new Zone('Pacific/Apia').toInstant(Date.UTC(2011, 11, 31, 1))).toBe(Date.UTC(2011, 11, 30, 11));
  });

  it('begins a day at its first instant, also where midnight is skipped or doubled', () => {
    for (const [name, date] of [
      ['America/Sao_Paulo', '2018-11-04'],
      ['America/Sao_Paulo', '2018-02-18'],
      ['America/Havana', '2024-11-03'],
      ['Asia/Shanghai', '2024-01-01'],
    ] as const) {
      const zone = new Zone(name);
      const start = zone.startOfDay(Date.parse(date) / (24 * HOUR_MS));
      expect(zone.dateText(start)).toBe(date);
      expect(zone.dateText(start - 1)).not.toBe(date);
    }
  });

  it('refuses an unknown zone', () => expect(() => new Zone('Asia/Nowhere')).toThrow(RangeError));
});

describe('monthText', () => {
  it.each([
    [0, '1970-01'],
    [650, '2024-03'],
    [-1, '1969-12'],
    [-12, '1969-01'],
  ])('%i → %s', (month, text) => expect(monthText(month)).toBe(text));
});
