import type { Actor } from '@thaw/kernel';

/** The person behind an effect that only persons can have. */
export function actingUser(actor: Actor): string {
  if (actor.kind !== 'user') throw new Error('only a person can do this');
  return actor.userId;
}
