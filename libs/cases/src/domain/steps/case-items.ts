import { DomainError } from '@thaw/kernel';
import type { CaseFacts, ItemFact } from '../facts';

/** @throws DomainError INVALID_REQUEST naming the field. */
export function needItem(facts: CaseFacts, itemId: string, field: string): ItemFact {
  const item = facts.items.find(({ id }) => id === itemId);
  if (item) return item;
  throw noSuchItem(field);
}

export const noSuchItem = (field: string): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field,
    detail: { zh: '本案件没有该材料项。', en: 'This case has no such evidence item.' },
  });
