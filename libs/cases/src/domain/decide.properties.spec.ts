import fc from 'fast-check';
import { DomainError } from '@thaw/kernel';
import {
  IDS,
  actorAs,
  factsFor,
  favourableFacts,
  favourablePayload,
  measureFact,
  snapshotFor,
  snapshotIn,
} from '../../../../test/factories/case-facts';
import {
  ACTIONS,
  CASE_STATES,
  OUTCOMES,
  PERSONAS,
  REFERENCE_VERSION,
  referenceOf,
  REASON_CODES,
  RESTORING,
  allowedActions,
  decide,
  findTransitions,
  type ActionName,
  type CaseFacts,
  type CaseSnapshot,
  type CaseState,
  type Decision,
  type Persona,
} from './index';
import { runs } from '../../../../test/support/fuller';

const REFERENCE = referenceOf(REFERENCE_VERSION);

/** The same cases in every run: a failure in CI is a failure at the desk. */
const SEED = 20261123;
const STATES = ['none', ...CASE_STATES] as const;

interface Cell {
  readonly action: ActionName;
  readonly state: CaseState | 'none';
  readonly persona: Persona;
}
const CELLS: readonly Cell[] = ACTIONS.flatMap((action) =>
  STATES.flatMap((state) => PERSONAS.map((persona) => ({ action, state, persona }))),
);
const OPEN_CELLS = CELLS.filter(
  ({ action, state, persona }) => !('code' in findTransitions(action, state, [persona])),
);

const taken = (
  { action, state, persona }: Cell,
  facts: CaseFacts,
  payload: unknown,
  snapshot: Partial<CaseSnapshot> = {},
): Decision =>
  decide(action, snapshotIn(state, snapshot), facts, {
    actor: actorAs(persona),
    personas: [persona],
    payload,
  });

const factsOfCell = ({ action, state, persona }: Cell): CaseFacts => factsFor(action, state, persona);

const junk = fc.oneof(
  { arbitrary: fc.anything({ withNullPrototype: true, withSparseArray: true, withDate: true }), weight: 3 },
  { arbitrary: fc.constantFrom(null, undefined, '', ' ', 0, -1, NaN, 1e300, true, [], [[]], {}, [null], '\0'), weight: 2 },
); // prettier-ignore

/** A good payload in which one place, however deep, holds junk. */
function spoiled(good: unknown, places: readonly number[], bad: unknown): unknown {
  const [place = 0, ...deeper] = places;
  if (typeof good !== 'object' || good === null || places.length === 0) return bad;
  const keys = Object.keys(good);
  if (keys.length === 0) return bad;
  const key = keys[place % keys.length] as string;
  const within = spoiled((good as Record<string, unknown>)[key], deeper, bad);
  return Array.isArray(good)
    ? good.map((part: unknown, i) => (String(i) === key ? within : part))
    : { ...good, [key]: within };
}

it('refuses any payload with a code of ours, or takes it: it never stumbles', () => {
  const seen = new Map<string, number>();
  const places = fc.array(fc.nat(9), { maxLength: 4 });
  const tried = (cell: Cell, payload: unknown): void => {
    let outcome = 'taken';
    try {
      taken(cell, factsOfCell(cell), payload);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      outcome = error.code;
    }
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  };
  for (const cell of CELLS) tried(cell, null);
  for (const cell of OPEN_CELLS) {
    fc.assert(
      fc.property(junk, places, (bad, where) => {
        tried(cell, bad);
        tried(cell, spoiled(favourablePayload(cell.action), where, bad));
      }),
      { numRuns: runs(25, 6), seed: SEED },
    );
  }
  process.stdout.write(`junk payloads: ${JSON.stringify(Object.fromEntries(seen))}\n`);
  expect(seen.get('INVALID_REQUEST')).toBeGreaterThan(1_000);
  expect(seen.get('taken')).toBeGreaterThan(1_000);
  expect(seen.has('INTERNAL')).toBe(false);
});

