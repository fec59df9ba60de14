import { canonicalJson, DomainError } from '@thaw/kernel';
import { calendarOf, dueOf, retargetRun, type Target } from '@thaw/sla/arithmetic';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, ClockFact } from '../facts';
import { needText } from '../payload-checks';
import type { ReferenceData, SlaClass } from '../reference';
import type { ApplyContext, Outcome } from '../transition';
import { decisionTarget } from './decision-clock';
import { CLASSES, classAt } from './triage-clock';

/** How a case is classified, so far as its clocks go by it. */
export interface Pressing {
  readonly queue: string | null;
  readonly slaClass: SlaClass | null;
  readonly priority: number;
}

/** A clock under another target. */
export interface Retargeted {
  readonly effect: Effect;
  readonly clock: 'triage' | 'decision';
  readonly dueAt: Date;
  /** It was overdue and is not any more. */
  readonly corrected: boolean;
}

/**
 * How much a case presses, as a supervisor says it, or the clock that escalates it. What a person sets counts from the
 * beginning: the desk's clocks get the time that they would have had, and a breach that there no longer is is taken back. What
 * the clock raises puts the case first and moves no clock, since that time is over.
 */
export function setPriority({
  snapshot,
  facts,
  attempt,
  payload,
}: ApplyContext<Payload<'set_priority'>>): Outcome {
  const { priority: from } = snapshot;
  const { priority, escalates } = payload;
  needAnother(from, priority);
  if (attempt.persona === 'clock')
    return {
      changes: { priority },
      event: { type: 'priority_set', data: { from, priority, ...(escalates && { escalates }) } },
    };
  const text = needText(payload.text, 'text');
  const moved = retargeted(snapshot.reference, facts, { ...snapshot, priority });
  return {
    changes: { priority },
    effects: [...(moved ? [moved.effect] : []), { kind: 'task_for_owner', task: 'priority_set' }],
    event: {
      type: 'priority_set',
      data: {
        from,
        priority,
        ...(moved && {
          clock: moved.clock,
          dueAt: moved.dueAt.toISOString(),
          ...(moved.corrected && { corrected: true }),
        }),
      },
      content: { text },
    },
  };
}

/**
 * The clock of the desk's own work that runs, where its time is another under this: the time that was used stays used.
 * @param isOther whether it is retargeted even to the same time, since the class is another.
 */
export function retargeted(
  reference: ReferenceData,
  { clocks, calendars, now }: Pick<CaseFacts, 'clocks' | 'calendars' | 'now'>,
  of: Pressing,
  isOther = false,
): Retargeted | null {
  for (const clock of ['triage', 'decision'] as const) {
    const fact = clocks.find(({ kind }) => kind === clock);
    if (!fact) continue;
    const target = targetOf(clock, reference, of);
    if (!isOther && canonicalJson(target) === canonicalJson(fact.run.target)) return null;
    const calendar = calendarOf(clock, of, calendars);
    const { dueAt } = dueOf(retargetRun(fact.run, target, calendar), calendars);
    return {
      effect: { kind: 'retarget_clock', clock, target, calendar },
      clock,
      dueAt,
      corrected: isCorrected(fact, dueAt, now),
    };
  }
  return null;
}

const isCorrected = ({ overdue }: ClockFact, dueAt: Date, now: Date): boolean => overdue && dueAt > now;

const targetOf = (
  clock: 'triage' | 'decision',
  reference: ReferenceData,
  { slaClass, priority }: Pressing,
): Target =>
  clock === 'triage'
    ? reference.slaClasses[classAt(priority)].triage
    : decisionTarget(reference, slaClass, priority);

function needAnother(from: number, priority: number): void {
  if (priority >= 1 && priority <= CLASSES.length && priority !== from) return;
  throw new DomainError('INVALID_REQUEST', {
    field: 'priority',
    rule: 'set_priority.another',
    detail: {
      zh: `请选择 1（最急）至 ${CLASSES.length} 中与现有优先级 ${from} 不同的一级。`,
      en: `Say one from 1, which presses most, to ${CLASSES.length}, other than the ${from} that stands.`,
    },
  });
}
