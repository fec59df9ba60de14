import { kindOf, turned, weeksOf, type Announced } from './year';

const none: Announced = { off: new Set(), makeup: new Set() };

it('knows weekends, days off and makeup days', () => {
  const year = { off: new Set(['2026-10-01', '2026-10-03']), makeup: new Set(['2026-10-10']) };
  expect(
    ['2026-10-01', '2026-10-03', '2026-10-10', '2026-10-11', '2026-10-12'].map((day) => kindOf(day, year)),
  ).toEqual(['off', 'off', 'makeup', 'weekend', 'work']);
});

it('turns a weekend day from free to off to worked and back, a working day only to off and back', () => {
  const kinds = (day: string): string[] => {
    const seen: string[] = [];
    let year = none;
    for (let step = 0; step < 3; step++) {
      year = turned(day, year);
      seen.push(kindOf(day, year));
    }
    return seen;
  };
  expect(kinds('2026-10-10')).toEqual(['off', 'makeup', 'weekend']);
  expect(kinds('2026-10-12')).toEqual(['off', 'work', 'off']);
});

it('begins weeks on Monday', () => {
  expect(weeksOf(2026, 2).slice(0, 7)).toEqual([null, null, null, null, null, null, '2026-02-01']);
  expect(weeksOf(2026, 6).slice(0, 2)).toEqual(['2026-06-01', '2026-06-02']);
  expect(weeksOf(2028, 2).at(-1)).toBe('2028-02-29');
});
