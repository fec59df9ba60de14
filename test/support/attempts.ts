import { DomainError } from '@thaw/kernel';
import {
  decide,
  type ActionName,
  type CaseFacts,
  type CaseSnapshot,
  type CaseState,
  type Decision,
  type Persona,
} from '@thaw/cases/domain';
import { IDS, actorAs, factsFor, favourablePayload, snapshotFor } from '../factories/case-facts';

/** One attempt at an action; all that is not said is favourable. */
export interface Attempted {
  readonly action: ActionName;
  readonly state: CaseState | 'none';
  readonly by: Persona;
  readonly userId?: string;
  readonly facts?: (favourable: CaseFacts) => Partial<CaseFacts>;
  readonly snapshot?: Partial<CaseSnapshot>;
  /** Laid over the favourable payload. */
  readonly payload?: object;
}

/**
 * What makes a guard refuse, or just not refuse: the refusal as {@link verdictOn} tells it (where it holds, the bare
 * rule), the side of the edge, what stands there in words, and the attempt.
 */
export type Edge = readonly [rule: string, side: 'holds' | 'refuses', what: string, attempted: Attempted];

export function attempt(attempted: Attempted): Decision {
  const { action, state, by, userId = IDS.agent, facts, snapshot, payload } = attempted;
  const base = factsFor(action, state, by);
  return decide(
    action,
    { ...snapshotFor(action, state), ...snapshot },
    { ...base, ...facts?.(base) },
    {
      actor: actorAs(by, userId),
      personas: [by],
      payload: { ...favourablePayload(action), ...payload },
    },
  );
}

/** `ok`, or the code of the refusal with the rule that refused and the field at fault, where there is one. */
export function verdictOn(attempted: Attempted): string {
  try {
    attempt(attempted);
    return 'ok';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { rule, field } = error.context;
    return [error.code, rule, field && `@${field}`].filter(Boolean).join(' ');
  }
}
