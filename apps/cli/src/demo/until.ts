import { setTimeout as sleep } from 'node:timers/promises';
import type { Bilingual } from '@thaw/kernel';
import { DemoFailure } from './demo-failure';

const EVERY_MS = 100;

/**
 * Looks again until there is something to see.
 * @throws DemoFailure naming what was waited for, after `withinMs`.
 */
export async function until<T>(what: Bilingual, withinMs: number, look: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() > end) {
      const seconds = Math.round(withinMs / 1000);
      throw new DemoFailure({
        zh: `等了 ${seconds} 秒，${what.zh}仍未完成。日志见数据目录下的 logs。`,
        en: `Waited ${seconds} s in vain for ${what.en}. The logs lie in the folder of the desk's data.`,
      });
    }
    await sleep(EVERY_MS);
  }
}
