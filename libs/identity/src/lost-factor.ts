import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { recordAccount } from './account-events.service';
import { tellOwner } from './account-mails.service';
import { SecondFactor } from './second-factor.entity';
import { endSessions, holdAccount } from './session-ends';
import type { User } from './user.entity';

/**
 * Takes away the second factor of somebody who has lost it: their sessions end, they are told, and where they need one they
 * enrol anew at the next sign-in.
 * @returns false where they had none; then nothing changes.
 */
export async function takeFactorAway(
  tx: Tx,
  actor: Actor,
  user: Pick<User, 'id' | 'login'>,
  now: Date,
): Promise<boolean> {
  const userId = user.id;
  await holdAccount(tx, userId);
  const { affected } = await tx.delete(SecondFactor, { userId });
  if (affected !== 1) return false;
  await recordAccount(tx, actor, { userId, kind: 'second_factor_reset', at: now });
  await tellOwner(tx, user, 'second_factor_reset', now);
  await endSessions(tx, userId, now);
  return true;
}
