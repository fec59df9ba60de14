import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, FundsAfter, SignedStatement, TerminationStatement } from '../facts';
import { userOf } from '../guards';
import { hasText, needText } from '../payload-checks';
import { dutyRefusal, refusal, refuse } from '../refusal';
import { incomplete, missingOfTermination } from '../termination';
import type { ApplyContext, Outcome } from '../transition';

/** What begins with a termination, however it came to it. */
export const TERMINATING: readonly Effect[] = [
  { kind: 'begin_termination' },
  { kind: 'task_for_owner', task: 'termination_begun' },
];

/** The window has passed: the decision is carried out. */
export function lapse({ snapshot }: ApplyContext<unknown>): Outcome {
  const { outcome } = snapshot;
  if (!outcome) throw new Error('guarded: what lapses was decided');
  return {
    effects: [...TERMINATING, { kind: 'notify_merchant', template: 'termination_notice', outcome }],
    event: { type: 'lapsed', data: { outcome } },
  };
}

/** The terminal system has said the last that was missing. */
export function confirmed({ snapshot }: ApplyContext<unknown>): Outcome {
  return terminated(snapshot.outcome, { byHand: false });
}

/** One person says what was done, another countersigns; money that they release is waited for. */
export function confirmByHand(context: ApplyContext<Payload<'confirm_termination_manually'>>): Outcome {
  return hasText(context.payload.statementId) ? countersign(context) : sign(context);
}

function sign({ snapshot, facts, payload }: ApplyContext<Payload<'confirm_termination_manually'>>): Outcome {
  const statement = statementOf(facts, payload);
  const missing = missingOfTermination(snapshot, facts, statement, true);
  if (missing.length > 0) throw refuse(incomplete(missing));
  const { deviceRecovered, batchSettled, listing, funds } = statement;
  return {
    to: 'terminating',
    effects: [
      { kind: 'sign_termination', statement },
      { kind: 'task_for_owner', task: 'termination_to_countersign' },
    ],
    event: {
      type: 'termination_signed',
      data: { deviceRecovered, batchSettled, listedOn: listing?.listedOn ?? null, funds },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

function countersign({
  snapshot,
  facts,
  payload,
  attempt,
}: ApplyContext<Payload<'confirm_termination_manually'>>): Outcome {
  const statement = needStatement(facts, payload.statementId);
  if (statement.signedBy === userOf(attempt)) throw refuse(SECOND_PERSON);
  const missing = missingOfTermination(snapshot, facts, statement, true);
  if (missing.length > 0) throw refuse(incomplete(missing));
  const signed: Effect = { kind: 'countersign_termination', statementId: statement.id };
  const released = statement.funds
    .filter(({ change }) => change === 'release')
    .map(({ measureId }) => measureId);
  if (released.length === 0) {
    const done = terminated(snapshot.outcome, { byHand: true });
    return { ...done, to: 'closed', effects: [signed, ...(done.effects ?? [])] };
  }
  if (facts.authorityHold) throw refuse(HOLD_STANDS);
  return {
    to: 'terminating',
    effects: [signed, { kind: 'release_held', measureIds: released }],
    event: { type: 'termination_countersigned', data: { released } },
  };
}

function terminated(outcome: string | null, how: { readonly byHand: boolean }): Outcome {
  return {
    changes: { resolution: 'terminated' },
    effects: [{ kind: 'end_binding' }, { kind: 'notify_merchant', template: 'terminated' }],
    event: { type: 'terminated', data: { outcome, ...how } },
  };
}

function needStatement({ termination }: CaseFacts, statementId: unknown): SignedStatement {
  const { statement } = termination;
  if (statement && statement.id === statementId && statement.countersignedBy === null) return statement;
  throw new DomainError('INVALID_REQUEST', {
    field: 'statementId',
    detail: { zh: '没有待会签的该份说明。', en: 'No such statement waits for a second signature.' },
  });
}

function statementOf(
  facts: CaseFacts,
  payload: Payload<'confirm_termination_manually'>,
): TerminationStatement {
  return {
    deviceRecovered: payload.deviceRecovered ?? false,
    batchSettled: payload.batchSettled ?? false,
    listing: listingOf(payload),
    funds: fundsOf(facts, payload.funds ?? []),
  };
}

function listingOf({
  listingReference,
  listedOn,
}: Payload<'confirm_termination_manually'>): TerminationStatement['listing'] {
  if (!hasText(listingReference) && !hasText(listedOn)) return null;
  const reference = needText(listingReference, 'listingReference');
  if (hasText(listedOn) && isDay(listedOn)) return { reference, listedOn };
  throw new DomainError('INVALID_REQUEST', {
    field: 'listedOn',
    detail: { zh: '请填写报送日期，如 2026-11-23。', en: 'Give the day of filing, such as 2026-11-23.' },
  });
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

function fundsOf(
  { termination, now }: CaseFacts,
  given: NonNullable<Payload<'confirm_termination_manually'>['funds']>,
): readonly FundsAfter[] {
  const seen = new Set<string>();
  return given.map(({ measureId, change, ground, until }, index) => {
    if (!termination.held.some((held) => held.measureId === measureId) || seen.has(measureId)) {
      throw fundsError(
        `funds[${index}].measureId`,
        '该措施没有暂扣资金，或重复列出。',
        'That measure holds no money, or is named twice.',
      );
    }
    seen.add(measureId);
    if (change === 'release') return { measureId, change };
    if (ground && until && until > now) return { measureId, change, ground, until: until.toISOString() };
    throw fundsError(
      `funds[${index}].${ground ? 'until' : 'ground'}`,
      '继续暂扣须注明依据与将来的截止日期。',
      'Money that stays held needs a ground, and an end that lies ahead.',
    );
  });
}

const fundsError = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });

const HOLD_STANDS = refusal(
  'termination.no_hold',
  '有权机关的冻结要求未解除，不能释放资金。',
  "An authority's hold stands: no money is released.",
);

const SECOND_PERSON = dutyRefusal(
  'termination.second_person',
  '首签人不能会签，请由另一人会签。',
  'Whoever signed first cannot countersign: another person must.',
);
