import { hkdfSync } from 'node:crypto';
import { DomainError } from '@thaw/kernel';
import type { Config } from '@thaw/platform';

/** What is kept or made under the key of sign-in; each under a key of its own that follows from it. */
export type KeyUse = 'second-factor' | 'account-mail' | 'sso';

const KEY_BYTES = 32;

/** Null where this desk has no key of sign-in. */
export function keyFor(use: KeyUse, { signIn }: Pick<Config, 'signIn'>): Buffer | null {
  return signIn.key && Buffer.from(hkdfSync('sha256', signIn.key, '', `thaw/${use}`, KEY_BYTES));
}

/** @throws DomainError GUARD_REFUSED where this desk has no key of sign-in. */
export function requireKeyFor(use: KeyUse, config: Pick<Config, 'signIn'>): Buffer {
  const key = keyFor(use, config);
  if (key) return key;
  throw new DomainError('GUARD_REFUSED', {
    rule: 'identity.sign_in_key',
    detail: {
      zh: '本系统尚未设置 THAW_SIGN_IN_KEY，请让运维人员设置后再试。',
      en: 'THAW_SIGN_IN_KEY is not set on this desk. Ask whoever runs it to set it.',
    },
  });
}
