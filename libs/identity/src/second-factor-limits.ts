import type { Role } from '@thaw/kernel';

/** Who has to have a second factor: whoever decides or governs, all staff, or nobody. */
export type FactorRule = 'deciders' | 'staff' | 'optional';

const DECIDERS: readonly Role[] = ['supervisor', 'reviewer', 'risk_officer', 'admin'];

export function needsFactor(rule: FactorRule, roles: readonly Role[]): boolean {
  switch (rule) {
    case 'deciders':
      return roles.some((role) => DECIDERS.includes(role));
    case 'staff':
      return roles.some((role) => role !== 'merchant');
    case 'optional':
      return false;
  }
}

/** What failed since the last code that was right. Only who knows the password comes as far. */
export interface FailedFactors {
  readonly failures: number;
  readonly failedAt: Date | null;
}

/** So many fail without a pause; after the next a minute, then twice as long each time. */
const FREE_FAILURES = 5;
const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;

/**
 * How long until another code is tried, in ms. Whoever guesses has 24 tries a day at the most, each right for three of a
 * million codes: one chance in thirty a year, with the password known to them.
 */
export function factorPause({ failures, failedAt }: FailedFactors, now: Date): number {
  if (failures < FREE_FAILURES || failedAt === null) return 0;
  const pause = Math.min(LONGEST_PAUSE_MS, MINUTE_MS * 2 ** Math.min(failures - FREE_FAILURES, 10));
  return Math.max(0, failedAt.getTime() + pause - now.getTime());
}
