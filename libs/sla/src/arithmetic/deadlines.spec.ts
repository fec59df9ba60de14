import { Zone } from '@thaw/kernel';
import { Calendars } from './calendars';
import { deadline } from './deadlines';

/** No arrangement of holidays is loaded. */
const plain = (zone: string): Calendars => new Calendars(0, new Zone(zone), []);
const shanghai = plain('Asia/Shanghai');
const at = (text: string): Date => new Date(`${text}+08:00`);

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
