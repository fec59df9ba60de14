import { Queue } from '@thaw/desk';
import { DomainError, hasRole, isAllowed, maskCardNumbers, type Actor, type Permission } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { SharedWith } from '../entities';

/** How what somebody keeps for their work is named, and with whom it is shared. */
export interface SharedTerms {
  readonly name: { readonly zh: string; readonly en?: string | undefined };
  readonly sharedWith?: SharedWith | undefined;
  /** Wanted where it is shared with a queue, and only there. */
  readonly queue?: string | undefined;
}

interface SharedColumns {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly sharedWith: SharedWith;
  readonly queue: string | null;
}

/** @throws DomainError FORBIDDEN to share · INVALID_REQUEST */
export function sharedColumns(
  actor: Actor,
  mayShare: Permission,
  { name, sharedWith = 'nobody', queue }: SharedTerms,
): SharedColumns {
  if (sharedWith !== 'nobody' && !isAllowed(actor, mayShare)) {
    throw new DomainError('FORBIDDEN', {
      field: 'sharedWith',
      detail: {
        zh: '只有主管与复核可以共享；请存为自己的。',
        en: 'Supervisors and reviewers share: keep it as your own.',
      },
    });
  }
  if ((sharedWith === 'queue') !== (queue !== undefined)) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'queue',
      detail: {
        zh: '与队列共享时请指明队列；否则不要填写。',
        en: 'Name the queue where it is shared with one, and only there.',
      },
    });
  }
  const zh = maskCardNumbers(name.zh.trim());
  const en = maskCardNumbers(name.en?.trim() ?? '');
  if (zh === '') {
    throw new DomainError('INVALID_REQUEST', {
      field: 'name.zh',
      detail: { zh: '请填写名称。', en: 'Give it a name.' },
    });
  }
  return { nameZh: zh, nameEn: en === '' ? zh : en, sharedWith, queue: queue ?? null };
}

/** @throws DomainError INVALID_REQUEST for a queue that there is not. */
export async function needQueue(tx: Tx, queue: string | null): Promise<void> {
  if (queue === null || (await tx.existsBy(Queue, { code: queue }))) return;
  throw new DomainError('INVALID_REQUEST', {
    field: 'queue',
    detail: { zh: '没有这个队列。', en: 'There is no such queue.' },
  });
}

/** What is one's own or shared with one, as a condition in which `:userId` is who asks: a queue is its members'. */
export const mineOrShared = (actor: Actor, alias: string): string =>
  `(${alias}.owner_id = :userId OR ${alias}.shared_with = 'everybody' OR (${alias}.shared_with = 'queue' AND ${
    hasRole(actor, 'reviewer')
      ? 'true'
      : `${alias}.queue IN (SELECT q.queue FROM queue_member q WHERE q.user_id = :userId)`
  }))`;

export const takenName = (): DomainError =>
  new DomainError('ALREADY_EXISTS', {
    field: 'name.zh',
    detail: { zh: '您已有同名的，请换一个名称。', en: 'You have one of this name: choose another.' },
  });

export const notYourOwn = (): DomainError =>
  new DomainError('FORBIDDEN', {
    detail: {
      zh: '这不是您的；请另存为自己的后再修改。',
      en: 'This is not yours: save one of your own and change that.',
    },
  });
