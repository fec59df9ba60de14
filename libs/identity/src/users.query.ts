import { DomainError, ROLES, roleHolds, type Locale, type Permission, type Role } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { UserRole } from './user-role.entity';
import { User } from './user.entity';

/** A granted role that waits for a second admin. */
export interface PendingRole {
  readonly role: Role;
  readonly grantedBy: string;
  readonly grantedAt: Date;
}

export interface UserView {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly merchantId: string | null;
  readonly locale: Locale;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  /** In effect. */
  readonly roles: readonly Role[];
  readonly pendingRoles: readonly PendingRole[];
}

/** The roles that count, of one user. */
export async function rolesInEffect(tx: Tx, userId: string): Promise<readonly Role[]> {
  const rows = await tx.query<{ role: Role }[]>(
    'SELECT role FROM user_role WHERE user_id = $1 AND confirmed_at IS NOT NULL ORDER BY role',
    [userId],
  );
  return rows.map(({ role }) => role);
}

/** The ids of those in whom this role is in effect now. */
export async function usersIn(tx: Tx, role: Role): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT u.id FROM app_user u JOIN user_role r ON r.user_id = u.id
     WHERE u.disabled_at IS NULL AND r.confirmed_at IS NOT NULL AND r.role = $1 ORDER BY u.id`,
    [role],
  );
  return rows.map(({ id }) => id);
}

/** The ids of those who may do so now, by a role that is in effect. */
export async function usersWho(tx: Tx, permission: Permission): Promise<readonly string[]> {
  const roles = ROLES.filter((role) => roleHolds(role, permission));
  const rows = await tx.query<{ id: string }[]>(
    `SELECT id FROM app_user u WHERE disabled_at IS NULL AND EXISTS (
       SELECT FROM user_role r WHERE r.user_id = u.id AND r.confirmed_at IS NOT NULL AND r.role = ANY($1))
     ORDER BY id`,
    [roles],
  );
  return rows.map(({ id }) => id);
}

/** Who reads an inbox now: the person themselves, or all who belong to a merchant. */
export async function readersOf(
  tx: Tx,
  inbox: { readonly recipientKind: 'merchant' | 'user'; readonly recipientId: string },
): Promise<readonly { readonly id: string; readonly locale: Locale }[]> {
  return tx.query(
    `SELECT id, locale FROM app_user WHERE disabled_at IS NULL AND
       CASE $1 WHEN 'user' THEN id = $2 ELSE merchant_id = $2 END ORDER BY id`,
    [inbox.recipientKind, inbox.recipientId],
  );
}

/** Who is of the desk or of compliance now, with the roles in which they are. */
export async function staffInEffect(
  tx: Tx,
): Promise<readonly { readonly id: string; readonly roles: readonly Role[] }[]> {
  return tx.query(
    `SELECT u.id, array_agg(r.role ORDER BY r.role) AS roles FROM app_user u JOIN user_role r ON r.user_id = u.id
     WHERE u.disabled_at IS NULL AND r.confirmed_at IS NOT NULL AND r.role IN ('agent', 'supervisor', 'reviewer')
     GROUP BY u.id ORDER BY u.id`,
  );
}

/** Somebody of the house by name, whether they are still here or not: what was done years ago was done by somebody. */
export interface Colleague {
  readonly id: string;
  readonly displayName: string;
  /** Those that are in effect. */
  readonly roles: readonly Role[];
  readonly isHere: boolean;
}

/** All who belong to no merchant, by name. */
export async function colleagues(tx: Tx): Promise<readonly Colleague[]> {
  return tx.query(
    `SELECT u.id, u.display_name AS "displayName", u.disabled_at IS NULL AS "isHere",
            coalesce(array_agg(r.role ORDER BY r.role) FILTER (WHERE r.confirmed_at IS NOT NULL), '{}') AS roles
     FROM app_user u LEFT JOIN user_role r ON r.user_id = u.id
     WHERE u.merchant_id IS NULL GROUP BY u.id ORDER BY u.display_name, u.id`,
  );
}

/** @throws DomainError NOT_FOUND */
export async function userView(tx: Tx, id: string): Promise<UserView> {
  const user = await tx.findOneBy(User, { id });
  const [view] = user ? await withRoles(tx, [user]) : [];
  if (!view) throw new DomainError('NOT_FOUND');
  return view;
}

/** Each user with what they hold, in the order given. */
export async function withRoles(tx: Tx, users: readonly User[]): Promise<UserView[]> {
  const grants = await tx
    .createQueryBuilder(UserRole, 'r')
    .where('r.user_id = ANY(:ids)', { ids: users.map((user) => user.id) })
    .orderBy('r.role')
    .getMany();
  return users.map(({ id, login, displayName, merchantId, locale, createdAt, disabledAt }) => {
    const own = grants.filter((grant) => grant.userId === id);
    return {
      id,
      login,
      displayName,
      merchantId,
      locale,
      createdAt,
      disabledAt,
      roles: own.filter((grant) => grant.confirmedAt).map((grant) => grant.role),
      pendingRoles: own
        .filter((grant) => !grant.confirmedAt)
        .map(({ role, grantedBy, grantedAt }) => ({ role, grantedBy, grantedAt })),
    };
  });
}
