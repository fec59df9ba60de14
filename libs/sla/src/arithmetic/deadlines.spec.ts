import { Zone } from '@thaw/kernel';
import { Calendars } from './calendars';
import { calendarOf } from './clock-steps';
import { deadline } from './deadlines';

/** No arrangement of holidays is loaded. */
const plain = (zone: string): Calendars => new Calendars(0, new Zone(zone), []);
const shanghai = plain('Asia/Shanghai');
const at = (text: string): Date => new Date(`${text}+08:00`);

const nine = [['09:00', '17:00']] as const;
const hours = {
  zone: 'Asia/Shanghai',
  weekly: { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: nine },
  followsHolidays: true,
};
const evenings = {
  zone: 'Asia/Shanghai',
  weekly: { tue: [['20:00', '04:00']] as const },
  followsHolidays: false,
};
const closedOnMonday = {
  ...hours,
  closed: ['2026-11-30'],
  breaks: { '2026-11-28': [['09:00', '17:00']] as const },
};
const loaded = new Calendars(
  1,
  new Zone('Asia/Shanghai'),
  [{ year: 2026, off: ['2026-12-01'], makeup: ['2026-11-29'] }],
  { six: hours, evenings, closed_on_monday: closedOnMonday, makers: { ...hours, makeupHours: [] } },
  {
    review: { calendar: 'six', classCalendars: { P2: 'evenings' } },
    lost: { calendar: 'gone', classCalendars: {} },
  },
);

describe('a deadline by a calendar', () => {
  it.each([
    // a Friday: the days that are worked after it are those of the calendar, with its makeup days and days off
    ['six', 'working_days', 1, '2026-11-28T10:00:00'],
    ['six', 'working_days', 2, '2026-11-29T10:00:00'],
    ['six', 'working_days', 4, '2026-12-02T10:00:00'],
    ['makers', 'working_days', 2, '2026-11-30T10:00:00'],
    // a break, be it of the whole day, takes no day away, and a day that is closed does
    ['closed_on_monday', 'working_days', 3, '2026-12-02T10:00:00'],
    // on whose days the start is not: the first that is worked is the first day, and the last ends with its midnight
    ['evenings', 'working_days', 2, '2026-12-09T00:00:00'],
    ['evenings', 'working_hours', 9, '2026-12-08T21:00:00'],
    ['six', 'working_hours', 8, '2026-11-28T10:00:00'],
    // one that was never given is the desk's
    ['merchant', 'working_days', 2, '2026-11-30T10:00:00'],
    // the country's own days, and what is round the clock, are nobody's to choose
    ['evenings', 'statutory_days', 4, '2026-12-03T00:00:00'],
    ['evenings', 'hours', 2, '2026-11-27T12:00:00'],
  ] as const)('%s: %s %i is %s', (code, kind, count, due) => {
    const reckoned = deadline(at('2026-11-27T10:00:00'), { kind, count }, loaded, code);
    expect(reckoned).toMatchObject({ dueAt: at(due), provisional: false });
    expect(reckoned.calendar).toBe(kind.startsWith('working') ? code : undefined);
  });

  it('rests on plain weekdays where a year is not loaded, and says so of a calendar that follows holidays alone', () => {
    const due = (code: string) =>
      deadline(at('2026-12-31T10:00:00'), { kind: 'working_days', count: 2 }, loaded, code);
    expect(due('six').provisional).toBe(true);
    expect(due('evenings').provisional).toBe(false);
  });

  it('without one goes by the country’s working days, whatever hours the desk has', () => {
    const sixDays = new Calendars(1, new Zone('Asia/Shanghai'), [], { desk: hours });
    const due = (code?: string) =>
      deadline(at('2026-11-27T10:00:00'), { kind: 'working_days', count: 1 }, sixDays, code);
    expect([due(), due('desk')]).toMatchObject([
      { dueAt: at('2026-11-30T10:00:00') },
      { dueAt: at('2026-11-28T10:00:00') },
    ]);
    expect(due()).not.toHaveProperty('calendar');
  });

  it.each([
    ['decision', 'review', 'P3', 'six'],
    ['decision', 'review', 'P2', 'evenings'],
    ['decision', 'review', 'P1', 'desk'],
    ['decision', 'lost', 'P3', 'gone'],
    ['decision', 'other', 'P3', 'desk'],
    ['triage', null, null, 'desk'],
    ['evidence', 'review', 'P2', 'merchant'],
    ['fix', 'review', 'P2', 'merchant'],
    ['objection_reply', 'review', 'P2', undefined],
    ['appeal_reply', 'review', 'P2', undefined],
    ['watch', 'review', 'P2', undefined],
    ['major_event', 'review', 'P2', undefined],
  ] as const)('of a %s in queue %s and class %s is the calendar %s', (kind, queue, slaClass, code) => {
    expect(calendarOf(kind, { queue, slaClass }, loaded)).toBe(code);
  });
});

