import type { Role } from '@thaw/kernel';

/** What the provider says of somebody, as far as it matters here. */
export interface SsoClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly displayName: string | null;
  /** What they are called when they sign in there. */
  readonly userName: string | null;
  /** What it calls the session there, if it tells (`sid`): by that it says later that it has ended. */
  readonly session: string | null;
  readonly roles: readonly Role[];
}

/** A value of the roles' claim, and the role that it gives. */
export type RoleMap = readonly (readonly [value: string, role: Role])[];

/**
 * The roles that the claim gives. A claim is a list or a single word; `a.b` is the member `b` of the claim `a`, where some
 * providers keep them.
 */
export function rolesIn(
  claims: Readonly<Record<string, unknown>>,
  claim: string,
  map: RoleMap,
): readonly Role[] {
  const given = claims[claim] ?? memberOf(claims, claim);
  const values = (Array.isArray(given) ? given : [given]).filter((value) => typeof value === 'string');
  return [...new Set(map.filter(([value]) => values.includes(value)).map(([, role]) => role))];
}

function memberOf(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  let at: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

export const textIn = (claims: Readonly<Record<string, unknown>>, claim: string): string | null => {
  const given = claims[claim];
  return typeof given === 'string' && given.trim() !== '' ? given.trim() : null;
};
