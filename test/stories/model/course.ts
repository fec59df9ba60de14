import { CASE_STATES, type CaseState, type Persona } from '@thaw/cases/domain';
import type { Row } from './row-counts';
import type { Subject } from './world';

/** Where a case can stand on its course: its state, and of one that waits for the merchant, whether an appeal asked. */
export type Place = CaseState | 'asked_in_appeal';

export const placeOf = ({ state, askedInAppeal }: Subject): Place =>
  state === 'awaiting_merchant' && askedInAppeal ? 'asked_in_appeal' : (state as CaseState);

/** Where a case can be led from each place in one step, by the lifecycle of the desk. */
const ONWARD: { readonly [place in Place]: readonly Place[] } = {
  reported: ['investigating'],
  investigating: ['awaiting_merchant', 'pending_approval'],
  awaiting_merchant: ['reviewing'],
  reviewing: ['awaiting_merchant', 'pending_approval'],
  pending_approval: ['upheld', 'remediating', 'replacing', 'restoring', 'reviewing'],
  upheld: ['appealing', 'terminating'],
  appealing: ['asked_in_appeal', 'restoring', 'upheld'],
  asked_in_appeal: ['appealing'],
  remediating: ['restoring', 'reviewing', 'appealing'],
  replacing: ['restoring', 'reviewing', 'appealing'],
  restoring: ['monitoring', 'reviewing'],
  monitoring: ['closed', 'investigating'],
  terminating: ['closed'],
  closed: ['investigating'],
};

/** The outcomes by which a decision leads to a place. */
export const OUTCOMES_TO: { readonly [place in Place]?: readonly string[] } = {
  upheld: ['T', 'B'],
  remediating: ['RM', 'RL'],
  replacing: ['RP'],
  restoring: ['U', 'UR'],
};

/** The places between here and there, there included; null where there is no way. */
export function courseTo(here: Place, there: Place): readonly Place[] | null {
  let reached: (readonly Place[])[] = [[]];
  const seen = new Set<Place>([here]);
  if (here === there) return [];
  for (;;) {
    reached = reached.flatMap((course) =>
      ONWARD[course.at(-1) ?? here].filter((next) => !seen.has(next)).map((next) => [...course, next]),
    );
    if (reached.length === 0) return null;
    const found = reached.find((course) => course.at(-1) === there);
    if (found) return found;
    for (const course of reached) seen.add(course.at(-1)!);
  }
}

const isReviewers = ({ who }: Row): boolean => who.length === 1 && who[0] === 'reviewer';

/** Where a row can be taken. */
export function placesOf(row: Row): readonly Place[] {
  // Before the triage no clock runs.
  if (row.action === 'extend_deadline')
    return ['investigating', 'reviewing', 'awaiting_merchant', 'remediating'];
  if (row.action === 'undo_overdue') return ['awaiting_merchant', 'asked_in_appeal'];
  const states = CASE_STATES.filter((state) => row.from.includes(state));
  const hasTwo = row.from.length === 1 && states[0] === 'awaiting_merchant';
  if (hasTwo && isReviewers(row)) return ['asked_in_appeal'];
  return states;
}

export const byPeople = (who: readonly Persona[]): readonly ('merchant' | 'agent' | 'supervisor' | 'reviewer')[] =>
  (['agent', 'supervisor', 'reviewer', 'merchant'] as const).filter((role) => who.includes(role)); // prettier-ignore
