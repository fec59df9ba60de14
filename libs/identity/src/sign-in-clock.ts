/**
 * Nest's injection token for the clock of sign-in: sessions, keys and throttling run on real time even where the desk's
 * own clock has been moved forward, or a demo of a 30-day watch would sign everybody out.
 */
export const SIGN_IN_CLOCK = Symbol('SIGN_IN_CLOCK');
