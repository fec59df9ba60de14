import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { WordByHand } from '../payloads';
import type { Effect } from '../effects';
import type { CaseFacts, OtherCase } from '../facts';
import { hasText, needText } from '../payload-checks';
import { refusal, refuse } from '../refusal';
import type { CaseState } from '../states';
import type { ApplyContext, Outcome } from '../transition';

/**
 * It was no freeze, or is one that another case is about, or whoever reported it takes it back. An objection is owed its
 * answer all the same.
 */
export function dismiss({ facts, payload }: ApplyContext<Payload<'dismiss'>>): Outcome {
  const text = needText(payload.text, 'text');
  const word = wordOnMeasures(facts, payload.confirmedBy ?? null);
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
      data: { as: payload.as, ...(other ? { duplicateOf: other.number } : {}), noMeasureBy: word },
      content: { text, saidBy: payload.confirmedBy?.name.trim() },
    },
  };
}

/** A person's word ages as a scan does: what was so longer ago than that is no ground to close on. */
const WORD_HOURS = 24;
const HOUR_MS = 3_600_000;

/** On whose word no measure is in force, as the timeline keeps it; the name of a person lies beside it. */
function wordOnMeasures(
  { terminalWord, now, proofFiles }: CaseFacts,
  given: WordByHand | null,
): Readonly<Record<string, unknown>> {
  if (!terminalWord) throw new Error('before a dismissal the terminal system is asked');
  if (terminalWord.from === 'terminal_system') {
    if (given === null)
      return {
        via: 'terminal_system',
        askedAt: terminalWord.askedAt.toISOString(),
        measures: terminalWord.measures.map(({ level, scope, id }) => ({ level, scope, id })),
      };
    throw wordAtFault(
      'confirmedBy',
      '已直接询问终端系统，请不要填写人工确认。',
      'The terminal system was asked itself: leave this out.',
    );
  }
  if (given === null || !hasText(given.name) || !hasText(given.channel)) {
    throw wordAtFault(
      given === null ? 'confirmedBy' : `confirmedBy.${hasText(given.name) ? 'channel' : 'name'}`,
      '没有可询问的终端系统：请填写由谁、以何种方式、何时确认该终端没有冻结措施。',
      'There is no terminal system to ask: say who confirmed that no measure is in force, how and when.',
    );
  }
  const age = now.getTime() - given.at.getTime();
  if (age < 0 || age > WORD_HOURS * HOUR_MS) {
    throw wordAtFault(
      'confirmedBy.at',
      `确认时间须在最近 ${WORD_HOURS} 小时之内：请重新确认。`,
      `It must have been confirmed within the last ${WORD_HOURS} hours: have it confirmed anew.`,
    );
  }
  const fileId = given.fileId ?? null;
  if (fileId !== null && !proofFiles.includes(fileId)) {
    throw wordAtFault('confirmedBy.fileId', '不是本案件的文件。', 'That is no file of this case.');
  }
  return { via: 'hand', channel: given.channel.trim(), at: given.at.toISOString(), fileId };
}

const wordAtFault = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, rule: 'dismiss.word_by_hand', detail: { zh, en } });

function objectionReply({ openObjection }: CaseFacts, given: string | null | undefined): Effect[] {
  if (!openObjection) return [];
  const text = needText(given, 'objectionReply');
  return [
    { kind: 'reply_to_objection', objectionId: openObjection.id, text },
    { kind: 'notify_merchant', template: 'objection_reply', words: text },
  ];
}

/** Where trading comes back or ends, a measure that comes over would undo what was decided there. */
const TAKES_NO_MEASURE: readonly CaseState[] = ['restoring', 'monitoring', 'terminating', 'appealing'];

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
        '对方案件正在恢复、观察、终止或申诉中，不能再接收措施：请先停止恢复，或在本案件中处理。',
        'The other case is giving trading back, watching, ending or appealed against, and takes no measure: stop that first, or go on here.',
        'duplicateOf',
      ),
    );
  }
  return other;
}
