import type { DomainError } from '@thaw/kernel';
import type { BulkRefusal } from '../entities';

/** Why a case was left as it was, with the code and the rule that the same action on it alone would be refused with. */
export function bulkRefusal({ code, context: { rule, field, detail } }: DomainError): BulkRefusal {
  const why = typeof detail === 'string' ? { zh: detail, en: detail } : detail;
  return { code, rule: rule ?? null, field: field ?? null, why: why ?? null };
}
