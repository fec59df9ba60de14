/** Set where the fuller sets are played, as CI does: files of the size that people meet, and every way of failing. */
export const IS_FULLER = process.env['THAW_TEST_LARGE'] === '1';

/** All of them in the fuller set; else the few that stand for the kinds among them. */
export const allOr = <T>(all: readonly T[], few: readonly T[]): readonly T[] => (IS_FULLER ? all : few);
