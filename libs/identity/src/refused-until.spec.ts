import { RefusedUntil } from './refused-until';

const NOW = Date.UTC(2026, 10, 28);

it('says for five seconds how long yet, and nothing of what is over or was noted by a clock that was ahead', () => {
  const refused = new RefusedUntil();
  const waitAt = (key: string, at: number): number => {
    refused.note('long', NOW + 30_000, NOW);
    refused.note('short', NOW + 10, NOW);
    return refused.wait(key, at);
  };
  expect([waitAt('long', NOW), waitAt('long', NOW + 4_999), waitAt('long', NOW + 5_000)]).toEqual([
    30_000, 25_001, 0,
  ]);
  expect([waitAt('short', NOW + 9), waitAt('short', NOW + 10), waitAt('other', NOW)]).toEqual([1, 0, 0]);
  expect([waitAt('long', NOW - 1), refused.size]).toEqual([0, 1]);
});

it('keeps the newest of very many', () => {
  const refused = new RefusedUntil();
  for (let i = 0; i <= 50_000; i++) refused.note(String(i), NOW + 1, NOW);
  expect([refused.size, refused.wait('0', NOW), refused.wait('50000', NOW)]).toEqual([50_000, 0, 1]);
});
