import { isAllowed, type Actor } from '@thaw/kernel';

/** Which views of others are there for somebody, as a condition on saved views. Every queue is everybody's of the staff. */
export const whoShares = (actor: Actor, alias: string): string =>
  isAllowed(actor, 'view.use') ? `${alias}.shared_with <> 'nobody'` : 'false';
