import { DomainError, type Role } from '@thaw/kernel';
import type { UserRole } from './user-role.entity';

/** desk.md, "Who may do what": these take effect when a second admin confirms the grant. */
const NEEDS_SECOND_ADMIN: readonly Role[] = ['supervisor', 'reviewer', 'risk_officer'];

/** Who confirms a grant that needs no second person: the rule itself. */
const CONFIRMED_BY_RULE = 'system:identity';

/** @param confirmAll only for the demo's own accounts. */
export function grantOf(
  grantedBy: string,
  userId: string,
  role: Role,
  now: Date,
  confirmAll = false,
): UserRole {
  const waits = !confirmAll && NEEDS_SECOND_ADMIN.includes(role);
  return {
    userId,
    role,
    grantedBy,
    grantedAt: now,
    confirmedBy: waits ? null : CONFIRMED_BY_RULE,
    confirmedAt: waits ? null : now,
  };
}

/**
 * A merchant's user is nothing else, and staff is never a merchant: the two see different faces of one case.
 * @throws DomainError INVALID_REQUEST on `field`.
 */
export function roleFits(field: string, role: Role, ofMerchant: boolean): void {
  if ((role === 'merchant') === ofMerchant) return;
  throw new DomainError('INVALID_REQUEST', {
    field,
    rule: 'identity.merchant_or_staff',
    detail: ofMerchant
      ? {
          zh: '商户用户只能有 merchant 角色。',
          en: "A merchant's user can only have the role merchant.",
        }
      : {
          zh: 'merchant 角色需要指明所属商户号。',
          en: 'The role merchant needs a user who belongs to a merchant.',
        },
  });
}
