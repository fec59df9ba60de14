import { checkHours, readTimeOfDay, timeOfDayText } from './trading-hours';

it.each([
  ['00:00', 0],
  ['09:00', 32_400],
  ['20:30:01', 73_801],
  ['23:59:59', 86_399],
  ['24:00', null],
  ['9:00', null],
  ['09:60', null],
  ['09:00:00.5', null],
])('reads %s as %s', (text, second) => expect(readTimeOfDay(text)).toBe(second));

it('writes what it reads', () => {
  for (const second of [0, 59, 3_600, 73_801, 86_399])
    expect(readTimeOfDay(timeOfDayText(second))).toBe(second);
});

it('takes the whole day and hours past midnight, and nothing that is no span of a day', () => {
  for (const hours of [
    { from: 0, to: 86_399 },
    { from: 64_800, to: 7_200 },
  ])
    expect(checkHours(hours)).toEqual(hours);
  for (const [from, to] of [
    [10, 10],
    [-1, 10],
    [0, 86_400],
    [0.5, 10],
  ] as const) {
    expect(() => checkHours({ from, to })).toThrow('INVALID_REQUEST');
  }
});
