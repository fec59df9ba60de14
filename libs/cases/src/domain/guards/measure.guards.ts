import { RESTORING } from '../reference';
import { dutyRefusal, refusal } from '../refusal';
import { userOf, type Guard } from './guard';

const asRef = (user: string | null): string | null => (user === null ? null : `user:${user}`);

export const someMeasureToConfirm: Guard = (_snapshot, { measures }, attempt) => {
  const waiting = measures.filter(({ confirmBy, confirmedBy }) => confirmBy !== null && confirmedBy === null);
  if (waiting.length === 0) {
    return refusal('confirm_measure.waiting', '没有待确认的措施。', 'No measure waits to be confirmed.');
  }
  return waiting.every(({ imposedBy }) => imposedBy === asRef(userOf(attempt))) ? notImposer : null;
};

export const notImposer = dutyRefusal(
  'confirm_measure.not_imposer',
  '采取措施的人不能自行确认，请由另一人确认。',
  'Whoever imposed a measure cannot confirm it: another person must.',
);

export const someMeasureToEase: Guard = (_snapshot, { measures }, attempt) => {
  if (measures.length === 0) {
    return refusal('ease_measure.in_force', '没有现行的措施。', 'No measure is in force.');
  }
  return measures.every(({ imposedBy }) => imposedBy === asRef(userOf(attempt))) ? notOwnMeasure : null;
};

export const notOwnMeasure = dutyRefusal(
  'ease_measure.not_imposer',
  '采取措施的人不能自行放宽，请由另一位主管处理。',
  'Whoever imposed a measure cannot ease it: another supervisor must.',
);

/** While an authority holds, nothing is given back, whatever asks for it. */
export const noHoldFor =
  (action: 'ease_measure' | 'measure_expired' | 'remediated' | 'recertified' | 'dismiss'): Guard =>
  (_snapshot, { authorityHold }) =>
    authorityHold
      ? refusal(`${action}.no_hold`, '有权机关的冻结要求未解除。', "An authority's hold stands.")
      : null;

/**
 * What gives trading back waits for what is still under way at the terminal system: two orders on one measure could
 * overtake each other. A decision that keeps all has nothing to wait for.
 */
export const noCommandUnderWay =
  (action: 'approve' | 'overturn' | 'remediated' | 'recertified'): Guard =>
  (_snapshot, { commands, pendingProposal }) => {
    const restores = action !== 'approve' || (pendingProposal && RESTORING.includes(pendingProposal.outcome));
    const open = commands.filter(({ state }) => state === 'pending' || state === 'sent').length;
    return restores && open > 0
      ? refusal(
          `${action}.commands_settled`,
          `终端系统尚有 ${open} 条指令在执行：请等待其结束，或人工确认。`,
          `${open} commands to the terminal system are under way: wait for their end, or confirm them by hand.`,
        )
      : null;
  };

export const someCommandToRetry: Guard = (_snapshot, { commands }) =>
  commands.some(({ state, purpose }) => state === 'failed' && purpose !== 'restore')
    ? null
    : refusal('retry_command.failed', '没有失败的指令。', 'No command has failed.');

export const someCommandToConfirm: Guard = (_snapshot, { commands }, attempt) => {
  const open = commands.filter(({ state, purpose }) => state !== 'confirmed' && purpose !== 'restore');
  if (open.length === 0) {
    return refusal(
      'confirm_command.open',
      '没有待确认的指令；恢复交易的指令请用 confirm_restore_manually。',
      'No command waits to be confirmed; those of a restore are by confirm_restore_manually.',
    );
  }
  const user = userOf(attempt);
  return open.every(({ signedBy }) => signedBy !== null && signedBy === user) ? notFirstSigner : null;
};

export const notFirstSigner = dutyRefusal(
  'manual_confirmation.second_person',
  '首签人不能会签，请由另一人会签。',
  'Whoever signed first cannot countersign: another person must.',
);
