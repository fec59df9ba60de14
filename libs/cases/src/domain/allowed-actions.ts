import type { Actor, Bilingual, ErrorCode } from '@thaw/kernel';
import { ACTIONS, type ActionName } from './actions';
import { findTransitions, firstOpen } from './decide';
import type { CaseFacts, CaseSnapshot } from './facts';
import { personasOf } from './personas';

export interface ActionStanding {
  readonly action: ActionName;
  readonly allowed: boolean;
  readonly code?: ErrorCode;
  readonly rule?: string;
  readonly why?: Bilingual;
}

/** Guards that look at what is about to be sent, so that nothing can be said of them beforehand. */
const JUDGED_ON_SENDING: readonly string[] = ['submit_evidence.complete', 'submit_evidence.answer_brought'];

/** Done by routes of their own, never through the action endpoint. */
const NOT_LISTED: readonly ActionName[] = ['open', 'add_evidence', 'put_back'];

/**
 * Which actions are open to this actor now, and why the others of their role are not. Actions that are never theirs
 * are left out: a merchant is told only of merchant actions.
 */
export function allowedActions(
  snapshot: CaseSnapshot,
  facts: CaseFacts,
  actor: Actor,
): readonly ActionStanding[] {
  const personas = personasOf(actor);
  return ACTIONS.filter((action) => !NOT_LISTED.includes(action)).flatMap((action): ActionStanding[] => {
    const found = findTransitions(action, snapshot.state, personas);
    if ('code' in found) {
      return found.code === 'ACTION_NOT_YOURS'
        ? []
        : [{ action, allowed: false, code: found.code, rule: found.rule, why: found.why }];
    }
    const { refused } = firstOpen(found, snapshot, facts, { actor, payload: null });
    if (!refused || JUDGED_ON_SENDING.includes(refused.rule)) return [{ action, allowed: true }];
    return [{ action, allowed: false, code: refused.code, rule: refused.rule, why: refused.why }];
  });
}
