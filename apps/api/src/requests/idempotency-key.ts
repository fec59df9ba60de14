import { ApiHeader } from '@nestjs/swagger';
import { DomainError } from '@thaw/kernel';

/** For what must never be done twice because somebody clicked twice. */
export const NeedsIdempotencyKey = ApiHeader({
  name: 'Idempotency-Key',
  required: true,
  description: 'The same key again gives the same answer, and does nothing twice',
});

/** @throws DomainError INVALID_REQUEST where there is none. */
export function needKey(key: string | undefined): string {
  if (key !== undefined) return key;
  throw new DomainError('INVALID_REQUEST', {
    field: 'Idempotency-Key',
    detail: {
      zh: '请带上 Idempotency-Key（例如一个 UUID），以免重复执行。',
      en: 'Send an Idempotency-Key, a UUID for example, so that nothing is done twice.',
    },
  });
}
