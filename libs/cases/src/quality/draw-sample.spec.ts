import { createHash } from 'node:crypto';
import { drawSample } from './draw-sample';

const IDS = Array.from({ length: 200 }, (_, index) => `case-${index}`);
const terms = (ratePercent: number, monthlyCap = 1_000) => ({ ratePercent, monthlyCap });

it('draws the same again, whatever order the cases come in, and others by another seed', () => {
  const drawn = drawSample('s', IDS, terms(10));
  expect(drawn).toHaveLength(20);
  expect(drawSample('s', [...IDS].reverse(), terms(10))).toEqual(drawn);
  expect(drawSample('t', IDS, terms(10))).not.toEqual(drawn);
  // As a shell would: printf '%s:%s' s case-1 | sha256sum
  const rank = (id: string): string => createHash('sha256').update(`s:${id}`).digest('hex');
  const first = IDS.reduce((least, id) => (rank(id) < rank(least) ? id : least));
  expect(drawn[0]).toBe(first);
});

it.each([
  [0, 1_000, 200, 0],
  [1, 1_000, 1, 1],
  [1, 1_000, 0, 0],
  [10, 5, 200, 5],
  [33, 1_000, 10, 4],
  [100, 1_000, 200, 200],
  [100, 0, 200, 0],
])('%d percent, at most %d, of %d cases are %d', (rate, cap, of, count) => {
  expect(drawSample('s', IDS.slice(0, of), terms(rate, cap))).toHaveLength(count);
});

it('favours no case', () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 500; seed++)
    for (const id of drawSample(String(seed), IDS.slice(0, 20), terms(25)))
      times.set(id, (times.get(id) ?? 0) + 1);
  // 125 each are to be expected; five deviations of it are 49.
  for (const id of IDS.slice(0, 20)) expect(Math.abs((times.get(id) ?? 0) - 125)).toBeLessThan(49);
});
