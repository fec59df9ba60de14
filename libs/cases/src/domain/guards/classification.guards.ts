import { wouldTipOff, type ReasonCode } from '../reference';
import { refusal } from '../refusal';
import type { Guard } from './guard';

/** Into and out of a reason that must not be told, only a supervisor classifies: whoever does it tells by it. */
export const supervisorWhereItWouldTipOff: Guard = ({ reasonCode }, _facts, { persona, payload }) => {
  const to = (payload as { reasonCode?: ReasonCode } | null)?.reasonCode ?? null;
  return persona === 'supervisor' || (!wouldTipOff(reasonCode) && !wouldTipOff(to))
    ? null
    : refusal(
        'reclassify.supervisor',
        '改为或改自须保密的原因，只能由主管操作：请交由主管处理。',
        'To or from a reason that must not be told, only a supervisor reclassifies: hand it to one.',
        'reasonCode',
      );
};

/**
 * The terminal system answers for commands and not for terminals, so that its word is what it has confirmed of them: the
 * measures as they stand here, and no command whose end it has not told. A duplicate's measures go to the other case.
 */
export const nothingInForce: Guard = (_snapshot, facts, { payload }) => {
  const { measures, sameMachine, boundByOthers, commandsUnderWay } = facts;
  const as = (payload as { as?: string } | null)?.as;
  if (commandsUnderWay > 0) {
    return refusal(
      'dismiss.no_command_under_way',
      '终端系统尚有指令未了结，请待其有结果后再操作。',
      'The terminal system has not answered every command of this case: wait for it.',
    );
  }
  // Asked beforehand, without a word of how: open where any way may be.
  const goesOver = as === 'duplicate' || (as === undefined && sameMachine.length > 0);
  if (measures.length > 0 && !goesOver) {
    return refusal(
      'dismiss.no_measure_in_force',
      '本案件尚有现行措施（以终端系统已确认者为准），须先解除。',
      'A measure of this case is in force, by what the terminal system has confirmed: it must be lifted first.',
    );
  }
  return boundByOthers && as === 'not_frozen'
    ? refusal(
        'dismiss.not_bound',
        '该终端受另一案件的措施约束，不能以“未封机”结案。',
        'A measure of another case binds this terminal: it cannot be said not to be frozen.',
        'as',
      )
    : null;
};