/** Where each action may take a case, read from desk.md; one that is not named leaves the state. */
const TARGETS: Partial<Record<ActionName, readonly CaseState[]>> = {
  triage: ['investigating'],
  dismiss: ['closed'],
  request_evidence: ['awaiting_merchant'],
  undo_overdue: ['awaiting_merchant'],
  submit_evidence: ['reviewing', 'appealing'],
  evidence_overdue: ['reviewing', 'appealing'],
  recall_request: ['reviewing', 'appealing'],
  propose: ['pending_approval'],
  return: ['reviewing'],
  withdraw_proposal: ['reviewing'],
  approve: ['restoring', 'remediating', 'replacing', 'upheld'],
  appeal: ['appealing'],
  uphold_appeal: ['upheld', 'remediating', 'replacing', 'monitoring', 'closed', 'terminating'],
  overturn: ['restoring', 'remediating', 'replacing'],
  remediated: ['restoring'],
  recertified: ['restoring'],
  give_up: ['reviewing'],
  restore_confirmed: ['monitoring'],
  restore_failed: ['restoring'],
  retry_restore: ['restoring'],
  confirm_restore_manually: ['monitoring'],
  stop_restore: ['reviewing'],
  refreeze: ['investigating'],
  watch_passed: ['closed'],
  lapse: ['terminating'],
  confirm_termination: ['closed'],
  confirm_termination_manually: ['terminating', 'closed'],
  reconsider: ['reviewing'],
  reopen: ['reported', 'investigating'],
};
/** Actions about one measure, which has to be there. */
const ON_A_MEASURE: readonly ActionName[] = ['confirm_measure', 'ease_measure', 'measure_expired'];
/** A further notice moves a case only where it breaks what was under way. */
const NOTICE: Partial<Record<CaseState | 'none', CaseState>> = {
  none: 'reported',
  monitoring: 'investigating',
  restoring: 'reviewing',
};
const WORDS = 'words that a person wrote';

/** Everything that can differ without closing an action. */
const favourable = fc.record({
  reasonCode: fc.constantFrom(...REASON_CODES),
  outcome: fc.constantFrom(...OUTCOMES),
  returnsTo: fc.constantFrom('reviewing', 'appealing'),
  pausesClock: fc.boolean(),
  pausingRequests: fc.nat(3),
  appealedState: fc.constantFrom('upheld', 'remediating', 'replacing', 'monitoring', 'closed'),
  round: fc.constantFrom(1, 2),
  objection: fc.boolean(),
  itemState: fc.constantFrom('accepted', 'rejected', 'needed'),
  measures: fc.nat(3),
  failed: fc.boolean(),
});
type Favourable = typeof favourable extends fc.Arbitrary<infer V> ? V : never;

function factsOf(cell: Cell, given: Favourable): CaseFacts {
  const base = factsOfCell(cell);
  const measures = Array.from({ length: given.measures }, (_, i) => measureFact(`m${i}`, { level: 'F4', scope: 'terminal' }));
  const { openRequest, pendingProposal, openAppeal } = base;
  const asProposed = cell.action === 'approve' || cell.action === 'withdraw_proposal';
  return {
    ...base,
    measures: asProposed || ON_A_MEASURE.includes(cell.action) ? base.measures : measures,
    items: asProposed ? base.items : base.items.map((item) => ({ ...item, state: given.itemState })),
    openRequest: openRequest && { ...openRequest, returnsTo: given.returnsTo, pausesClock: given.pausesClock },
    pausingRequests: given.pausingRequests,
    remediation: base.remediation && { ...base.remediation, measuresAfter: measures.map(({ id }) => ({ measureId: id, change: 'lift' })) },
    openObjection: given.objection && cell.action !== 'object' ? { id: 'o' } : null,
    pendingProposal: pendingProposal && { ...pendingProposal, outcome: given.outcome, answersObjection: 'o', objectionReply: WORDS },
    openAppeal: openAppeal && { ...openAppeal, appealedState: given.appealedState, round: given.round, appealedOutcome: given.outcome },
  };
} // prettier-ignore

