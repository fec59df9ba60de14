import { DomainError } from '@thaw/kernel';
import { needShape, type ActionName } from './actions';
import type { Decision } from './effects';
import type { Attempt, CaseFacts, CaseSnapshot } from './facts';
import { notOnAnotherSide } from './guards';
import { LIFECYCLE } from './lifecycle.table';
import { notAllowed } from './not-allowed';
import { SIDE_OF, type Persona } from './personas';
import { refuse, type Refusal } from './refusal';
import type { CaseState } from './states';
import type { Transition } from './transition';

/** A row by which an action can be taken, and the persona who takes it. */
interface Way {
  readonly row: Transition;
  readonly persona: Persona;
}

/**
 * Whether these personas may take the action in this state, and by which rows: a person of several roles can have more
 * than one way. The order of refusals is fixed, so that a persona who may never take an action learns nothing of the
 * state.
 */
export function findTransitions(
  action: ActionName,
  state: CaseState | 'none',
  personas: readonly Persona[],
): readonly [Way, ...Way[]] | Refusal {
  const rows = LIFECYCLE.filter((row) => row.action === action);
  if (!rows.some((row) => row.who.some((persona) => personas.includes(persona)))) return notYours(action);
  const here = rows.filter((row) => row.from.includes(state));
  if (here.length === 0) return notAllowed(action, state, personas);
  const [first, ...others] = here.flatMap((row): Way[] =>
    row.who.filter((persona) => personas.includes(persona)).map((persona) => ({ row, persona })),
  );
  return first ? [first, ...others] : notYours(action);
}

/** The first way that no guard closes; where all are closed, the first and why. */
export function firstOpen(
  ways: readonly [Way, ...Way[]],
  snapshot: CaseSnapshot,
  facts: CaseFacts,
  attempt: Omit<Attempt, 'persona'>,
): Way & { readonly refused: Refusal | null } {
  const judged = ways.map((way) => ({
    ...way,
    refused: guardsRefuse(way.row, snapshot, facts, { ...attempt, persona: way.persona }),
  }));
  const open = judged.find(({ refused }) => refused === null) ?? judged[0];
  if (!open) throw new Error('there is a first way');
  return open;
}

/** Every guard of the row, in order; null when the action is open to the actor as the facts stand. */
function guardsRefuse(
  row: Transition,
  snapshot: CaseSnapshot,
  facts: CaseFacts,
  attempt: Attempt,
): Refusal | null {
  for (const guard of [notOnAnotherSide(SIDE_OF[attempt.persona]), ...row.guards]) {
    const refused = guard(snapshot, facts, attempt);
    if (refused) return refused;
  }
  return null;
}

/**
 * The whole of what an action does to a case, as data.
 * @throws DomainError ACTION_NOT_YOURS, ACTION_NOT_ALLOWED, GUARD_REFUSED, SEPARATION_OF_DUTIES,
 * PROPOSAL_STALE, or INVALID_REQUEST for a payload at fault.
 */
export function decide(
  action: ActionName,
  snapshot: CaseSnapshot,
  facts: CaseFacts,
  attempt: Omit<Attempt, 'persona'> & { readonly personas: readonly Persona[] },
): Decision & { readonly persona: Persona } {
  const state = snapshot.version === 0 ? 'none' : snapshot.state;
  const ways = findTransitions(action, state, attempt.personas);
  if ('code' in ways) throw refuse(ways);
  needShape(action, attempt.payload);
  const { row, persona, refused } = firstOpen(ways, snapshot, facts, attempt);
  if (refused) throw refuse(refused);
  const full: Attempt = { actor: attempt.actor, persona, payload: attempt.payload };
  const outcome = row.apply({ snapshot, facts, attempt: full, payload: attempt.payload });
  return {
    to: targetOf(row, snapshot, outcome.to),
    changes: outcome.changes ?? {},
    effects: outcome.effects ?? [],
    event: { type: action, data: {}, ...outcome.event },
    persona,
  };
}

function targetOf(row: Transition, snapshot: CaseSnapshot, decided: CaseState | undefined): CaseState {
  if (row.to === 'same') return snapshot.state;
  if (row.to !== 'decided') return row.to;
  if (!decided) throw new DomainError('INTERNAL', { detail: `the row ${row.action} left its target open` });
  return decided;
}

const notYours = (action: ActionName): Refusal => ({
  code: 'ACTION_NOT_YOURS',
  rule: `${action}.who`,
  why: { zh: '您的角色不能执行此操作。', en: 'Your role may not do this.' },
});
