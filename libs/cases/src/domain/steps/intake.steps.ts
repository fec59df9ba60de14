import { DomainError } from '@thaw/kernel';
import { deadline } from '@thaw/sla/arithmetic';
import type { Effect } from '../effects';
import type { CaseSnapshot } from '../facts';
import { NOTICE_TARGET, type EvidenceCode, type ReasonReference } from '../reference';
import type { CaseState } from '../states';
import type { Payload } from '../actions';
import type { ApplyContext, Outcome } from '../transition';

/** Where a further notice takes an open case. A report without a measure is an event for the owner, no more. */
function joined(state: CaseState, brings: boolean): CaseState {
  if (!brings) return state;
  if (state === 'monitoring') return 'investigating';
  return state === 'restoring' ? 'reviewing' : state;
}

export function open({ snapshot, facts, payload }: ApplyContext<Payload<'open'>>): Outcome {
  const impose: readonly Effect[] =
    payload.measures.length > 0 ? [{ kind: 'impose_measures', measures: payload.measures }] : [];
  const dueAt = facts.openRequest?.dueAt ?? deadline(facts.now, NOTICE_TARGET, facts.zone).dueAt;
  const told: Effect = { kind: 'notify_merchant', template: 'freeze_notice', dueAt };
  const event = {
    data: {
      channel: payload.channel,
      measures: payload.measures.map(({ level, scope }) => ({ level, scope })),
    },
    content: { text: payload.text },
  };
  if (snapshot.version === 0) {
    return { to: 'reported', effects: [...impose, told], event: { type: 'opened', ...event } };
  }
  const to = joined(snapshot.state, payload.measures.length > 0);
  const effects: Effect[] = [...impose, { kind: 'task_for_owner', task: 'notice_joined' }];
  if (payload.measures.length > 0) effects.push(told);
  if (snapshot.state === 'monitoring' && to !== 'monitoring') {
    effects.push({ kind: 'stop_clock', clock: 'watch' }, startDecision(snapshot, facts));
  }
  if (snapshot.state === 'restoring' && to !== 'restoring') {
    effects.push(
      { kind: 'stop_commands' },
      { kind: 'stop_clock', clock: 'restore' },
      startDecision(snapshot, facts),
    );
  }
  return { to, effects, event: { type: 'notice_joined', ...event } };
}

export function triage({ snapshot, facts, payload }: ApplyContext<Payload<'triage'>>): Outcome {
  const { reasons } = snapshot.reference;
  const reason: ReasonReference | undefined = Object.hasOwn(reasons, payload.reasonCode)
    ? reasons[payload.reasonCode]
    : undefined;
  if (!reason) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'reasonCode',
      detail: {
        zh: `未知的原因代码；可选：${Object.keys(reasons).join('、')}。`,
        en: `No such reason. One of: ${Object.keys(reasons).join(', ')}.`,
      },
    });
  }
  return {
    changes: {
      reasonCode: payload.reasonCode,
      slaClass: reason.sla,
      queue: reason.face.toLowerCase(),
      priority: priorityOf(reason, facts),
    },
    effects: [
      { kind: 'need_evidence', items: needsOf(reason) },
      startDecision({ ...snapshot, slaClass: reason.sla }, facts),
    ],
    event: {
      data: {
        reasonCode: payload.reasonCode,
        slaClass: reason.sla,
        ...(facts.overdueUpkeep.length > 0 && { overdueUpkeep: facts.overdueUpkeep.map(({ kind }) => kind) }),
      },
    },
  };
}

/** By the class; a step higher where upkeep is overdue: such a terminal is open to more than was reported of it. */
const priorityOf = (
  { sla }: ReasonReference,
  { overdueUpkeep }: Pick<ApplyContext<unknown>['facts'], 'overdueUpkeep'>,
): number => Math.max(1, Number(sla.slice(1)) - (overdueUpkeep.length > 0 ? 1 : 0));

function startDecision(
  { reference, slaClass }: Pick<CaseSnapshot, 'reference' | 'slaClass'>,
  { now, zone }: ApplyContext<unknown>['facts'],
): Effect {
  const { decision } = reference.slaClasses[slaClass ?? 'P3'];
  return { kind: 'start_clock', clock: 'decision', deadline: deadline(now, decision, zone) };
}

/** What a reason makes the case need: all that it speaks of, so that staff can file each; required is what it requires. */
export const needsOf = ({
  requirements,
}: ReasonReference): readonly { readonly code: EvidenceCode; readonly required: boolean }[] =>
  requirements.map(({ code, level }) => ({ code, required: level === 'required' }));