function payloadOf(action: ActionName, given: Favourable, { measures }: CaseFacts): object {
  const change = (kind: 'lift' | 'keep') => measures.map(({ id }) => ({ measureId: id, change: kind }));
  const words = { text: WORDS, objectionReply: WORDS };
  const reasons = [{ findingId: IDS.finding, reason: WORDS }];
  const drafts = measures.map(({ level, scope }) => ({ level, scope }));
  const base = { ...favourablePayload(action), ...words };
  switch (action) {
    case 'open':
      return { ...base, measures: drafts };
    case 'propose': {
      const outcome =
        REFERENCE.reasons[given.reasonCode].outcomes.find((known) => known === given.outcome) ?? 'U';
      const measuresAfter =
        outcome === 'UR' && measures.length > 1
          ? [...change('lift').slice(1), ...change('keep').slice(0, 1)]
          : change((RESTORING as readonly string[]).includes(outcome) ? 'lift' : 'keep');
      return { ...base, outcome, measuresAfter, reasons };
    }
    case 'appeal':
      return { ...base, answers: [{ findingId: IDS.finding, answer: WORDS }] };
    case 'uphold_appeal':
      return { ...base, reasons };
    case 'overturn':
      return { ...base, measuresAfter: change('lift'), reasons };
    case 'submit_evidence':
      return { ...base, absences: [{ itemId: IDS.item, reason: WORDS }] };
    default:
      return base;
  }
}

it('goes where the desk’s table says, with one event that holds codes and none of the words', () => {
  const counts = new Map<string, number>();
  let moves = 0;
  for (const cell of OPEN_CELLS) {
    fc.assert(
      fc.property(favourable, (given) => {
        const facts = factsOf(cell, given);
        const ownReason = cell.state === 'none' || cell.state === 'reported' || cell.action === 'attest' || cell.action === 'verify';
        const snapshot = ownReason ? snapshotFor(cell.action, cell.state) : { reasonCode: given.reasonCode };
        let decision: Decision;
        try {
          decision = taken(cell, facts, payloadOf(cell.action, given, facts), snapshot);
        } catch (error) {
          // Some of what is drawn closes an action by its own rule (an outcome of another reason, items not accepted).
          if (!(error instanceof DomainError)) throw error;
          return;
        }
        counts.set(cell.action, (counts.get(cell.action) ?? 0) + 1);
        const stays = cell.state === 'none' ? 'reported' : cell.state;
        const brings = cell.action === 'open' && (cell.state === 'none' || facts.measures.length > 0);
        const targets = brings ? [NOTICE[cell.state] ?? stays] : (TARGETS[cell.action] ?? [stays]);
        expect(targets).toContain(decision.to);
        if (decision.to !== cell.state) moves++;
        const { type, data } = decision.event;
        expect(type).toMatch(/^[a-z_]+$/);
        expect(JSON.stringify(data)).not.toContain(WORDS);
        // What is written beside the case (a message, an answer to an objection) is the words themselves, not their event.
        const written: readonly string[] = ['reply_to_objection', 'send_message', 'write_note', 'close_request', 'open_appeal', 'assess_item', 'open_proposal'];
        const told = decision.effects.filter((effect) => !written.includes(effect.kind) && !('template' in effect && effect.template === 'objection_reply'));
        expect(JSON.stringify(told)).not.toContain(WORDS);
      }),
      { numRuns: runs(40, 20), seed: SEED },
    );
  }
  process.stdout.write(`decisions taken: ${moves} moves; ${JSON.stringify(Object.fromEntries(counts))}\n`);
  const open = [...new Set(OPEN_CELLS.map(({ action }) => action))];
  expect([...counts.keys()].sort()).toEqual(open.sort());
  for (const count of counts.values()) expect(count).toBeGreaterThanOrEqual(runs(20, 10));
}); // prettier-ignore

it('tells a merchant no state of the desk, whatever they try and wherever', () => {
  const internal = /investigat|pending.?approval|reviewing|monitoring|remediating|replacing|restoring\b|terminating\b|appealing|awaiting|reported/i;
  let refusals = 0;
  for (const { action, state } of CELLS.filter(({ persona }) => persona === 'merchant')) {
    const told: unknown[] = state === 'none' ? [] : [allowedActions(snapshotIn(state), factsFor(action, state, 'merchant'), actorAs('merchant'))];
    try {
      taken({ action, state, persona: 'merchant' }, favourableFacts(state), favourablePayload(action));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      told.push(error.context, error.message);
      refusals++;
    }
    expect(JSON.stringify(told)).not.toMatch(internal);
  }
  expect(refusals).toBeGreaterThan(500);
}); // prettier-ignore