describe('deadline', () => {
  it.each([
    // a Monday, a Friday, a Saturday
    ['2026-11-23T10:00:00', 3, '2026-11-26T10:00:00'],
    ['2026-11-27T10:00:00', 1, '2026-11-30T10:00:00'],
    ['2026-11-28T10:00:00', 1, '2026-12-01T00:00:00'],
  ])('%s plus %i working days is %s, provisional', (from, count, due) => {
    expect(deadline(at(from), { kind: 'working_days', count }, shanghai)).toMatchObject({
      dueAt: at(due),
      provisional: true,
    });
  });

  it('starts a statutory period the day after and moves its end off a rest day', () => {
    // the fifteenth day after 2026-11-20 is Saturday 2026-12-05: it ends with Monday the 7th
    expect(
      deadline(at('2026-11-20T23:59:59'), { kind: 'statutory_days', count: 15 }, shanghai).dueAt,
    ).toEqual(at('2026-12-08T00:00:00'));
  });

  it('counts hours round the clock and days at the same time of day, over a change of the clocks too', () => {
    const newYork = plain('America/New_York');
    const before = new Date('2026-10-31T12:00:00-04:00');
    expect(deadline(before, { kind: 'days', count: 1 }, newYork).dueAt).toEqual(
      new Date('2026-11-01T12:00:00-05:00'),
    );
    expect(deadline(before, { kind: 'hours', count: 24 }, newYork).dueAt).toEqual(
      new Date('2026-11-01T11:00:00-05:00'),
    );
  });

  it.each([
    // the clocks jump from two to three, from midnight to one, by half an hour at two; and go back at two
    ['days', 'America/New_York', '2026-03-07T02:30:00-05:00', '2026-03-08T03:30:00-04:00'],
    ['days', 'America/Santiago', '2026-09-05T00:30:00-04:00', '2026-09-06T01:30:00-03:00'],
    ['working_days', 'Africa/Cairo', '2026-04-23T00:30:00+02:00', '2026-04-24T01:30:00+03:00'],
    ['days', 'Australia/Lord_Howe', '2026-10-03T02:10:00+10:30', '2026-10-04T02:40:00+11:00'],
    ['days', 'America/New_York', '2026-10-31T01:30:00-04:00', '2026-11-01T01:30:00-04:00'],
  ] as const)('one of %s in %s after %s is %s', (kind, zone, from, due) => {
    expect(deadline(new Date(from), { kind, count: 1 }, plain(zone)).dueAt).toEqual(new Date(due));
  });

  it('ends a statutory day in the first instant of the next, where there is no midnight', () => {
    const from = new Date('2026-04-22T12:00:00+02:00');
    expect(deadline(from, { kind: 'statutory_days', count: 1 }, plain('Africa/Cairo')).dueAt).toEqual(
      new Date('2026-04-24T01:00:00+03:00'),
    );
  });
});
