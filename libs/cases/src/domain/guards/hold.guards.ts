import type { Attempt, CaseFacts } from '../facts';
import { dutyRefusal, refusal } from '../refusal';
import { userOf, type Guard } from './guard';

export const someHoldToRelease: Guard = (_snapshot, { holds }, attempt) => {
  if (holds.length === 0) {
    return refusal('authority_release.placed', '没有未解除的冻结要求。', 'No hold stands on this case.');
  }
  const user = userOf(attempt);
  return holds.every(({ placedBy }) => placedBy === user) ? notPlacer : null;
};

export const notPlacer = dutyRefusal(
  'authority_release.not_placer',
  '登记冻结要求的人不能解除，请由另一位复核人解除。',
  'Whoever placed a hold cannot release it: another reviewer must.',
);

/** To a reviewer only the papers of authorities are open to be put in; what others supply is the desk’s to receive. */
export const itemIsAuthoritys: Guard = (_snapshot, { items }: CaseFacts, { payload }: Attempt) => {
  const { itemId } = (payload ?? {}) as { itemId?: unknown };
  return items.find(({ id }) => id === itemId)?.supplier === 'authority'
    ? null
    : refusal(
        'add_evidence.authority_only',
        '复核人只能提交有权机关的文书。',
        'A reviewer puts in documents of authorities only.',
      );
};
