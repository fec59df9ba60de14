import type { Tx } from '@thaw/platform';

/** All sessions of somebody end, but for the one of this token. @returns how many. */
export async function endSessions(
  tx: Tx,
  userId: string,
  now: Date,
  but: Buffer | null = null,
): Promise<number> {
  const [, ended] = await tx.query<[unknown, number]>(
    `UPDATE session SET revoked_at = $2
     WHERE user_id = $1 AND revoked_at IS NULL AND ($3::bytea IS NULL OR token_hash <> $3)`,
    [userId, now, but],
  );
  return ended;
}

/**
 * Holds somebody's account before what they may do or sign in with is changed: a sign-in that is under way opens its session
 * before, and is ended with the others, or after, and knows of it.
 */
export const holdAccount = (tx: Tx, userId: string): Promise<unknown> =>
  tx.query('SELECT FROM app_user WHERE id = $1 FOR NO KEY UPDATE', [userId]);
