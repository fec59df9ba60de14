import { hasFailedTooLong, nextTry } from './backoff';

const NOW = new Date('2026-11-23T01:00:00.000Z');
const HOUR = 3_600_000;

it('waits 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, and then no more', () => {
  const waits = Array.from({ length: 11 }, (_, made) => {
    const next = nextTry(made + 1, NOW);
    return next && (next.getTime() - NOW.getTime()) / 1_000;
  });
  expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, null, null]);
});

it('loses patience with an endpoint that has failed for five days', () => {
  const since = (hours: number) => new Date(NOW.getTime() - hours * HOUR);
  expect(hasFailedTooLong(null, NOW)).toBe(false);
  expect(hasFailedTooLong(since(119.99), NOW)).toBe(false);
  expect(hasFailedTooLong(since(120), NOW)).toBe(true);
});
