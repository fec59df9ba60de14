import { DomainError } from '@thaw/kernel';
import { clockDeadline, type Target } from '@thaw/sla/arithmetic';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';
import { needText } from '../payload-checks';
import { PAUSING_REQUESTS, wouldTipOff, type EvidenceCode, type ReferenceData } from '../reference';
import type { ApplyContext, Outcome } from '../transition';
import { SLIP_ITEM } from '../slips';
import { needItem, noSuchItem } from './case-items';
import { needAskable } from './slip.steps';

export function request({ snapshot, facts, payload }: ApplyContext<Payload<'request_evidence'>>): Outcome {
  const slips = payload.slips ?? null;
  if (payload.items.length === 0 && slips === null) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'items',
      detail: { zh: '请至少选择一项材料。', en: 'Ask for at least one item.' },
    });
  }
  const seen = new Set<string>();
  payload.items.forEach(({ code }, index) => {
    needMerchantItem(snapshot.reference, code, index);
    if (seen.has(code)) throw itemError(index, '材料重复。', 'This item is named twice.');
    seen.add(code);
    const wantsSlips = slips !== null && code === SLIP_ITEM;
    if (!wantsSlips && facts.items.some((item) => item.code === code && item.state === 'accepted')) {
      throw itemError(index, '该材料已通过，无需再次索取。', 'This item is accepted already.');
    }
  });
  if (slips) needAskable(facts, slips.sales);
  // Slips are answers to one item, which is asked for with them.
  const items =
    slips === null || seen.has(SLIP_ITEM)
      ? payload.items
      : [...payload.items, { code: SLIP_ITEM, required: false }];
  const returnsTo = snapshot.state === 'appealing' ? 'appealing' : 'reviewing';
  const due = clockDeadline('evidence', evidenceTarget(snapshot), snapshot, facts);
  const pausesClock = returnsTo === 'reviewing' && facts.pausingRequests < PAUSING_REQUESTS;
  const codes = items.map(({ code }) => code);
  return {
    effects: [
      { kind: 'open_request', items, dueAt: due.dueAt, returnsTo, pausesClock },
      ...(slips ? [{ kind: 'ask_slips', ...slips } as const] : []),
      ...(pausesClock ? [{ kind: 'pause_clock', clock: 'decision', reason: 'merchant_asked' } as const] : []),
      { kind: 'start_clock', clock: 'evidence', deadline: due },
      { kind: 'notify_merchant', template: 'evidence_requested', dueAt: due.dueAt, codes },
    ],
    event: {
      data: {
        codes,
        dueAt: due.dueAt.toISOString(),
        pausesClock,
        ...(slips && {
          slips: slips.sales.map(({ transactionId }) => transactionId),
          seed: slips.sample?.seed ?? null,
        }),
      },
      content: { text: payload.text },
    },
  };
}

/**
 * A reason that would tip off asks by the day by which most of its face do: a shorter time of its own class would be a
 * sign that the merchant can read.
 */
function evidenceTarget({ reference, reasonCode, slaClass }: CaseSnapshot): Target {
  const ordinary = wouldTipOff(reasonCode) ? ORDINARY_CLASS : (slaClass ?? ORDINARY_CLASS);
  return reference.slaClasses[ordinary].evidence;
}

const ORDINARY_CLASS = 'P3';

export function submit({ facts, payload, attempt }: ApplyContext<Payload<'submit_evidence'>>): Outcome {
  const absences = payload.absences ?? [];
  absences.forEach(({ itemId, reason }, index) => {
    needAskedItem(facts, itemId, `absences[${index}].itemId`);
    needText(reason, `absences[${index}].reason`);
  });
  if (attempt.persona !== 'merchant') needText(payload.onBehalfChannel, 'onBehalfChannel');
  const event = {
    data: {
      receivedAt: facts.receivedAt.toISOString(),
      absent: absences.map(({ itemId }) => itemId),
      ...(attempt.persona === 'merchant' ? {} : { onBehalfChannel: payload.onBehalfChannel }),
    },
    content: { reasons: absences.map(({ itemId, reason }) => ({ findingId: itemId, reason })) },
  };
  if (!payload.partial)
    return back(facts, 'submitted', [...absences, ...absentSlips(facts, absences)], event);
  if (absences.length === 0) throw nothingToSave();
  return {
    to: 'awaiting_merchant',
    effects: [{ kind: 'note_absences', absences }],
    event: { type: 'evidence_saved', ...event },
  };
}

