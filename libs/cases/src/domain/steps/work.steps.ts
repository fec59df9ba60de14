import { DomainError } from '@thaw/kernel';
import { CLOCK_EXTENSIONS, deadline } from '@thaw/sla/arithmetic';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, ClockFact } from '../facts';
import { extendable } from '../guards';
import { hasText, needText } from '../payload-checks';
import { MAJOR_EVENT_TARGET } from '../reference';
import { refusal, refuse } from '../refusal';
import type { ApplyContext, Outcome } from '../transition';

export function take({ attempt }: ApplyContext<unknown>): Outcome {
  if (attempt.actor.kind !== 'user') throw new Error('only a person can take a case');
  return {
    changes: { ownerId: attempt.actor.userId },
    event: { type: 'taken', data: { ownerId: attempt.actor.userId } },
  };
}

/** To a colleague or to nobody, in its queue or in another; they find what is said with it in their list. */
export function assign({ snapshot, payload }: ApplyContext<Payload<'assign'>>): Outcome {
  const { overCap, queue, text, escalates } = payload;
  const isForNobody = payload.userId === null || (payload.userId === undefined && hasText(queue));
  const ownerId = isForNobody ? null : needText(payload.userId, 'userId');
  const said = [text, overCap].filter(hasText).join('\n');
  return {
    changes: { ownerId, ...(queue && { queue }) },
    effects: ownerId !== null && hasText(text) ? [{ kind: 'task_for_owner', task: 'handed_over' }] : [],
    event: {
      type: 'assigned',
      data: {
        from: snapshot.ownerId,
        ownerId,
        ...(queue && { queue }),
        ...(escalates && { escalates }),
      },
      ...(said && { content: { text: said } }),
    },
  };
}

/** To a colleague, with what they need to know; they find it in their list. */
export function handOver({ snapshot, payload }: ApplyContext<Payload<'hand_over'>>): Outcome {
  const ownerId = needText(payload.userId, 'userId');
  const text = needText(payload.text, 'text');
  if (ownerId === snapshot.ownerId) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'userId',
      rule: 'hand_over.another',
      detail: { zh: '案件已由此人经办。', en: 'The case is theirs already: choose another person.' },
    });
  }
  return {
    changes: { ownerId },
    effects: [{ kind: 'task_for_owner', task: 'handed_over' }],
    event: { type: 'handed_over', data: { from: snapshot.ownerId, ownerId }, content: { text } },
  };
}

/** To whose it was and where, each only where it is otherwise now. No caps and no turns: it was so before. */
export function putBack({ snapshot, payload }: ApplyContext<Payload<'put_back'>>): Outcome {
  const { ownerId: from } = snapshot;
  const ownerId = payload.ownerId ?? null;
  const moved = payload.queue && payload.queue !== snapshot.queue ? { queue: payload.queue } : {};
  if (ownerId === from && moved.queue === undefined) throw refuse(AS_IT_WAS);
  return {
    changes: { ...(ownerId !== from && { ownerId }), ...moved },
    event: {
      type: 'assigned',
      data: { from, ownerId, ...moved, undoes: needText(payload.undoes, 'undoes') },
    },
  };
}

const AS_IT_WAS = refusal(
  'put_back.otherwise',
  '案件的经办人与队列与此前相同，无需撤销。',
  'Its owner and its queue are as they were: there is nothing to take back.',
);

/** The new instant of a clock of the case; both stand in the event. The merchant is told where it is theirs. */
export function extendDeadline({ facts, payload }: ApplyContext<Payload<'extend_deadline'>>): Outcome {
  const clock = needExtendable(facts, payload.clock);
  const { dueAt } = payload;
  needLater(facts, clock, dueAt);
  const text = needText(payload.text, 'text');
  const ofMerchant = CLOCK_EXTENSIONS[clock.kind] === 'merchant';
  const effects: Effect[] = [{ kind: 'extend_clock', clock: clock.kind, dueAt }];
  if (clock.kind === 'evidence' && facts.openRequest) {
    effects.push({ kind: 'move_request', requestId: facts.openRequest.id, dueAt });
  }
  if (ofMerchant) effects.push({ kind: 'notify_merchant', template: 'deadline_extended', dueAt });
  return {
    effects,
    event: {
      type: ofMerchant ? 'merchant_deadline_extended' : 'deadline_extended',
      data: { clock: clock.kind, from: clock.dueAt.toISOString(), dueAt: dueAt.toISOString() },
      content: { text },
    },
  };
}

function needExtendable({ clocks }: CaseFacts, kind: string): ClockFact {
  const possible = extendable(clocks);
  const found = possible.find((clock) => clock.kind === kind);
  if (found) return found;
  const kinds = possible.map((clock) => clock.kind);
  throw new DomainError('INVALID_REQUEST', {
    field: 'clock',
    rule: 'extend_deadline.running',
    detail: {
      zh: `此处可延长的时限：${kinds.join('、')}。`,
      en: `Here these clocks can be extended: ${kinds.join(', ')}.`,
    },
  });
}

/** More than a year is a slip of the pen. */
const LONGEST_MS = 366 * 86_400_000;

function needLater({ now }: CaseFacts, clock: ClockFact, dueAt: Date): void {
  if (clock.dueAt <= now) {
    throw new DomainError('GUARD_REFUSED', {
      rule: 'extend_deadline.not_over',
      field: 'clock',
      detail: {
        zh: '该时限已到期，不能再延长。',
        en: 'That deadline is over: it can no longer be extended.',
      },
    });
  }
  if (dueAt > clock.dueAt && dueAt.getTime() - now.getTime() <= LONGEST_MS) return;
  const until = clock.dueAt.toISOString();
  throw new DomainError('INVALID_REQUEST', {
    field: 'dueAt',
    rule: 'extend_deadline.later',
    detail: {
      zh: `新的截止时间须晚于现行的 ${until}，且在一年之内。`,
      en: `The new deadline lies after the one that stands, ${until}, and within a year.`,
    },
  });
}

/** A major event is named, which starts the time in which it must be reported; the receipt of the report stops it. */
export function majorEvent({ facts, payload }: ApplyContext<Payload<'report_major_event'>>): Outcome {
  const text = needText(payload.text, 'text');
  const due = deadline(facts.now, MAJOR_EVENT_TARGET, facts.calendars);
  const { dueAt } = due;
  if (hasText(payload.receiptNo)) {
    const receiptNo = payload.receiptNo.trim();
    return {
      effects: [
        { kind: 'file_major_event', dueAt, receiptNo },
        { kind: 'stop_clock', clock: 'major_event' },
      ],
      event: { type: 'major_event_reported', data: { receiptNo }, content: { text } },
    };
  }
  if (facts.openMajorEvent) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'receiptNo',
      rule: 'report_major_event.receipt',
      detail: {
        zh: '重大事项已登记，请填写报送回执编号。',
        en: 'The major event is named already: give the number of the receipt of its report.',
      },
    });
  }
  return {
    effects: [
      { kind: 'open_major_event', dueAt },
      { kind: 'start_clock', clock: 'major_event', deadline: due },
    ],
    event: { type: 'major_event_named', data: { dueAt: dueAt.toISOString() }, content: { text } },
  };
}
