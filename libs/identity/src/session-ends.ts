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
