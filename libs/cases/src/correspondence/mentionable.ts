import { userView } from '@thaw/identity';
import { DomainError, isDomainError, roleHolds, isUuid, type UserActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';

/**
 * Colleagues whom a note may name: active staff who see the case and its notes.
 * @throws DomainError INVALID_REQUEST naming which is none; the same for whom there is not at all.
 */
export async function needMentionable(
  tx: Tx,
  mentions: unknown,
  sees: (actor: UserActor) => Promise<boolean>,
): Promise<void> {
  if (!Array.isArray(mentions)) return;
  for (const [index, id] of mentions.entries()) {
    if (typeof id === 'string' && isUuid(id) && (await maySeeNotes(tx, id, sees))) continue;
    throw new DomainError('INVALID_REQUEST', {
      field: `mentionIds[${index}]`,
      detail: {
        zh: '只能提及有权查看案件备注的在职同事。',
        en: 'A note names active colleagues who may read it.',
      },
    });
  }
}

async function maySeeNotes(
  tx: Tx,
  userId: string,
  sees: (actor: UserActor) => Promise<boolean>,
): Promise<boolean> {
  try {
    const { disabledAt, displayName, merchantId, roles } = await userView(tx, userId);
    if (disabledAt !== null || merchantId !== null) return false;
    if (!roles.some((role) => roleHolds(role, 'case.note'))) return false;
    return await sees({ kind: 'user', userId, displayName, roles, merchantId });
  } catch (error) {
    if (isDomainError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}
