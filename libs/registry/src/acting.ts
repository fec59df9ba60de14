import type { Tx } from '@thaw/platform';

/** Whom the transaction is bound to, as the timeline names them: what is written by it is theirs. */
export async function acting(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ actor: string }[]>(`SELECT current_setting('thaw.actor', true) AS actor`);
  if (!row?.actor) throw new Error('a transaction of asActor is needed');
  return row.actor;
}
