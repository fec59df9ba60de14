import { CircuitBreaker } from './circuit-breaker';

const T0 = Date.parse('2026-11-28T00:00:00Z');
const after = (seconds: number): Date => new Date(T0 + seconds * 1_000);

function failing(times: number, at = 0): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (let i = 0; i < times; i++) breaker.failed(after(at));
  return breaker;
}

it('lets everybody try while not five have failed one after the other', () => {
  const breaker = failing(4);
  expect(breaker.waitUntil(after(0))).toBeNull();
  breaker.gotThrough();
  for (let i = 0; i < 4; i++) breaker.failed(after(1));
  expect(breaker.waitUntil(after(1))).toBeNull();
});

it('rests for fifteen seconds after the fifth, then lets one alone try', () => {
  const breaker = failing(5);
  expect(breaker.waitUntil(after(0))).toEqual(after(15));
  expect(breaker.waitUntil(after(14))).toEqual(after(15));
  expect(breaker.waitUntil(after(15))).toBeNull();
  // Another one, while the first is under way; and where nobody ever hears what became of that, the next after as long.
  expect(breaker.waitUntil(after(15))).toEqual(after(30));
  expect(breaker.waitUntil(after(30))).toBeNull();
});

it('rests twice as long after each try that failed, two minutes at most, and no more once one got through', () => {
  const breaker = failing(5);
  const rests = [30, 60, 120, 120].map((expected) => {
    breaker.failed(after(100));
    return [breaker.waitUntil(after(100)), after(100 + expected)];
  });
  for (const [until, expected] of rests) expect(until).toEqual(expected);
  breaker.gotThrough();
  expect(breaker.waitUntil(after(100))).toBeNull();
  for (let i = 0; i < 5; i++) breaker.failed(after(200));
  expect(breaker.waitUntil(after(200))).toEqual(after(215));
});
