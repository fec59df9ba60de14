import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { CaseChanges, Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';
import { needText } from '../payload-checks';
import type { EvidenceCode, ReasonCode, ReasonReference, ReferenceData } from '../reference';
import { weighsInTriage } from '../repeats';
import { queueFor } from '../routing';
import type { ApplyContext, Outcome } from '../transition';
import { startDecision } from './decision-clock';
import { retargeted } from './priority.steps';
import { urgencyOf } from './triage-clock';

export function triage({ snapshot, facts, payload }: ApplyContext<Payload<'triage'>>): Outcome {
  const reason = needReason(snapshot.reference, payload.reasonCode);
  const { released, ...changes } = classified(payload.reasonCode, reason, snapshot, facts);
  return {
    changes,
    effects: [
      ...toldTo(released),
      { kind: 'stop_clock', clock: 'triage' },
      { kind: 'need_evidence', items: needsOf(reason) },
      startDecision({ ...snapshot, ...changes }, facts),
    ],
    event: {
      data: {
        reasonCode: payload.reasonCode,
        slaClass: reason.sla,
        ...letGo(released, changes),
        ...(weighsInTriage(facts.otherCases) && { otherCases: facts.otherCases }),
        ...(facts.overdueUpkeep.length > 0 && { overdueUpkeep: facts.overdueUpkeep.map(({ kind }) => kind) }),
      },
    },
  };
}

/**
 * Another reason, with all that follows from it. Items that came stay; what only the former reason required is needed no
 * more. The merchant hears of it where the face changes, and there alone: within a face, that something changed would tell.
 */
export function reclassify({ snapshot, facts, payload }: ApplyContext<Payload<'reclassify'>>): Outcome {
  const { reference, reasonCode: from } = snapshot;
  const to = needReason(reference, payload.reasonCode);
  if (from === null) throw new Error('a case that was triaged has a reason');
  if (payload.reasonCode === from) throw sameReason();
  const former = reference.reasons[from];
  const text = needText(payload.text, 'text');
  const { released, ...changes } = classified(payload.reasonCode, to, snapshot, facts);
  const moved = retargeted(reference, facts, changes, to.sla !== snapshot.slaClass);
  const openly = former.face !== to.face;
  return {
    changes,
    effects: [
      ...toldTo(released),
      { kind: 'need_evidence', items: needsOf(to) },
      {
        kind: 'release_evidence',
        codes: requiredBy(former).filter((code) => !requiredBy(to).includes(code)),
      },
      ...(moved ? [moved.effect] : []),
      ...(openly ? [{ kind: 'notify_merchant', template: 'reason_changed' } as const] : []),
      { kind: 'task_for_owner', task: 'reclassified' },
    ],
    event: {
      type: openly ? 'reclassified_openly' : 'reclassified',
      data: {
        from,
        reasonCode: payload.reasonCode,
        slaClass: to.sla,
        ...letGo(released, changes),
        ...(moved && {
          decisionDueAt: moved.dueAt.toISOString(),
          ...(moved.corrected && { corrected: true }),
        }),
      },
      content: { text },
    },
  };
}

/** What follows from a reason; `released`: whose it is no longer. */
type Classification = Required<Pick<CaseChanges, 'reasonCode' | 'slaClass' | 'queue' | 'priority'>> &
  Pick<CaseChanges, 'ownerId'> & { readonly released?: string };

/** Whose it was keeps it where they can work in its queue; else it waits there, and they are told. */
function classified(
  reasonCode: ReasonCode,
  reason: ReasonReference,
  { ownerId, queue: from }: CaseSnapshot,
  facts: Pick<CaseFacts, 'overdueUpkeep' | 'otherCases' | 'queues' | 'routedMerchant' | 'ownerQueues'>,
): Classification {
  const queue = queueFor(reasonCode, facts.routedMerchant, facts.queues);
  const leaves = ownerId !== null && queue !== from && !facts.ownerQueues.includes(queue);
  return {
    reasonCode,
    slaClass: reason.sla,
    queue,
    priority: urgencyOf(reason.sla, facts),
    ...(leaves && { ownerId: null, released: ownerId }),
  };
}

const toldTo = (released: string | undefined): readonly Effect[] =>
  released === undefined ? [] : [{ kind: 'task_for_person', task: 'left_queue', userId: released }];

const letGo = (released: string | undefined, { queue }: CaseChanges): object =>
  released === undefined ? {} : { formerOwner: released, ownerId: null, queue };

const requiredBy = ({ requirements }: ReasonReference): readonly EvidenceCode[] =>
  requirements.filter(({ level }) => level === 'required').map(({ code }) => code);

/** What a reason makes the case need: all that it speaks of, so that staff can file each; required is what it requires. */
const needsOf = ({
  requirements,
}: ReasonReference): readonly { readonly code: EvidenceCode; readonly required: boolean }[] =>
  requirements.map(({ code, level }) => ({ code, required: level === 'required' }));

function needReason({ reasons }: ReferenceData, reasonCode: ReasonCode): ReasonReference {
  if (Object.hasOwn(reasons, reasonCode)) return reasons[reasonCode];
  throw new DomainError('INVALID_REQUEST', {
    field: 'reasonCode',
    detail: {
      zh: `未知的原因代码；可选：${Object.keys(reasons).join('、')}。`,
      en: `No such reason. One of: ${Object.keys(reasons).join(', ')}.`,
    },
  });
}

const sameReason = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'reasonCode',
    detail: { zh: '案件已是该原因。', en: 'The case is under this reason already.' },
  });
