import type { Bilingual } from '@thaw/kernel';

/** Why nothing is restored. */
export class RestoreRefused extends Error {
  constructor(
    readonly reason: 'USED' | 'OTHER_SCHEMA' | 'NEWER' | 'OTHER_KEYS' | 'RUNNING',
    readonly detail: Bilingual,
  ) {
    super(detail.en);
    this.name = 'RestoreRefused';
  }
}
