import type { ActionName, Payload } from './actions';
import type { CaseChanges, Effect, EventDraft } from './effects';
import type { Attempt, CaseFacts, CaseSnapshot } from './facts';
import type { Guard } from './guards';
import type { Persona } from './personas';
import type { CaseState } from './states';

/** What an action comes to, once it is allowed. Payload checks that need facts are made here and throw. */
export interface Outcome {
  readonly to?: CaseState;
  readonly changes?: CaseChanges;
  readonly effects?: readonly Effect[];
  readonly event?: Partial<EventDraft>;
}

export interface ApplyContext<P> {
  readonly snapshot: CaseSnapshot;
  readonly facts: CaseFacts;
  readonly attempt: Attempt;
  readonly payload: P;
}

/** One row of the lifecycle: where from, where to, who, only if, and what it does. */
export interface Transition {
  readonly action: ActionName;
  readonly from: readonly (CaseState | 'none')[];
  /** `same` leaves the state; `decided` is said by `apply`. */
  readonly to: CaseState | 'same' | 'decided';
  readonly who: readonly Persona[];
  readonly guards: readonly Guard[];
  readonly apply: (context: ApplyContext<unknown>) => Outcome;
}

interface Row<A extends ActionName> {
  readonly from: readonly (CaseState | 'none')[];
  readonly to: CaseState | 'same' | 'decided';
  readonly who: readonly Persona[];
  readonly guards?: readonly Guard[];
  readonly apply?: (context: ApplyContext<Payload<A>>) => Outcome;
}

/** Types a row's payload by its action; the list holds them all alike. */
export const row = <A extends ActionName>(action: A, rule: Row<A>): Transition => ({
  action,
  from: rule.from,
  to: rule.to,
  who: rule.who,
  guards: rule.guards ?? [],
  apply: (rule.apply ?? ((): Outcome => ({}))) as Transition['apply'],
});
