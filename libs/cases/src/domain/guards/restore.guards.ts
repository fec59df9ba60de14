import type { CaseFacts } from '../facts';
import { hitsOf } from '../fingerprint';
import { refusal, type Refusal } from '../refusal';
import { userOf, type Guard } from './guard';
import { notFirstSigner } from './measure.guards';

/** Without a command there is nothing to confirm, unless nothing is left to lift. */
export const everyCommandConfirmed: Guard = (_snapshot, { restore, measures }) =>
  restore.confirmed === restore.total && (restore.total > 0 || measures.length === 0)
    ? null
    : refusal('restore.all_confirmed', '尚有指令未确认。', 'Not every command is confirmed yet.');

export const someCommandFailed: Guard = (_snapshot, { restore }) =>
  restore.failed > 0 ? null : refusal('restore.failed', '没有失败的指令。', 'No command has failed.');

export const someCommandUnconfirmed: Guard = (_snapshot, { restore }) =>
  restore.confirmed < restore.total
    ? null
    : refusal(
        'confirm_restore_manually.open',
        '没有待确认的恢复指令。',
        'No command of the restore waits to be confirmed.',
      );

/** Who has signed for the restore under way, where a second signature is missing. */
export const restoreSigner = ({ commands }: CaseFacts): string | null =>
  commands.find(({ ofRestore, state, signedBy }) => ofRestore && state !== 'confirmed' && signedBy !== null)
    ?.signedBy ?? null;

export const notRestoreSigner: Guard = (_snapshot, facts, attempt) => {
  const signer = restoreSigner(facts);
  return signer !== null && signer === userOf(attempt) ? notFirstSigner : null;
};

/** Why a restore may not go on; null: nothing has come that the decision did not know of. */
export function whyRestoreStops({
  authorityHold,
  scan,
  approvedProposal,
  watch,
}: CaseFacts): 'hold' | 'hit' | null {
  if (authorityHold) return 'hold';
  if (watch.openHits > 0) return 'hit';
  const known = new Set(hitsOf(approvedProposal?.findings ?? []));
  return hitsOf(scan?.findings ?? []).some((hit) => !known.has(hit)) ? 'hit' : null;
}

export const restoreMustStop: Guard = (_snapshot, facts) =>
  whyRestoreStops(facts) === null
    ? refusal(
        'stop_restore.due',
        '没有新的命中或冻结要求。',
        'Neither a hold nor a new hit has come since the decision.',
      )
    : null;

export const watchIsOver: Guard = (_snapshot, { watchUntil, now }) =>
  watchUntil && watchUntil <= now ? null : refusal('watch.over', '观察期未满。', 'The watch is not over.');

/**
 * Trading is given back to a device: a terminal whose binding has ended, e.g. with an earlier termination, has none. A
 * replacement brings its own, and one that an appeal overturns is taken back: what was at work before it comes back, and
 * where nothing was, nothing does.
 */
export const deviceAtWork =
  (action: 'approve' | 'overturn' | 'remediated' | 'watch_passed'): Guard =>
  (_snapshot, { deviceAtWork: bound, pendingProposal, replacement }) => {
    const outcome = pendingProposal?.outcome ?? null;
    const givesBackNow = action !== 'approve' || outcome === 'U' || outcome === 'UR';
    if (!givesBackNow) return null;
    const takenBack = action === 'overturn' ? replacement : null;
    if (takenBack === null) return bound ? null : noDevice(action);
    if (takenBack.hadDevice || (bound && !takenBack.boundNew)) return null;
    return refusal(
      'overturn.device_at_work',
      '更换开始时该终端没有设备，撤回更换后也不会有：请先将更换步骤标为无法完成（attest 的 failed），撤回后绑定设备（POST /v1/terminals/{id}/bindings）。',
      'The terminal had no device when its replacement began, and has none once that is taken back: say first that its step has failed (attest, failed), then bind a device (POST /v1/terminals/{id}/bindings).',
    );
  };

const noDevice = (action: string): Refusal =>
  refusal(
    `${action}.device_at_work`,
    '该终端现在没有绑定设备：请先绑定设备（POST /v1/terminals/{id}/bindings），再恢复交易。',
    'No device is at work as this terminal: bind one first (POST /v1/terminals/{id}/bindings), then give trading back.',
  );
