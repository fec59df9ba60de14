import { refusal } from '../refusal';
import type { Guard } from './guard';

/** Without a command there is nothing to confirm, unless nothing is left to lift. */
export const everyCommandConfirmed: Guard = (_snapshot, { restore, measures }) =>
  restore.confirmed === restore.total && (restore.total > 0 || measures.length === 0)
    ? null
    : refusal('restore.all_confirmed', '尚有指令未确认。', 'Not every command is confirmed yet.');

export const someCommandFailed: Guard = (_snapshot, { restore }) =>
  restore.failed > 0 ? null : refusal('restore.failed', '没有失败的指令。', 'No command has failed.');

export const watchIsOver: Guard = (_snapshot, { watchUntil, now }) =>
  watchUntil && watchUntil <= now ? null : refusal('watch.over', '观察期未满。', 'The watch is not over.');
