import { announcedYears } from './announced-years';
import { readCalendar, type CalendarDefinition } from './calendar-definition';
import { Holidays } from './holidays';
import { OpenTime } from './open-time';

const DESK: CalendarDefinition = {
  zone: 'Asia/Shanghai',
  weekly: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [
      day,
      [
        ['09:00', '12:00'],
        ['13:30', '18:00'],
      ],
    ]),
  ),
  followsHolidays: true,
};
const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(`${text}+08:00`);
const text = (instant: number): string => new Date(instant + 8 * HOUR).toISOString().slice(0, 19);
const openTime = (change: Partial<CalendarDefinition> = {}): OpenTime =>
  new OpenTime(readCalendar({ ...DESK, ...change }), new Holidays(announcedYears()));

describe('open time', () => {
  it.each([
    // over lunch; over the night; over the National Day holiday, of which 2026-10-10 is a makeup Saturday
    ['2026-11-23T11:30:00', 1, '2026-11-23T14:00:00'],
    ['2026-11-23T17:00:00', 2, '2026-11-24T10:00:00'],
    ['2026-09-30T17:00:00', 2, '2026-10-08T10:00:00'],
    ['2026-10-09T17:00:00', 2, '2026-10-10T10:00:00'],
    // used up exactly at closing time is due at closing, at lunch as in the evening
    ['2026-11-23T10:30:00', 1.5, '2026-11-23T12:00:00'],
    ['2026-11-23T13:30:00', 4.5, '2026-11-23T18:00:00'],
    // nothing to wait for: the first open instant
    ['2026-11-23T12:00:00', 0, '2026-11-23T13:30:00'],
    ['2026-11-28T10:00:00', 0, '2026-11-30T09:00:00'],
    ['2026-11-23T10:00:00', 0, '2026-11-23T10:00:00'],
  ])('%s and %d hours of it: %s', (from, hours, due) => {
    expect(text(openTime().add(at(from), hours * HOUR))).toBe(due);
  });

  it.each([
    ['2026-11-23T14:00:00', 1, '2026-11-23T11:30:00'],
    ['2026-11-24T10:00:00', 2, '2026-11-23T17:00:00'],
    // used up exactly at an opening: the opening
    ['2026-11-23T12:00:00', 3, '2026-11-23T09:00:00'],
    ['2026-11-23T13:00:00', 0, '2026-11-23T12:00:00'],
    ['2026-11-23T13:30:00', 0, '2026-11-23T12:00:00'],
    ['2027-01-04T09:00:00', 1, '2027-01-01T17:00:00'],
  ])('%s less %d hours of it: %s', (until, hours, from) => {
    expect(text(openTime().subtract(at(until), hours * HOUR))).toBe(from);
  });

  it('is open from the opening on and not at the closing time', () => {
    const open = openTime();
    expect(
      ['09:00:00', '11:59:59', '12:00:00', '13:30:00', '18:00:00'].map((time) =>
        open.isOpen(at(`2026-11-23T${time}`)),
      ),
    ).toEqual([true, true, false, true, false]);
  });

  it('counts a shift over midnight to the day on which it opens, into the next year too', () => {
    const night = openTime({
      weekly: { thu: [['22:00', '06:00']] },
      dates: { '2026-12-31': [['22:00', '06:00']] },
    });
    expect(text(night.add(at('2026-12-31T23:00:00'), 3 * HOUR))).toBe('2027-01-01T02:00:00');
    expect(night.elapsed(at('2026-12-31T00:00:00'), at('2027-01-02T00:00:00'))).toBe(8 * HOUR);
    expect(night.isOpen(at('2027-01-01T05:59:59'))).toBe(true);
  });

  it('replaces the hours of a date whatever it is, closes it, and takes breaks out', () => {
    const changed = openTime({
      dates: { '2026-10-01': [['10:00', '11:00']], '2026-11-24': [] },
      breaks: { '2026-11-23': [['11:00', '14:00']] },
      closed: ['2026-11-25'],
    });
    const whole = (date: string): number =>
      changed.elapsed(at(`${date}T00:00:00`), at(`${date}T24:00:00`)) / HOUR;
    expect(['2026-10-01', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map(whole)).toEqual([
      1, 6, 0, 0, 7.5,
    ]);
  });

  it('gives a makeup day its own hours, where it has some', () => {
    const short = openTime({ makeupHours: [['10:00', '12:00']] });
    expect(short.elapsed(at('2026-10-10T00:00:00'), at('2026-10-11T00:00:00'))).toBe(2 * HOUR);
  });

  it('names the years whose holidays are not known, only where it follows them', () => {
    const [from, to] = [at('2026-12-01T00:00:00'), at('2028-02-01T00:00:00')];
    expect(openTime().guessedYears(from, to)).toEqual([2027, 2028]);
    expect(openTime({ followsHolidays: false }).guessedYears(from, to)).toEqual([]);
  });

  it('says so where it opens no more, in place of walking for ever', () => {
    const once = openTime({ weekly: {}, dates: { '2026-11-23': [['09:00', '10:00']] } });
    expect(text(once.add(at('2020-01-01T00:00:00'), HOUR))).toBe('2026-11-23T10:00:00');
    expect(() => once.add(at('2026-11-23T09:00:00'), 2 * HOUR)).toThrow(RangeError);
    expect(() => once.subtract(at('2026-11-23T09:00:00'), 1)).toThrow(RangeError);
  });
});

describe('a calendar', () => {
  it.each([
    ['zone', { zone: 'Asia/Nowhere' }],
    ['weekly.mon[0]', { weekly: { mon: [['9:00', '12:00']] as const } }],
    ['weekly.mon[0]', { weekly: { mon: [['24:00', '12:00']] as const } }],
    ['weekly.mon[0]', { weekly: { mon: [['09:00', '09:00']] as const } }],
    ['weekly.mon[0]', { weekly: { mon: [['09:00', '24:30']] as const } }],
    [
      'weekly.tue',
      {
        weekly: {
          tue: [
            ['09:00', '12:00'],
            ['11:00', '13:00'],
          ] as const,
        },
      },
    ],
    ['dates.2026-02-30', { dates: { '2026-02-30': [] } }],
    ['closed[1]', { closed: ['2026-02-01', 'soon'] }],
  ])('is refused at %s', (place, change) => {
    expect(() => readCalendar({ ...DESK, ...change })).toThrow(expect.objectContaining({ place }));
  });
});
