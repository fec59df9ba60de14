import { userView } from '@thaw/identity';
import { DomainError, isDomainError, roleHolds, isUuid } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';

/**
 * Colleagues whom a note may name: active staff who may see cases and their notes.
 * @throws DomainError INVALID_REQUEST naming which is none; the same for whom there is not at all.
 */
export async function needMentionable(tx: Tx, mentions: unknown): Promise<void> {
  if (!Array.isArray(mentions)) return;
  for (const [index, id] of mentions.entries()) {
    if (typeof id === 'string' && isUuid(id) && (await maySeeNotes(tx, id))) continue;
    throw new DomainError('INVALID_REQUEST', {
      field: `mentionIds[${index}]`,
      detail: {
        zh: '只能提及有权查看案件备注的在职同事。',
        en: 'A note names active colleagues who may read it.',
      },
    });
  }
}

async function maySeeNotes(tx: Tx, userId: string): Promise<boolean> {
  try {
    const { disabledAt, merchantId, roles } = await userView(tx, userId);
    return disabledAt === null && merchantId === null && roles.some((role) => roleHolds(role, 'case.note'));
  } catch (error) {
    if (isDomainError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}
