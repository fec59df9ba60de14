import { Zone } from '@thaw/kernel';
import { Calendars } from '@thaw/sla/arithmetic';
import { askingWindow } from './asking-window';

/** Nine days off, 15 to 23 February, with the weekend before them worked. */
const FESTIVAL = ['15', '16', '17', '18', '19', '20', '21', '22', '23'].map((day) => `2026-02-${day}`);
const calendars = new Calendars(1, new Zone('Asia/Shanghai'), [
  { year: 2026, off: FESTIVAL, makeup: ['2026-02-14', '2026-02-28'] },
]);
const at = (local: string): Date => new Date(`${local}+08:00`);
const isAsked = (closed: string, now: string): boolean => {
  const window = askingWindow(calendars, at(now));
  return window !== null && at(closed) > window.after && at(closed) <= window.until;
};

it.each([
  ['2026-03-03T10:00', '2026-03-04T09:59', false],
  ['2026-03-03T10:00', '2026-03-04T10:00', true],
  ['2026-03-03T17:00', '2026-03-04T20:00', false],
  ['2026-03-03T17:00', '2026-03-05T09:00', true],
  ['2026-03-03T17:00', '2026-03-11T16:59', true],
  ['2026-03-03T17:00', '2026-03-20T16:59', false],
])('of a case closed at %s the merchant is asked at %s: %s', (closed, now, asked) =>
  expect(isAsked(closed, now)).toBe(asked),
);

it.each(['2026-02-13T17:30', '2026-02-14T17:30', '2026-02-15T03:00'])(
  'of one closed at %s before or in a holiday longer than a week the merchant is asked once it is over',
  (closed) => {
    expect(isAsked(closed, '2026-02-20T10:00')).toBe(false);
    expect(isAsked(closed, '2026-02-24T09:00')).toBe(true);
    expect(isAsked(closed, '2026-02-25T17:00')).toBe(true);
    expect(isAsked(closed, '2026-03-20T10:00')).toBe(false);
  },
);
