import { Zone } from '@thaw/kernel';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { readTime } from './occurred-at';

const shanghai = new Zone('Asia/Shanghai');
const newYork = new Zone('America/New_York');

describe('readTime', () => {
  it.each([
    ['2024-03-01T10:15:00', '2024-03-01T02:15:00.000Z'],
    ['2024-03-01 10:15:00', '2024-03-01T02:15:00.000Z'],
    ['2024-03-01T10:15', '2024-03-01T02:15:00.000Z'],
    ['2024-03-01T10:15:00Z', '2024-03-01T10:15:00.000Z'],
    ['2024-03-01 10:15:00 +00:00', '2024-03-01T10:15:00.000Z'],
    ['2024-03-01T10:15:00+0800', '2024-03-01T02:15:00.000Z'],
    ['2024-03-01T10:15:00-05', '2024-03-01T15:15:00.000Z'],
    ['2024-03-01T10:15+05:45', '2024-03-01T04:30:00.000Z'],
    ['2024-03-01T10:15:00.5', '2024-03-01T02:15:00.500Z'],
    ['2024-03-01T10:15:00.123456789Z', '2024-03-01T10:15:00.123Z'],
    ['2024-02-29T23:59:59', '2024-02-29T15:59:59.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
  ])('reads %s as %s', (text, iso) =>
    expect(new Date(Number(readTime(text, shanghai))).toISOString()).toBe(iso),
  );

  it.each([
    ...['', '2024-03-01', '10:15:00', '2024/03/01 10:15:00', '20240301T101500', '2024-3-1 10:15:00'],
    ...['2024-13-01T10:15:00', '2024-00-01T10:15:00', '2024-04-31T10:15:00', '2023-02-29T10:15:00'],
    ...['2100-02-29T10:15:00', '2024-03-01T24:00:00', '2024-03-01T10:60:00', '2024-03-01T10:15:60'],
    ...[
      '2024-03-01T10:15:00.',
      '2024-03-01T10:15:00.1234567890',
      '2024-03-01T10:15:00+15:00',
      '2024-03-01T10:15:',
    ],
    ...[
      '2024-03-01T10:15:00+08:60',
      '2024-03-01T10:15:00 CST',
      '2024-03-01T10:15:00ZZ',
      '2024-03-01T10:15:00+8',
    ],
    ...['２024-03-01T10:15:00', '2024-03-01_10:15:00', '-024-03-01T10:15:00', '2024-03-01T-1:15:00'],
  ])('refuses %j', (text) => expect(readTime(text, shanghai)).toBe('TIME_INVALID'));

  it.each([
    ['1999-12-31T23:59:59', 'TIME_OUT_OF_RANGE'],
    ['2101-01-01T00:00:00', 'TIME_OUT_OF_RANGE'],
    ['0001-01-01T00:00:00', 'TIME_OUT_OF_RANGE'],
    ['2024-03-10T02:30:00', 'TIME_SKIPPED'],
    ['2024-03-10T02:00:00', 'TIME_SKIPPED'],
  ])('refuses %s: %s', (text, fault) => expect(readTime(text, newYork)).toBe(fault));

  it('reads a time that the clocks showed twice as the first, and one with offset as it says', () => {
    expect(readTime('2024-11-03T01:30:00', newYork)).toBe(Date.UTC(2024, 10, 3, 5, 30));
    expect(readTime('2024-11-03T01:30:00-05:00', newYork)).toBe(Date.UTC(2024, 10, 3, 6, 30));
    expect(readTime('2024-03-10T01:59:59', newYork)).toBe(Date.UTC(2024, 2, 10, 6, 59, 59));
    expect(readTime('2024-03-10T03:00:00', newYork)).toBe(Date.UTC(2024, 2, 10, 7));
  });

  const zones = [
    'Asia/Shanghai',
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'America/St_Johns',
  ].map((name) => new Zone(name));
  const instant = fc.integer({ min: Date.UTC(2000, 0, 2), max: Date.UTC(2100, 11, 30) });

  it('reads what luxon writes with an offset', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), fc.boolean(), (ms, zone, basic) => {
        const text = DateTime.fromMillis(ms, { zone: zone.name }).toISO({ extendedZone: false }) as string;
        expect(readTime(basic ? text.replace(/([+-]\d\d):(\d\d)$/, '$1$2') : text, shanghai)).toBe(ms);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads local times as luxon does, and refuses just those that it moves', () => {
    // Half of the times lie within three hours of a change of the clocks.
    const changes = [
      Date.UTC(2024, 2, 10, 2),
      Date.UTC(2024, 10, 3, 2),
      Date.UTC(2024, 9, 6, 2),
      Date.UTC(2010, 2, 14, 0, 1),
    ];
    const nearChange = fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -10_800, max: 10_800 }))
      .map(([at, seconds]) => at + seconds * 1000);
    let skipped = 0;
    fc.assert(
      fc.property(fc.oneof(instant, nearChange), fc.constantFrom(...zones), (local, zone) => {
        const text = new Date(local).toISOString().slice(0, 19);
        const luxon = DateTime.fromISO(text, { zone: zone.name });
        const read = readTime(text, zone);
        if (luxon.toFormat("yyyy-MM-dd'T'HH:mm:ss") !== text) {
          skipped += 1;
          expect(read).toBe('TIME_SKIPPED');
        } else {
          const candidates = luxon.getPossibleOffsets().map((each) => each.toMillis());
          expect(read).toBe(Math.min(...candidates));
        }
      }),
      { numRuns: 3_000 },
    );
    expect(skipped).toBeGreaterThan(10);
  });
});
