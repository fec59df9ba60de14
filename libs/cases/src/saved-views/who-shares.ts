import { hasRole, isAllowed, type Actor } from '@thaw/kernel';

/**
 * Which views of others are there for somebody, as a condition on saved views with the parameter `userId`: those for
 * everybody, and those for a queue that they are a member of. Reviewers see the cases of every queue, and its views too.
 */
export function whoShares(actor: Actor, alias: string): string {
  if (!isAllowed(actor, 'view.use')) return 'false';
  if (hasRole(actor, 'reviewer')) return `${alias}.shared_with <> 'nobody'`;
  return `(${alias}.shared_with = 'everybody' OR (${alias}.shared_with = 'queue'
    AND ${alias}.queue IN (SELECT m.queue FROM queue_member m WHERE m.user_id = :userId)))`;
}
