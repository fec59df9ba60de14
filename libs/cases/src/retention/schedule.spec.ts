import { closedBefore, keptUntil } from './schedule';

it.each([
  ['2026-11-28T08:00:00.000Z', 10, '2016-11-28T08:00:00.000Z'],
  ['2028-02-29T00:00:00.000Z', 10, '2018-02-28T00:00:00.000Z'],
  ['2028-02-29T00:00:00.000Z', 4, '2024-02-29T00:00:00.000Z'],
])('keeps what was closed %s ago by %i years from %s on', (now, years, before) => {
  expect(closedBefore(new Date(now), years).toISOString()).toBe(before);
});

it('keeps nothing shorter than the years that it says', () => {
  for (const at of ['2015-12-31T23:59:59Z', '2016-02-28T10:00:00Z', '2016-03-01T00:00:00Z']) {
    const closedAt = new Date(at);
    const until = keptUntil(closedAt, 10);
    expect(closedBefore(new Date(until.getTime() - 1), 10).getTime()).toBeLessThanOrEqual(closedAt.getTime());
    expect(until.getUTCFullYear() - closedAt.getUTCFullYear()).toBe(10);
  }
});
