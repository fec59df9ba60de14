import { DomainError } from '@thaw/kernel';

/** A refusal of what was sent, naming the field and saying what to do. */
export const invalidRequest = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });
