import { GUESSES_ALLOWED, GUESS_WINDOW_MS, OF_ADDRESS, OF_NAME, slowed, stopped } from './guess-limits';

const NOW = Date.UTC(2026, 10, 28);

it('stops a name from one address at its tenth guess, until the oldest is over', () => {
  expect(stopped({ count: 0, oldest: null }, NOW)).toBe(0);
  expect(stopped({ count: GUESSES_ALLOWED - 1, oldest: NOW }, NOW)).toBe(0);
  expect(stopped({ count: GUESSES_ALLOWED, oldest: NOW - 60_000 }, NOW)).toBe(GUESS_WINDOW_MS - 60_000);
  expect(stopped({ count: GUESSES_ALLOWED, oldest: NOW - GUESS_WINDOW_MS }, NOW)).toBe(0);
});

it.each([OF_NAME, OF_ADDRESS])(
  'slows past %j, and lets one through after each pause',
  ({ guesses, pauseMs }) => {
    const limit = { guesses, pauseMs };
    expect(slowed({ count: 0, latest: null }, limit, NOW)).toBe(0);
    expect(slowed({ count: guesses - 1, latest: NOW }, limit, NOW)).toBe(0);
    expect(slowed({ count: guesses, latest: NOW - 1000 }, limit, NOW)).toBe(pauseMs - 1000);
    expect(slowed({ count: guesses * 9, latest: NOW - pauseMs }, limit, NOW)).toBe(0);
  },
);
