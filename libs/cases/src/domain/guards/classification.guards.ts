import { MEASURE_LEVEL_WORDS, MEASURE_SCOPE_NAMES } from '@thaw/registry/measures';
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
 * By what stands here: the measures that the terminal system has confirmed, and no command whose end it has not told. A
 * duplicate's measures go to the other case.
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

/**
 * By what the terminal system said when it was asked: it may know a freeze that never came here, or still hold one that
 * ended here. Where it was not asked, since only what is open is wanted to be known, nothing is said of it.
 */
export const terminalSystemKnowsNone: Guard = (_snapshot, { terminalWord, knownMeasures }) => {
  if (terminalWord?.from !== 'terminal_system') return null;
  const unknown = terminalWord.measures.filter(({ id }) => id === null || !knownMeasures.includes(id));
  if (unknown.length === 0) return null;
  const named = unknown.map(({ level, scope, id }) => ({ level, scope, id: id ?? '–' }));
  const zh = named.map(
    ({ level, scope, id }) =>
      `${level} ${MEASURE_LEVEL_WORDS[level].name.zh}（${MEASURE_SCOPE_NAMES[scope].zh}，编号 ${id}）`,
  );
  const en = named.map(
    ({ level, scope, id }) =>
      `${level} ${MEASURE_LEVEL_WORDS[level].name.en} (${MEASURE_SCOPE_NAMES[scope].en}, id ${id})`,
  );
  return refusal(
    'dismiss.terminal_system_knows_none',
    `终端系统称该终端仍受本案件未记载的措施约束：${zh.join('、')}。请由终端系统解除，或由其报送冻结通知后在本案件中处理。`,
    `The terminal system says that this terminal is bound by what is not known here: ${en.join('; ')}. Have it lifted there, or have a freeze notice sent so that this case deals with it.`,
  );
};
