import type { Tx } from '@thaw/platform';
import { IsNull, LessThan } from 'typeorm';
import { CodeFailure } from './code-failure.entity';
import { withFailure } from './code-limits';
import type { SignInCode } from './sign-in-code.entity';

/** Somebody whose name was tried with wrong codes on a day, numbered as by the kernel's `Zone.dayOf`. */
export interface TriedOwner {
  readonly userId: string;
  readonly day: number;
}

const BATCH = 100;

/** What failed at a name so far. */
export const failuresAt = (tx: Tx, login: string): Promise<CodeFailure | null> =>
  tx.findOneBy(CodeFailure, { login });

/** As {@link failuresAt}, and held until the transaction ends: each try knows of those before it. */
export const lockFailuresAt = (tx: Tx, login: string): Promise<CodeFailure | null> =>
  tx.findOne(CodeFailure, { where: { login }, lock: { mode: 'pessimistic_write' } });

/** @param failed what {@link lockFailuresAt} gave in this transaction. */
export async function countFailure(
  tx: Tx,
  { login, userId }: Pick<SignInCode, 'login' | 'userId'>,
  failed: CodeFailure | null,
  today: number,
): Promise<void> {
  const { day, onDay, sincePassword } = withFailure(failed, today);
  const toldAt = failed?.day === day ? failed.toldAt : null;
  await tx.upsert(CodeFailure, { login, userId, day, onDay, sincePassword, toldAt }, ['login']);
}

/** The password was given: whoever guesses at codes begins anew, but for what they had of this day. */
export async function forgiveFailures(tx: Tx, login: string): Promise<void> {
  await tx.update(CodeFailure, { login }, { sincePassword: 0 });
}

/** Of whom failed tries are to be told; each day's once. Those at names of nobody are removed after theirs. */
export async function triedOwners(tx: Tx, today: number, now: Date): Promise<readonly TriedOwner[]> {
  await tx.delete(CodeFailure, { userId: IsNull(), day: LessThan(today - 1) });
  const [tried] = await tx.query<[{ user_id: string | null; day: number }[], number]>(
    `WITH untold AS (
       SELECT login FROM code_failure WHERE told_at IS NULL ORDER BY login LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
     UPDATE code_failure f SET told_at = $1 FROM untold WHERE f.login = untold.login RETURNING f.user_id, f.day`,
    [now, BATCH],
  );
  return tried.flatMap(({ user_id: userId, day }) => (userId === null ? [] : { userId, day }));
}
