import type { Attempt, CaseFacts, CaseSnapshot, ItemFact } from '../facts';
import type { Refusal } from '../refusal';

/** Looks at facts only, so that it can also say beforehand whether an action is open. */
export type Guard = (snapshot: CaseSnapshot, facts: CaseFacts, attempt: Attempt) => Refusal | null;

/** The person who acts; null for machines and the desk's own parts. */
export const userOf = ({ actor }: Attempt): string | null => (actor.kind === 'user' ? actor.userId : null);

export const codes = (items: readonly ItemFact[]): string => items.map((item) => item.code).join(', ');
