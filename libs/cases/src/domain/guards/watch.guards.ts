import { refusal } from '../refusal';
import type { Guard } from './guard';

export const someHitOpen =
  (action: 'refreeze' | 'keep_watching'): Guard =>
  (_snapshot, { watch }) =>
    watch.openHits > 0
      ? null
      : refusal(
          `${action}.hit_open`,
          '观察期内没有待处理的新命中。',
          'No new hit of the watch waits for an answer.',
        );

export const noHitOpen: Guard = (_snapshot, { watch }) =>
  watch.openHits === 0
    ? null
    : refusal(
        'watch.no_hit_open',
        `观察期内尚有 ${watch.openHits} 项新命中待处理：请重新冻结（refreeze），或说明理由继续观察（keep_watching）。`,
        `${watch.openHits} new hits of the watch wait for an answer: refreeze, or keep watching with a reason.`,
      );

/** What came in at the last moment is judged before the watch is over. */
export const everythingJudged: Guard = (_snapshot, { watch }) =>
  watch.upToDate
    ? null
    : refusal(
        'watch.judged',
        '尚有新交易未扫描完毕。',
        'Transactions that have come in are still being scanned.',
      );
