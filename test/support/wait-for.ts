import { setTimeout as sleep } from 'node:timers/promises';

interface Patience {
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/** What can be told that somebody waits: a desk looks at once then for what it would have looked for in some seconds. */
export const hurried = new Set<() => void>();

/** What comes by itself has come by then. */
const UNHURRIED_MS = 60;
/** What was found by one look may be what the next finds something by. */
const HURRY_EVERY_MS = 200;

/**
 * Looks again and again until `look` answers with something other than null, undefined or false, and returns that.
 * @throws Error naming what was waited for, and why the last look failed.
 */
export async function waitFor<T>(
  what: string,
  look: () => T | Promise<T>,
  { withinMs = 45_000, everyMs = 20 }: Patience = {},
): Promise<Exclude<NonNullable<T>, false>> {
  const deadline = Date.now() + withinMs;
  let hurryAt = Date.now() + UNHURRIED_MS;
  for (;;) {
    let last: unknown;
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false)
        return found as Exclude<NonNullable<T>, false>;
      last = found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${withinMs} ms for ${what}; the last look gave ${String(last)}.`, {
        cause: last,
      });
    }
    if (Date.now() >= hurryAt) {
      for (const hurry of hurried) hurry();
      hurryAt = Date.now() + HURRY_EVERY_MS;
    }
    await sleep(everyMs);
  }
}
