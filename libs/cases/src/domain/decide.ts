import { DomainError } from '@thaw/kernel';
import type { ActionName } from './actions';
import type { Decision } from './effects';
import type { Attempt, CaseFacts, CaseSnapshot } from './facts';
import { notOnAnotherSide } from './guards';
import { LIFECYCLE } from './lifecycle.table';
import { needShape } from './payload-shapes';
import { SIDE_OF, type Persona } from './personas';
import { refuse, type Refusal } from './refusal';
import { MERCHANT_STATUS, type CaseState } from './states';
import type { Transition } from './transition';

/**
 * Whether this persona may take the action in this state, and by which row. The order of refusals is fixed, so that a
 * persona who may never take an action learns nothing of the state.
 */
export function findTransition(
  action: ActionName,
  state: CaseState | 'none',
  personas: readonly Persona[],
): { row: Transition; persona: Persona } | Refusal {
  const rows = LIFECYCLE.filter((row) => row.action === action);
  if (!rows.some((row) => row.who.some((persona) => personas.includes(persona)))) return notYours(action);
  const here = rows.filter((row) => row.from.includes(state));
  if (here.length === 0) return notAllowed(action, shownState(state, personas));
  for (const row of here) {
    const persona = row.who.find((candidate) => personas.includes(candidate));
    if (!persona) continue;
    return row.available ? { row, persona } : notYetAvailable(action);
  }
  return notYours(action);
}

/** Every guard of the row, in order; null when the action is open to the actor as the facts stand. */
export function guardsRefuse(
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
 * @throws DomainError ACTION_NOT_YOURS, ACTION_NOT_ALLOWED, NOT_YET_AVAILABLE, GUARD_REFUSED, SEPARATION_OF_DUTIES,
 * PROPOSAL_STALE, or INVALID_REQUEST for a payload at fault.
 */
export function decide(
  action: ActionName,
  snapshot: CaseSnapshot,
  facts: CaseFacts,
  attempt: Omit<Attempt, 'persona'> & { readonly personas: readonly Persona[] },
): Decision & { readonly persona: Persona } {
  const state = snapshot.version === 0 ? 'none' : snapshot.state;
  const found = findTransition(action, state, attempt.personas);
  if ('code' in found) throw refuse(found);
  const { row, persona } = found;
  needShape(action, attempt.payload);
  const full: Attempt = { actor: attempt.actor, persona, payload: attempt.payload };
  const refused = guardsRefuse(row, snapshot, facts, full);
  if (refused) throw refuse(refused);
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

/** A merchant is never told which desk step the case is in. */
const shownState = (state: CaseState | 'none', personas: readonly Persona[]): string =>
  state !== 'none' && personas.includes('merchant') ? MERCHANT_STATUS[state] : state;

const notAllowed = (action: ActionName, state: string): Refusal => ({
  code: 'ACTION_NOT_ALLOWED',
  rule: `${action}.from`,
  why: {
    zh: `案件当前状态（${state}）下不能执行此操作。`,
    en: `A case that is ${state.replaceAll('_', ' ')} does not allow this.`,
  },
});

const notYetAvailable = (action: ActionName): Refusal => ({
  code: 'NOT_YET_AVAILABLE',
  rule: `${action}.available`,
  why: { zh: '此操作尚未开放。', en: 'This action is not available yet.' },
});
