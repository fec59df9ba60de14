import type { Role, Scope } from './permissions';

/** By which request somebody acts, where they came through a door; the audit notes it. */
interface ByRequest {
  readonly requestId?: string;
}

/** A person who signed in. Separation of duties compares `userId`: persons count, not roles. */
export interface UserActor extends ByRequest {
  readonly kind: 'user';
  readonly userId: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  /** The merchant a merchant user belongs to; null for staff. */
  readonly merchantId: string | null;
  /** Has to enrol a second factor first: only what concerns their own sign-in is open, and `roles` is empty. */
  readonly isEnrolling?: true;
}

/** A machine client, known by its API key. */
export interface MachineActor extends ByRequest {
  readonly kind: 'machine';
  readonly keyId: string;
  readonly displayName: string;
  readonly scopes: readonly Scope[];
}

export type SystemPart = 'clock' | 'gateway' | 'worker' | 'identity' | 'sso' | 'setup';

/** A part of Thaw itself: a sweep, a job, the terminal system's confirmation. */
export interface SystemActor extends ByRequest {
  readonly kind: 'system';
  readonly part: SystemPart;
}

export type Actor = UserActor | MachineActor | SystemActor;

export const systemActor = (part: SystemPart): SystemActor => ({ kind: 'system', part });

/** A stable name for the actor in events: `user:<id>`, `machine:<key id>`, `system:<part>`. */
export function actorRef(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return `user:${actor.userId}`;
    case 'machine':
      return `machine:${actor.keyId}`;
    case 'system':
      return `system:${actor.part}`;
  }
}

export const isMerchantUser = (actor: Actor): actor is UserActor & { merchantId: string } =>
  actor.kind === 'user' && actor.merchantId !== null;

export const hasRole = (actor: Actor, ...roles: Role[]): boolean =>
  actor.kind === 'user' && actor.roles.some((role) => roles.includes(role));
