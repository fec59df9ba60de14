/**
 * All that bounds signing in by a code that came by text message. A code is one of a million. Somebody who guesses has ten
 * tries a day at one name and fifty in all until its owner gives the password: one chance in twenty thousand. Who tries to
 * lock others out of codes in this way leaves them their password. The throttle of sign-in, by address, stands before this.
 */
export const CODE_LIMITS = {
  lifeMs: 5 * 60_000,
  /** Of one code; then another has to be asked for. */
  triesOfCode: 5,
  /** Between two codes of one name. */
  pauseMs: 60_000,
  /** Of one name, in any hour. */
  codesAnHour: 5,
  /** At one name in a local day, whichever codes they were tried at. */
  failedADay: 10,
  /** At one name since the last sign-in by its password, or ever: then codes are closed until there is another. */
  failedUntilPassword: 50,
  /** To one number in a local day, however many people have it. */
  textsADay: 10,
} as const;

const HOUR_MS = 3_600_000;

/** What failed at one name. Days as the kernel's `Zone.dayOf` numbers them, in the desk's time zone. */
export interface FailedTries {
  /** Of the latest. */
  readonly day: number;
  readonly onDay: number;
  readonly sincePassword: number;
}

/** Whether a right code signs in, and is sent at all. `failed`: null where nothing ever did. */
export const isOpen = (failed: FailedTries | null, today: number): boolean =>
  failed === null ||
  (failed.sincePassword < CODE_LIMITS.failedUntilPassword &&
    failedOn(failed, today) < CODE_LIMITS.failedADay);

/** With one more. Where codes are closed a try can tell nothing, and is not counted: that would close them for longer. */
export function withFailure(failed: FailedTries | null, today: number): FailedTries {
  if (failed === null) return { day: today, onDay: 1, sincePassword: 1 };
  if (!isOpen(failed, today)) return failed;
  return { day: today, onDay: failedOn(failed, today) + 1, sincePassword: failed.sincePassword + 1 };
}

/** @param askedAt when codes of this name were asked for, the newest first; of the last hour at least. */
export function mayAsk(askedAt: readonly Date[], now: Date): boolean {
  const ages = askedAt.map((at) => now.getTime() - at.getTime());
  const [latest] = ages;
  if (latest !== undefined && latest < CODE_LIMITS.pauseMs) return false;
  return ages.filter((age) => age < HOUR_MS).length < CODE_LIMITS.codesAnHour;
}

/** @param texts that went to this number today, or may have. */
export const mayText = (texts: number): boolean => texts < CODE_LIMITS.textsADay;

const failedOn = (failed: FailedTries, today: number): number => (failed.day === today ? failed.onDay : 0);
