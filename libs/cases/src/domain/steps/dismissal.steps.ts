import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, OtherCase } from '../facts';
import { needText } from '../payload-checks';
import { refusal, refuse } from '../refusal';
import type { CaseState } from '../states';
import type { ApplyContext, Outcome } from '../transition';

/**
 * It was no freeze, or is one that another case is about, or whoever reported it takes it back. An objection is owed its
 * answer all the same.
 */
export function dismiss({ facts, payload }: ApplyContext<Payload<'dismiss'>>): Outcome {
  const text = needText(payload.text, 'text');
  const other = payload.as === 'duplicate' ? needDuplicateOf(facts, payload.duplicateOf ?? '') : null;
  return {
    changes: { resolution: payload.as },
    effects: [
      ...(other ? [{ kind: 'hand_to_case', caseId: other.id } as const] : []),
      ...facts.clocks
        // A major event is to be reported, whatever becomes of the case.
        .filter(({ kind }) => kind !== 'major_event')
        .map(({ kind }): Effect => ({ kind: 'stop_clock', clock: kind })),
      ...objectionReply(facts, payload.objectionReply),
      { kind: 'notify_merchant', template: 'closed' },
    ],
    event: {
      type: 'dismissed',
      data: { as: payload.as, ...(other ? { duplicateOf: other.number } : {}) },
      content: { text },
    },
  };
}

function objectionReply({ openObjection }: CaseFacts, given: string | null | undefined): Effect[] {
  if (!openObjection) return [];
  const text = needText(given, 'objectionReply');
  return [
    { kind: 'reply_to_objection', objectionId: openObjection.id, text },
    { kind: 'notify_merchant', template: 'objection_reply', words: text },
  ];
}

/** Where trading comes back or ends, a measure that comes over would undo what was decided there. */
const TAKES_NO_MEASURE: readonly CaseState[] = ['restoring', 'monitoring', 'terminating'];

/**
 * Of one terminal at most one case is open, and a further notice joins it: a duplicate by the terminal's number cannot
 * arise. One machine under two numbers can give two, so the other case is on a terminal that has had the same device.
 */
function needDuplicateOf({ sameMachine, measures }: CaseFacts, number: string): OtherCase {
  const other = sameMachine.find((one) => one.number === number);
  if (!other) {
    const numbers = sameMachine.map((one) => one.number);
    throw new DomainError('INVALID_REQUEST', {
      field: 'duplicateOf',
      rule: 'dismiss.same_machine',
      detail: {
        zh: `请填写同一设备的另一未结案件编号。${numbers.length > 0 ? `可选：${numbers.join('、')}。` : '目前没有。'}`,
        en: `Name another open case on the same machine. ${numbers.length > 0 ? `One of: ${numbers.join(', ')}.` : 'There is none.'}`,
      },
    });
  }
  if (measures.length > 0 && TAKES_NO_MEASURE.includes(other.state)) {
    throw refuse(
      refusal(
        'dismiss.other_takes_measures',
        '对方案件正在恢复、观察或终止，不能再接收措施：请先停止恢复，或在本案件中处理。',
        'The other case is giving trading back, watching or ending, and takes no measure: stop that first, or go on here.',
        'duplicateOf',
      ),
    );
  }
  return other;
}
