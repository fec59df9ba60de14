import { DomainError } from '@thaw/kernel';
import { isUniqueViolation } from '@thaw/platform';

export const exists = (field: string, zh: string, en: string): DomainError =>
  new DomainError('ALREADY_EXISTS', { field, detail: { zh, en } });

/** The unique indexes are the rule; whoever breaks one hears which. */
export async function insertOnce(
  insert: () => Promise<unknown>,
  refusals: Readonly<Record<string, () => DomainError>>,
): Promise<void> {
  try {
    await insert();
  } catch (error) {
    for (const [constraint, refusal] of Object.entries(refusals)) {
      if (isUniqueViolation(error, constraint)) throw refusal();
    }
    throw error;
  }
}
