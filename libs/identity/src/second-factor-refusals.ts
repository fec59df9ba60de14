import { DomainError } from '@thaw/kernel';
import type { FactorProof } from './prove-factor';

/** For somebody who is signed in. @throws DomainError INVALID_REQUEST on field `code` · TOO_MANY_REQUESTS */
export function refuseProof(proof: FactorProof): void {
  if (proof.as === 'too_many') throw tooManyCodes(proof.waitMs);
  if (proof.as === 'right') return;
  throw new DomainError('INVALID_REQUEST', {
    field: 'code',
    detail: {
      zh: '验证码不正确或已用过。请等下一组数字出现后再试，并检查手机时间。',
      en: 'This code is wrong or was used before. Wait for the next one, and check the clock of your device.',
    },
  });
}

export const tooManyCodes = (waitMs: number): DomainError => {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  const minutes = Math.ceil(waitMs / 60_000);
  return new DomainError('TOO_MANY_REQUESTS', {
    detail: {
      zh: `动态验证码错误次数过多，请在约 ${minutes} 分钟后再试。`,
      en: `Too many wrong codes. Try again in about ${minutes} min.`,
    },
    extra: { retryAfterSeconds },
  });
};
