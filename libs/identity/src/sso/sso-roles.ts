import { systemActor, type Role } from '@thaw/kernel';
import { requestJob, type Tx } from '@thaw/platform';
import { recordAccount } from '../account-events.service';
import { grantOf } from '../role-rules';
import { endSessions, holdAccount } from '../session-ends';
import { UserRole } from '../user-role.entity';

const SSO = systemActor('sso');
/** Who granted what the provider says. */
export const GRANTED_BY_SSO = 'system:sso';

/**
 * Brings what somebody holds by the provider up to what it says now. Its word is one person's: supervisor, reviewer and risk
 * officer wait for an admin, unless the desk trusts the provider with them. What admins granted by hand stays as it is.
 */
export async function followRoles(
  tx: Tx,
  userId: string,
  { wanted, trusted }: { readonly wanted: readonly Role[]; readonly trusted: boolean },
  now: Date,
): Promise<void> {
  await holdAccount(tx, userId);
  const held = await tx.find(UserRole, { where: { userId }, lock: { mode: 'pessimistic_write' } });
  const gone = held.filter(({ role, grantedBy }) => grantedBy === GRANTED_BY_SSO && !wanted.includes(role));
  const added = wanted.filter((role) => !held.some((one) => one.role === role));
  for (const { role } of gone) {
    await tx.delete(UserRole, { userId, role });
    await recordAccount(tx, SSO, { userId, kind: 'role_withdrawn', at: now, data: { role } });
  }
  for (const role of added) {
    await tx.insert(UserRole, grantOf(GRANTED_BY_SSO, userId, role, now, trusted));
    await recordAccount(tx, SSO, { userId, kind: 'role_granted', at: now, data: { role } });
  }
  if (gone.length + added.length === 0) return;
  await endSessions(tx, userId, now);
  await requestJob(tx, 'people.changed', {});
}
