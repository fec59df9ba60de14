/** Set where the fuller sets are played, as CI does: files of the size that people meet, and every way of failing. */
export const IS_FULLER = process.env['THAW_TEST_LARGE'] === '1';

/** All of them in the fuller set; else the few that stand for the kinds among them. */
export const allOr = <T>(all: readonly T[], few: readonly T[]): readonly T[] => (IS_FULLER ? all : few);

/** How often a property is tried: in the fuller set so often that rare meetings come up, else enough to notice a slip. */
export const runs = (fuller: number, daily: number): number => (IS_FULLER ? fuller : daily);
