import { isDomainError } from '@thaw/kernel';
import { GUESS_WINDOW_MS, GUESSES_ALLOWED, OF_ADDRESS, OF_NAME, SignInThrottle } from './sign-in-throttle';

let ms: number;
let throttle: SignInThrottle;
beforeEach(() => {
  ms = Date.UTC(2026, 10, 23);
  throttle = new SignInThrottle({ now: () => new Date(ms) });
});

/** In seconds; 0 where the guess was let through. */
function wait(login: string, address: string): number {
  try {
    throttle.count(login, address);
    return 0;
  } catch (error) {
    if (!isDomainError(error, 'TOO_MANY_REQUESTS')) throw error;
    return Number(error.context.extra?.['retryAfterSeconds']);
  }
}

const times = (count: number, guess: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => guess(i));

it('slows guesses at one name from many addresses, whether anybody has it or not', () => {
  for (const login of ['agent1', 'nobody']) {
    expect(times(OF_NAME.guesses, (i) => wait(login, `10.0.0.${i}`))).toEqual(
      times(OF_NAME.guesses, () => 0),
    );
    expect(wait(login, '10.0.1.1')).toBe(OF_NAME.pauseMs / 1000);
    ms += OF_NAME.pauseMs - 1000;
    expect(wait(login, '10.0.1.2')).toBe(1);
    ms += 1000;
    expect([wait(login, '10.0.1.3'), wait(login, '10.0.1.4')]).toEqual([0, OF_NAME.pauseMs / 1000]);
  }
});

it('locks nobody out: where a name has signed in before, others’ guesses do not slow it', () => {
  expect(wait('agent1', '192.0.2.7')).toBe(0);
  throttle.forgive('agent1', '192.0.2.7');
  times(OF_NAME.guesses, (i) => wait('agent1', `10.0.0.${i}`));
  expect(wait('agent1', '10.0.1.1')).toBeGreaterThan(0);
  expect(wait('agent1', '192.0.2.7')).toBe(0);
  // That is no way round the limit there.
  expect(times(GUESSES_ALLOWED, () => wait('agent1', '192.0.2.7')).at(-1)).toBe(GUESS_WINDOW_MS / 1000);
});

it('slows guesses from one address at many names', () => {
  expect(Math.max(...times(OF_ADDRESS.guesses, (i) => wait(`name-${i}`, '10.0.0.1')))).toBe(0);
  expect(wait('another', '10.0.0.1')).toBe(OF_ADDRESS.pauseMs / 1000);
  expect(wait('another', '10.0.0.2')).toBe(0);
  ms += OF_ADDRESS.pauseMs;
  expect([wait('another', '10.0.0.1'), wait('third', '10.0.0.1')]).toEqual([0, OF_ADDRESS.pauseMs / 1000]);
  ms += GUESS_WINDOW_MS;
  expect([wait('another', '10.0.0.1'), wait('third', '10.0.0.1')]).toEqual([0, 0]);
});

it('counts the addresses of one network of IPv6 as one', () => {
  times(OF_ADDRESS.guesses, (i) => wait(`name-${i}`, `2001:db8::${i.toString(16)}`));
  expect(wait('another', '2001:db8::ffff')).toBeGreaterThan(0);
});

it('forgives a person their own slips only', () => {
  times(OF_ADDRESS.guesses - 1, (i) => wait(`name-${i}`, '10.0.0.1'));
  for (let morning = 0; morning < 5; morning++) {
    expect(wait('agent1', '10.0.0.1')).toBe(0);
    throttle.forgive('agent1', '10.0.0.1');
  }
  expect([wait('agent1', '10.0.0.1'), wait('agent1', '10.0.0.1')]).toEqual([0, OF_ADDRESS.pauseMs / 1000]);
});

it('keeps no more in memory than it needs', () => {
  const kept = (): number[] =>
    ['pairs', 'names', 'addresses'].map((book) => (Reflect.get(throttle, book) as { size: number }).size);
  for (let i = 0; i < 60_000; i++) throttle.count(`name-${i}`, `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  expect(kept()).toEqual([50_000, 50_000, 50_000]);
  for (let i = 0; i < 60_000; i++) throttle.forgive(`name-${i}`, 'office');
  expect((Reflect.get(throttle, 'places') as Set<string>).size).toBe(50_000);
  ms += GUESS_WINDOW_MS;
  throttle.count('later', 'a');
  expect(kept()).toEqual([1, 1, 1]);
});
