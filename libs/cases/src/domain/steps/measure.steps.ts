import { DomainError } from '@thaw/kernel';
import {
  endingAfter,
  measureTerms,
  narrowedTerms,
  plainTerms,
  storedTerms,
  type MeasureTerms,
} from '@thaw/registry/measures';
import { deadline } from '@thaw/sla/arithmetic';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, MeasureFact } from '../facts';
import { notImposer, notOwnMeasure } from '../guards/measure.guards';
import { needText } from '../payload-checks';
import { narrowingOf, type Easing } from '../payloads';
import { CONFIRM_TARGET } from '../reference';
import { refusal, refuse } from '../refusal';
import type { ApplyContext, Outcome } from '../transition';
import { noticeDeadline } from './notice-deadline';

export function impose({ facts, attempt, payload }: ApplyContext<Payload<'impose_measure'>>): Outcome {
  const { raises, text, ...measure } = payload;
  const terms = endingAfter(facts.now, measureTerms(measure));
  if (raises) needRaise(needFree(facts, raises, 'raises'), terms);
  const { dueAt } = deadline(facts.now, CONFIRM_TARGET, facts.calendars, 'desk');
  const told: readonly Effect[] =
    terms.level === 'F0'
      ? []
      : [
          {
            kind: 'notify_merchant',
            template: 'freeze_notice',
            dueAt: facts.openRequest?.dueAt ?? noticeDeadline(facts).dueAt,
          },
        ];
  return {
    effects: [
      { kind: 'order_measure', measure: terms, raises: raises ?? null, confirmBy: dueAt },
      ...(attempt.actor.kind === 'user' ? ([{ kind: 'task_for_owner', task: 'measure_to_confirm' }] as const) : []),
      ...told,
    ],
    event: {
      type: 'measure_imposed',
      data: { ...storedTerms(terms), raises: raises ?? null, confirmBy: dueAt.toISOString() },
      content: { text: needText(text, 'text') },
    },
  };
} // prettier-ignore

export function confirm({ facts, attempt, payload }: ApplyContext<Payload<'confirm_measure'>>): Outcome {
  const measure = needInForce(facts, payload.measureId, 'measureId');
  if (measure.confirmBy === null || measure.confirmedBy !== null) {
    throw refuse(
      refusal('confirm_measure.waiting', '该措施无需确认。', 'That measure does not wait to be confirmed.'),
    );
  }
  if (isOwn(measure, attempt.actor)) throw refuse(notImposer);
  if (facts.receivedAt >= measure.confirmBy) {
    throw refuse(
      refusal(
        'confirm_measure.in_time',
        '确认期限已过，该措施已失效：如仍需要，请重新采取。',
        'The time to confirm has passed and the measure expires: impose it anew if it is needed.',
      ),
    );
  }
  return {
    effects: [{ kind: 'confirm_measure', measureId: measure.id }],
    event: { type: 'measure_confirmed', data: { measureId: measure.id, level: measure.level } },
  };
}

export function ease({ facts, attempt, payload }: ApplyContext<Payload<'ease_measure'>>): Outcome {
  const easing = easingOf(payload);
  const measure = needFree(facts, easing.measureId, 'measureId');
  if (isOwn(measure, attempt.actor)) throw refuse(notOwnMeasure);
  const after = easing.change === 'narrow' ? narrowedTerms(measure, narrowingOf(easing)) : null;
  return {
    effects: [{ kind: 'ease_measure', easing }],
    event: {
      type: 'measure_eased',
      data: {
        measureId: measure.id,
        change: easing.change,
        ...(after ? { to: storedTerms(after) } : {}),
        ...(easing.change === 'release' ? { amountFen: easing.amountFen ?? null } : {}),
      },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

export function expired({ facts, payload }: ApplyContext<Payload<'measure_expired'>>): Outcome {
  const measure = needFree(facts, payload.measureId, 'measureId');
  const why = whyEnding(measure, facts.now);
  if (!why) {
    throw refuse(refusal('measure_expired.due', '该措施尚未到期。', 'That measure has not come to its end.'));
  }
  return {
    effects: [
      { kind: 'end_measure', measureId: measure.id, to: standsAgain(measure, why, facts) },
      ...(why === 'unconfirmed' ? ([{ kind: 'task_for_owner', task: 'measure_unconfirmed' }] as const) : []),
    ],
    event: { type: 'measure_expired', data: { measureId: measure.id, level: measure.level, why } },
  };
}

/** What was asked for, and nothing that came with it. */
function easingOf(payload: Payload<'ease_measure'>): Easing {
  const { measureId } = payload;
  switch (payload.change) {
    case 'lift':
      return { measureId, change: 'lift' };
    case 'release':
      return { measureId, change: 'release', amountFen: payload.amountFen ?? null };
    case 'narrow': {
      const { level, scope, limitSingleFen, limitDailyFen } = payload;
      return { measureId, change: 'narrow', ...given({ level, scope, limitSingleFen, limitDailyFen }) };
    }
  }
}

/** A limit that is left out stays; one that is null is given up. */
const given = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** Its own time is up, or nobody has stood by it in time. */
function whyEnding(
  { expiresAt, confirmBy, confirmedBy }: MeasureFact,
  now: Date,
): 'expiry' | 'unconfirmed' | null {
  if (expiresAt && expiresAt <= now) return 'expiry';
  return confirmBy && confirmedBy === null && confirmBy <= now ? 'unconfirmed' : null;
}

/** A raise that nobody confirmed was none: the measure that it took the place of stands again, if its time is not up. */
function standsAgain(
  { raisedFrom }: MeasureFact,
  why: 'expiry' | 'unconfirmed',
  { now }: CaseFacts,
): MeasureTerms | null {
  if (why === 'expiry' || raisedFrom === null) return null;
  return raisedFrom.expiresAt && raisedFrom.expiresAt <= now ? null : raisedFrom;
}

/** A raise is what the measure before would be a narrowing of. */
function needRaise(from: MeasureFact, to: MeasureTerms): void {
  try {
    narrowedTerms(to, plainTerms(from));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError('INVALID_REQUEST', {
      field: 'level',
      rule: 'impose_measure.raises',
      detail: {
        zh: '不是对该措施的升级：请提高级别、收紧限额或扩大范围，或另行采取措施。',
        en: 'That is no raise of this measure: take a higher level, a tighter limit or a wider scope, or impose it beside.',
      },
    });
  }
}

const isOwn = ({ imposedBy }: MeasureFact, actor: ApplyContext<unknown>['attempt']['actor']): boolean =>
  actor.kind === 'user' && imposedBy === `user:${actor.userId}`;

function needInForce({ measures }: CaseFacts, measureId: string, field: string): MeasureFact {
  const measure = measures.find(({ id }) => id === measureId);
  if (measure) return measure;
  throw new DomainError('INVALID_REQUEST', {
    field,
    detail: { zh: '不是本案件现行的措施。', en: 'Not a measure in force on this case.' },
  });
}

/** In force, and no command on it under way that another could overtake. */
function needFree(facts: CaseFacts, measureId: string, field: string): MeasureFact {
  const measure = needInForce(facts, measureId, field);
  if (!measure.commandOpen) return measure;
  throw refuse(
    refusal(
      'measures.command_open',
      '该措施已有指令在执行，请等待其结束。',
      'A command on that measure is under way: wait for its end.',
      field,
    ),
  );
}
