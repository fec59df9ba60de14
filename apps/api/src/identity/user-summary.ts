import type { UserActor } from '@thaw/kernel';
import type { UserSummary } from './sessions.dto';

export const userSummary = ({ userId, displayName, roles, merchantId }: UserActor): UserSummary => ({
  id: userId,
  displayName,
  roles,
  merchantId,
});
