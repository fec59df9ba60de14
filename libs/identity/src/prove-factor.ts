import { openSecret, type Tx } from '@thaw/platform';
import { hashRecoveryCode, isAuthenticatorCode, stepOf } from './authenticator-code';
import { SecondFactor } from './second-factor.entity';
import { factorPause } from './second-factor-limits';

export type FactorProof =
  | { readonly as: 'right'; readonly by: 'authenticator' | 'recovery_code' }
  | { readonly as: 'wrong' }
  /** Not even tried. */
  | { readonly as: 'too_many'; readonly waitMs: number };

/** Held until the transaction ends, so that no code is right twice and each failure counts. */
export const lockFactor = (tx: Tx, userId: string): Promise<SecondFactor | null> =>
  tx.findOne(SecondFactor, { where: { userId }, lock: { mode: 'pessimistic_write' } });

/**
 * Whether it is a code of the authenticator or a recovery code. What it takes to be right once, and what failed, is
 * written: so that the transaction has to be committed whatever the answer.
 * @param factor of {@link lockFactor} in this transaction.
 */
export async function proveFactor(
  tx: Tx,
  key: Buffer | null,
  factor: SecondFactor,
  given: string,
  now: Date,
): Promise<FactorProof> {
  const { userId } = factor;
  const waitMs = factorPause(factor, now);
  if (waitMs > 0) return { as: 'too_many', waitMs };
  if (isAuthenticatorCode(given)) {
    const secret = key && openSecret(key, userId, factor.sealedSecret);
    const step = secret === null ? null : stepOf(secret, given, factor.lastStep, now);
    if (step !== null) {
      await tx.update(SecondFactor, { userId }, { lastStep: step, failures: 0, failedAt: null });
      return { as: 'right', by: 'authenticator' };
    }
  } else {
    const hash = hashRecoveryCode(given);
    const left = factor.recoveryHashes.filter((one) => !one.equals(hash));
    if (left.length < factor.recoveryHashes.length) {
      await tx.update(SecondFactor, { userId }, { recoveryHashes: left, failures: 0, failedAt: null });
      return { as: 'right', by: 'recovery_code' };
    }
  }
  await tx.update(SecondFactor, { userId }, { failures: factor.failures + 1, failedAt: now });
  return { as: 'wrong' };
}
