import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';

/**
 * From when trading comes back until the watch over it has ended there is a device that is traded with, also while a
 * restriction is appealed against. The terminal's open case is locked, shared and before any binding, as a case that
 * ends one takes them: what is said of it holds until the transaction ends.
 * @throws DomainError GUARD_REFUSED
 */
export async function needNotWatched(tx: Tx, terminalId: string): Promise<void> {
  const [open] = await tx.query<{ id: string; state: string }[]>(
    `SELECT id, state FROM freeze_case WHERE terminal_id = $1 AND state <> 'closed' FOR SHARE`,
    [terminalId],
  );
  if (!open || !(await isWatched(tx, open))) return;
  throw new DomainError('GUARD_REFUSED', {
    rule: 'bindings.watched',
    detail: {
      zh: '该终端的交易正在恢复，或处于恢复后的观察期，不能解绑：恢复中请先停止恢复（stop_restore），观察期内请先再次冻结（refreeze），申诉中请等待裁决。',
      en: 'Trading comes back at this terminal, or is watched after it came back, and the terminal keeps its device: stop the restore (stop_restore), refreeze what is watched, or wait for the appeal to be decided.',
    },
  });
}

async function isWatched(
  tx: Tx,
  { id, state }: { readonly id: string; readonly state: string },
): Promise<boolean> {
  if (state === 'restoring' || state === 'monitoring') return true;
  if (state !== 'appealing' && state !== 'awaiting_merchant') return false;
  const appealed = await tx.query<object[]>(
    `SELECT 1 FROM appeal WHERE case_id = $1 AND decided_at IS NULL AND appealed_state = 'monitoring'`,
    [id],
  );
  return appealed.length > 0;
}
