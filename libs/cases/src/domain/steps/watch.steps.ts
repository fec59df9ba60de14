import { DomainError } from '@thaw/kernel';
import { endingAfter, measureTerms, type MeasureDraft, type MeasureTerms } from '@thaw/registry/measures';
import { deadline } from '@thaw/sla/arithmetic';
import type { Payload } from '../actions';
import type { CaseChanges, Effect } from '../effects';
import type { CaseFacts, CaseSnapshot, GivenBack } from '../facts';
import { needText } from '../payload-checks';
import { CONFIRM_TARGET, type ReasonCode, type ReferenceData } from '../reference';
import type { Resolution } from '../states';
import type { TaskCode } from '../task-words';
import type { ApplyContext, Outcome } from '../transition';
import { startDecision } from './decision-clock';
import { noticeDeadline } from './notice-deadline';

/** Of a case whose reason nobody has named. */
const WATCH_DAYS = 30;

export const watchDays = (reference: ReferenceData, reasonCode: ReasonCode | null): number =>
  reasonCode === null ? WATCH_DAYS : reference.reasons[reasonCode].watchDays;

/**
 * Trading is taken back and the same case decided anew: its letter, its rounds of appeal and what the merchant was asked
 * begin again, what they sent in stays. Measures are put back as they stood, unless a person says which: a level chosen
 * by the reason would tell the merchant reasons apart. As all that the desk imposes, they end unless a person confirms.
 */
export function refreeze({ snapshot, facts, attempt, payload }: ApplyContext<Payload<'refreeze'>>): Outcome {
  const byClock = attempt.persona === 'clock';
  const orders = payload.measures ? given(payload.measures, facts.now) : putBack(facts);
  const { dueAt: confirmBy } = deadline(facts.now, CONFIRM_TARGET, facts.calendars, 'desk');
  return {
    changes: anew,
    effects: [
      ...watchEnds(snapshot, facts),
      ...orders.map(({ measure, raises }): Effect => ({ kind: 'order_measure', measure, raises, confirmBy })),
      { kind: 'task_for_owner', task: taskAfter(orders, byClock) },
      {
        kind: 'notify_merchant',
        template: 'freeze_notice',
        dueAt: noticeDeadline(facts).dueAt,
      },
    ],
    event: {
      type: 'refrozen',
      data: {
        hits: facts.watch.openHits,
        measures: orders.map(({ measure: { level, scope }, raises }) => ({ level, scope, raises })),
        confirmBy: confirmBy.toISOString(),
      },
      ...(byClock ? {} : { content: { text: needText(payload.text, 'text') } }),
    },
  };
}

/** Nothing was given back, so nothing is taken back by itself: what is in proportion is a person's to say. */
function taskAfter(orders: readonly Order[], byClock: boolean): TaskCode {
  if (orders.length === 0) return 'refrozen_without_measure';
  return byClock ? 'refrozen' : 'measure_to_confirm';
}

/** The case begins anew, under an urgency of its own. */
const URGENT = 1;
const anew: CaseChanges = { beginsAnew: true, priority: URGENT };

/** A further notice that brings a measure is a refreeze: what holds of one holds of the other. */
export const refrozenByNotice = (
  snapshot: CaseSnapshot,
  facts: CaseFacts,
): { readonly changes: CaseChanges; readonly effects: readonly Effect[] } => ({
  changes: anew,
  effects: watchEnds(snapshot, facts),
});

const watchEnds = (snapshot: CaseSnapshot, facts: CaseFacts): readonly Effect[] => [
  { kind: 'stop_clock', clock: 'watch' },
  startDecision({ ...snapshot, priority: URGENT }, facts),
  { kind: 'answer_hits', answer: 'refrozen' },
];

/** Somebody has looked at the hits, and says why they do not speak against what was decided. */
export function keepWatching({ facts, payload }: ApplyContext<Payload<'keep_watching'>>): Outcome {
  return {
    effects: [{ kind: 'answer_hits', answer: 'kept' }],
    event: {
      type: 'watch_kept',
      data: { hits: facts.watch.openHits },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

export function watchPassed({ snapshot, facts }: ApplyContext<unknown>): Outcome {
  return {
    changes: { resolution: resolutionOf(snapshot.outcome, facts.measures.length) },
    effects: [
      { kind: 'stop_clock', clock: 'watch' },
      { kind: 'notify_merchant', template: 'closed' },
    ],
    event: { data: {} },
  };
}

function resolutionOf(outcome: string | null, measuresLeft: number): Resolution {
  if (outcome === 'RP') return 'replaced';
  return measuresLeft > 0 ? 'restored_with_limits' : 'restored';
}

interface Order {
  readonly measure: MeasureTerms;
  readonly raises: string | null;
}

const putBack = ({ watch, measures, now }: CaseFacts): readonly Order[] =>
  watch.givenBack.map(({ terms, narrowedTo }: GivenBack) => ({
    measure: asItStood(terms, now),
    // Two orders on one measure could overtake each other: then it is put back beside.
    raises: measures.some(({ id, commandOpen }) => id === narrowedTo && !commandOpen) ? narrowedTo : null,
  }));

/** Money that was released has gone, a time that is over binds nothing, and a device is taken back by a visit, not by an order. */
function asItStood(terms: MeasureTerms, now: Date): MeasureTerms {
  const { expiresAt } = terms;
  return {
    ...terms,
    level: terms.level === 'F6' || terms.level === 'F7' ? 'F4' : terms.level,
    heldAmountFen: null,
    heldGround: null,
    releaseAt: null,
    expiresAt: expiresAt && expiresAt > now ? expiresAt : null,
  };
}

function given(drafts: readonly MeasureDraft[], now: Date): readonly Order[] {
  if (drafts.length === 0) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'measures',
      rule: 'refreeze.some_measure',
      detail: {
        zh: '重新冻结至少须有一项措施；不填则按恢复前的措施冻结。',
        en: 'A refreeze takes at least one measure; left out, what was given back is taken back.',
      },
    });
  }
  return drafts.map((draft, index) => ({ measure: termsOf(draft, index, now), raises: null }));
}

function termsOf(draft: MeasureDraft, index: number, now: Date): MeasureTerms {
  try {
    return endingAfter(now, measureTerms(draft));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { field } = error.context;
    throw new DomainError(error.code, { ...error.context, field: `measures[${index}].${field}` });
  }
}
