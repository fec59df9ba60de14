/** A job takes up what is due within this time; after it, the sweep asks again. */
export const CLAIM_MS = 60_000;

/** A try that dies on the way is made again after this, under the same id. */
export const ATTEMPT_MS = 60_000;
