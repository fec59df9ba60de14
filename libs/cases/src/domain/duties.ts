import type { UserActor } from '@thaw/kernel';
import type { ActionName } from './actions';
import { findTransitions, firstOpen } from './decide';
import type { CaseFacts, CaseSnapshot } from './facts';
import { isVerifiersTurn, restoreSigner } from './guards';
import { personasOf, type Side } from './personas';
import { installersOf } from './remedy/replacement-steps';
import { stepBefore, wantedSteps } from './remedy/wanted-steps';
import { OPEN_STATES, type CaseState } from './states';

/** A step that a case waits for, of a person who is not among those who had the part before it. */
export interface Duty {
  readonly action: ActionName;
  /** Persons count: who of themselves cannot do it, beside those whom the action's own guards refuse. */
  readonly not: readonly string[];
}

/** The one step onward of a state that waits for the desk or for compliance. */
const STEP_OF_STATE: { readonly [state in CaseState]?: ActionName } = {
  reported: 'triage',
  investigating: 'propose',
  reviewing: 'propose',
  pending_approval: 'approve',
  appealing: 'uphold_appeal',
};

/**
 * Where the state has no step onward that a person is waited for, the case is still somebody's to watch over: without an owner
 * it waits to be taken. A closed case waits for nobody.
 */
const isNobodys = ({ state, ownerId }: CaseSnapshot): boolean =>
  ownerId === null && state !== 'closed' && STEP_OF_STATE[state] === undefined;

/** Actions after which a case may wait for another person although its state is the same. */
export const BRINGS_DUTY: readonly ActionName[] = [
  'open',
  'reclassify',
  'object',
  'attest',
  'verify',
  'impose_measure',
  'confirm_measure',
  'confirm_command',
  'confirm_restore_manually',
  'confirm_termination_manually',
  'authority_hold',
  'authority_release',
];

/** All that the case waits for, of persons. */
export function dutiesOf(snapshot: CaseSnapshot, facts: CaseFacts): readonly Duty[] {
  const onward = STEP_OF_STATE[snapshot.state];
  return [
    ...(onward ? [{ action: onward, not: [] }] : []),
    ...(isNobodys(snapshot) ? [{ action: 'take', not: [] } as const] : []),
    ...signatures(snapshot, facts),
    ...verifications(snapshot, facts),
    ...facts.measures
      .filter(({ confirmBy, confirmedBy }) => confirmBy !== null && confirmedBy === null)
      .map(({ imposedBy }): Duty => ({ action: 'confirm_measure', not: [imposedBy.replace(/^user:/, '')] })),
    ...facts.holds.map(({ placedBy }): Duty => ({ action: 'authority_release', not: [placedBy] })),
  ];
}

function signatures({ state }: CaseSnapshot, facts: CaseFacts): Duty[] {
  const restored = state === 'restoring' ? restoreSigner(facts) : null;
  const { statement } = facts.termination;
  const signed = facts.commands.flatMap(({ signedBy, ofRestore, purpose, state: of }) =>
    signedBy !== null && of !== 'confirmed' && !ofRestore && purpose !== 'restore' ? [signedBy] : [],
  );
  return [
    ...(restored === null ? [] : [{ action: 'confirm_restore_manually', not: [restored] } as const]),
    ...signed.map((signer): Duty => ({ action: 'confirm_command', not: [signer] })),
    ...(state === 'terminating' && statement?.countersignedBy === null
      ? [{ action: 'confirm_termination_manually', not: [statement.signedBy] } as const]
      : []),
  ];
}

function verifications(snapshot: CaseSnapshot, facts: CaseFacts): Duty[] {
  const attested = wantedSteps(snapshot, facts).filter(({ state }) => state === 'attested');
  return [
    ...attested.map(({ code, attestedBy }): Duty => {
      const before = stepBefore(code, facts.steps)?.attestedBy;
      return { action: 'verify', not: [attestedBy, before].filter((one) => typeof one === 'string') };
    }),
    ...(isVerifiersTurn(snapshot, facts) ? [{ action: 'verify', not: installersOf(facts) } as const] : []),
  ];
}

/**
 * Whether somebody of the desk may work on a case: take the step onward, where the state has one that is the desk's. Where
 * it has none, or compliance decides, whoever acted on the desk's side alone.
 */
export function mayWorkOn(snapshot: CaseSnapshot, facts: CaseFacts, colleague: Colleague): boolean {
  if (colleague.sides.some((side) => side !== 'desk')) return false;
  const onward = snapshot.state === 'appealing' ? undefined : STEP_OF_STATE[snapshot.state];
  return onward === undefined || mayDo({ action: onward, not: [] }, snapshot, facts, colleague);
}

/**
 * Open states in which somebody of these roles could work, by the rows of the table alone; not where compliance decides or
 * the merchant may yet appeal.
 */
export const statesWorkedBy = (roles: UserActor['roles']): readonly CaseState[] =>
  OPEN_STATES.filter((state) => {
    if (state === 'appealing' || state === 'upheld') return false;
    const onward = STEP_OF_STATE[state];
    const actor: UserActor = { kind: 'user', userId: '', roles, displayName: '', merchantId: null };
    return onward === undefined || !('code' in findTransitions(onward, state, personasOf(actor)));
  });

/** Someone of the staff, with the sides on which they have acted on the case. */
export interface Colleague extends Pick<UserActor, 'userId' | 'roles'> {
  readonly sides: readonly Side[];
}

/**
 * Whether a person may do what the case waits for, by role and by their part in it. What else is missing, a scan or a
 * paper, is not theirs to be.
 */
export function mayDo(
  { action, not }: Duty,
  snapshot: CaseSnapshot,
  facts: CaseFacts,
  { userId, roles, sides }: Colleague,
): boolean {
  if (not.includes(userId)) return false;
  const actor: UserActor = { kind: 'user', userId, roles, displayName: '', merchantId: null };
  const ways = findTransitions(action, snapshot.state, personasOf(actor));
  if ('code' in ways) return false;
  const known = { ...facts, involvement: { ...facts.involvement, actorSides: sides } };
  return firstOpen(ways, snapshot, known, { actor, payload: null }).refused?.code !== 'SEPARATION_OF_DUTIES';
}
