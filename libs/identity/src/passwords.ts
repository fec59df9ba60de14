import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Bilingual } from '@thaw/kernel';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. The library's algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const PASSWORD_MIN = 12;
/** Long enough for any passphrase, short enough that hashing it is no attack. */
const PASSWORD_MAX = 200;

/** Input methods type the same sign in several forms; NIST SP 800-63B 3.1.1.2 asks to unify them first. */
const unified = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(unified(password), PARAMETERS);

/** Of an account whose owner has none yet: nobody knows it. */
export const unknownPassword = (): string => randomBytes(32).toString('base64url');

let nobody: Promise<string> | null = null;

/**
 * Whether the password belongs to the hash. Without a hash (no such user) it takes as long and says no, so that the
 * time of an answer does not tell who has an account.
 */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const matches = await verify(passwordHash ?? (await nobody), unified(password));
  return matches && passwordHash !== null;
}

/** Why a new password is refused, or null. */
export function passwordProblem(password: string, login: string): Bilingual | null {
  const length = [...unified(password)].length;
  if (length < PASSWORD_MIN) {
    return {
      zh: `密码太短：至少需要 ${PASSWORD_MIN} 个字符，现在是 ${length} 个。可以用几个不相关的词组成一句话。`,
      en: `The password is too short: it needs at least ${PASSWORD_MIN} characters and has ${length}. A phrase of a few unrelated words works well.`,
    };
  }
  if (length > PASSWORD_MAX) {
    return {
      zh: `密码太长：最多 ${PASSWORD_MAX} 个字符。`,
      en: `The password is too long: at most ${PASSWORD_MAX} characters are taken.`,
    };
  }
  if (new Set(unified(password)).size < 5) {
    return {
      zh: '密码太容易猜到：至少要有 5 个不同的字符。',
      en: 'The password is too easy to guess: use at least 5 different characters.',
    };
  }
  if (unified(password).toLowerCase().includes(login)) {
    return {
      zh: '密码不能包含登录名。',
      en: 'The password must not contain the sign-in name.',
    };
  }
  return null;
}
