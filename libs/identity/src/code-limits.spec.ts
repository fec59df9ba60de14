import { isOpen, mayAsk, mayText, withFailure, type FailedTries } from './code-limits';

const TODAY = 20_000;

/** Fails so often on this day, one after the other. */
function failing(failed: FailedTries | null, times: number, day = TODAY): FailedTries | null {
  for (let i = 0; i < times; i++) failed = withFailure(failed, day);
  return failed;
}

it('takes ten failed tries at a name in a day, and ten more the next', () => {
  expect(isOpen(null, TODAY)).toBe(true);
  expect(isOpen(failing(null, 9), TODAY)).toBe(true);
  const full = failing(null, 10);
  expect(isOpen(full, TODAY)).toBe(false);
  expect(isOpen(full, TODAY + 1)).toBe(true);
  expect(isOpen(failing(full, 9, TODAY + 1), TODAY + 1)).toBe(true);
  expect(isOpen(failing(full, 10, TODAY + 1), TODAY + 1)).toBe(false);
});

it('closes after fifty, on whichever days, and stays closed until the password was given', () => {
  let failed: FailedTries | null = null;
  for (let day = 0; day < 4; day++) failed = failing(failed, 10, TODAY + day);
  failed = failing(failed, 9, TODAY + 4);
  expect(failed).toEqual({ day: TODAY + 4, onDay: 9, sincePassword: 49 });
  expect(isOpen(failed, TODAY + 4)).toBe(true);
  failed = failing(failed, 1, TODAY + 5);
  for (const later of [5, 6, 4_000]) expect(isOpen(failed, TODAY + later)).toBe(false);
  expect(isOpen({ ...failed!, sincePassword: 0 }, TODAY + 5)).toBe(true);
});

it('counts no try while codes are closed, so that nobody closes them for longer than a day’s tries do', () => {
  const full = failing(null, 10);
  expect(failing(full, 600)).toEqual({ day: TODAY, onDay: 10, sincePassword: 10 });
});

it('gives a code a minute and five in any hour', () => {
  const now = new Date('2026-11-28T08:00:00Z');
  const ago = (...seconds: number[]): Date[] => seconds.map((each) => new Date(now.getTime() - each * 1000));
  expect(mayAsk([], now)).toBe(true);
  expect(mayAsk(ago(59), now)).toBe(false);
  expect(mayAsk(ago(60), now)).toBe(true);
  expect(mayAsk(ago(60, 120, 180, 240), now)).toBe(true);
  expect(mayAsk(ago(60, 120, 180, 240, 3_599), now)).toBe(false);
  expect(mayAsk(ago(60, 120, 180, 240, 3_600), now)).toBe(true);
});

it('sends ten messages a day to a number', () => {
  expect([0, 9, 10, 11].map(mayText)).toEqual([true, true, false, false]);
});
