import type { UserActor } from '@thaw/kernel';
import type { UserSummary } from './sessions.dto';

export const userSummary = ({
  userId,
  displayName,
  roles,
  merchantId,
  isEnrolling,
}: UserActor): UserSummary => ({
  id: userId,
  displayName,
  roles,
  merchantId,
  mustEnrol: isEnrolling === true,
});