/** Where no slip is there, the item for slips is absent for the reasons that were given one by one. */
function absentSlips(
  { items, slips }: CaseFacts,
  said: readonly { itemId: string }[],
): readonly { itemId: string; reason: string }[] {
  const item = items.find(({ slipsOpen }) => slipsOpen === 0);
  if (!item || item.countedFiles > 0 || said.some(({ itemId }) => itemId === item.id)) return [];
  const reasons = slips
    .filter(({ inOpenRequest }) => inOpenRequest)
    .map(({ absenceReason }) => absenceReason ?? '');
  return [{ itemId: item.id, reason: [...new Set(reasons)].join(' / ') }];
}

/** Files are kept as they come; what else there is to keep is why there are none. */
const nothingToSave = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'absences',
    detail: {
      zh: '文件上传后即已保存；暂存请注明哪些材料无法提供及原因，备齐后再提交。',
      en: 'Files are saved as they are uploaded. To save more, say which items you cannot supply and why; submit when all is there.',
    },
  });

export function overdue({ facts }: ApplyContext<unknown>): Outcome {
  const outcome = back(facts, 'overdue', [], { data: {} });
  return {
    ...outcome,
    effects: [
      ...(outcome.effects ?? []),
      { kind: 'notify_merchant', template: 'evidence_overdue' },
      { kind: 'task_for_owner', task: 'evidence_overdue' },
    ],
  };
}

/**
 * The sweep had the case first, but an answer had come in before the due instant. The request stands open again, for
 * that answer to be taken in the same transaction; the clocks are as they should be then, and go on.
 */
export function undoOverdue({ facts }: ApplyContext<unknown>): Outcome {
  const request = facts.overdueRequest;
  if (!request) throw new Error('guarded: the clock closed the last request');
  return {
    effects: [
      { kind: 'reopen_request', requestId: request.id },
      { kind: 'reopen_slips', requestId: request.id },
      { kind: 'clear_overdue', clock: 'evidence' },
      { kind: 'notify_merchant', template: 'evidence_in_time' },
      { kind: 'task_for_owner', task: 'overdue_undone' },
    ],
    event: {
      type: 'overdue_undone',
      data: { dueAt: request.dueAt.toISOString(), receivedAt: facts.receivedAt.toISOString() },
    },
  };
}

export function recall({ facts, payload }: ApplyContext<Payload<'recall_request'>>): Outcome {
  return back(facts, 'recalled', [], { data: {}, content: { text: needText(payload.text, 'text') } });
}

/** The request ends; the case goes back to whoever asked, and the clock runs on. */
function back(
  facts: CaseFacts,
  as: 'submitted' | 'overdue' | 'recalled',
  absences: readonly { itemId: string; reason: string }[],
  event: NonNullable<Outcome['event']>,
): Outcome {
  const open = facts.openRequest;
  if (!open) throw new Error('a case that awaits the merchant has an open request');
  const effects: Effect[] = [
    { kind: 'close_request', as, absences },
    { kind: 'stop_clock', clock: 'evidence' },
  ];
  effects.push({ kind: 'close_slips', requestId: open.id, as: as === 'overdue' ? 'missed' : 'withdrawn' });
  if (open.pausesClock) effects.push({ kind: 'resume_clock', clock: 'decision' });
  return { to: open.returnsTo, effects, event };
}

function needMerchantItem({ items }: ReferenceData, code: EvidenceCode, index: number): void {
  if (!Object.hasOwn(items, code)) throw itemError(index, '未知的材料代码。', 'No such evidence item.');
  if (items[code].supplier !== 'merchant') {
    throw itemError(
      index,
      '该材料不由商户提供，不能向商户索取。',
      'This item is not the merchant’s to supply: asking could tip off.',
    );
  }
}

/** Only what the merchant was asked for can be missing; of other items a merchant does not even know. */
function needAskedItem(facts: CaseFacts, itemId: string, field: string): void {
  const item = needItem(facts, itemId, field);
  if (!item.inOpenRequest || item.supplier !== 'merchant') throw noSuchItem(field);
}

const itemError = (index: number, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field: `items[${index}].code`, detail: { zh, en } });
