import { isAllowed, roleHolds, type Actor, type Permission, type Role } from '@thaw/kernel';

/** Who acts on a case, as the lifecycle table speaks of them. */
export const PERSONAS = [
  'machine',
  'merchant',
  'agent',
  'supervisor',
  'reviewer',
  'risk_officer',
  'admin',
  'clock',
  'gateway',
] as const;
export type Persona = (typeof PERSONAS)[number];

const OF_ROLE: { readonly [role in Role]: Persona } = {
  merchant: 'merchant',
  agent: 'agent',
  supervisor: 'supervisor',
  reviewer: 'reviewer',
  risk_officer: 'risk_officer',
  admin: 'admin',
};

/** Every persona this actor can act as. A worker's job acts as the clock; a machine's scopes are checked at the door. */
export function personasOf(actor: Actor): readonly Persona[] {
  switch (actor.kind) {
    case 'user':
      return actor.roles.map((role) => OF_ROLE[role]);
    case 'machine':
      return ['machine'];
    case 'system':
      return actor.part === 'gateway' ? ['gateway'] : ['clock'];
  }
}

/** The persona in which this actor has the permission; null where they have it in none. */
export function personaHolding(actor: Actor, permission: Permission): Persona | null {
  if (actor.kind !== 'user') return isAllowed(actor, permission) ? 'machine' : null;
  const role = actor.roles.find((held) => roleHolds(held, permission));
  return role ? OF_ROLE[role] : null;
}

/** The sides of a case. A person who acted on one side never acts on another, whatever roles they gain. */
export type Side = 'merchant' | 'desk' | 'compliance';

export const SIDE_OF: { readonly [persona in Persona]: Side | null } = {
  machine: null,
  merchant: 'merchant',
  agent: 'desk',
  supervisor: 'desk',
  reviewer: 'compliance',
  risk_officer: null,
  admin: null,
  clock: null,
  gateway: null,
};
