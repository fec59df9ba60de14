import { setTimeout as sleep } from 'node:timers/promises';

interface Patience {
  readonly withinMs?: number;
  readonly everyMs?: number;
}

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
    await sleep(everyMs);
  }
}
