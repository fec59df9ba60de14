import type { Tx } from '@thaw/platform';
import type { Replacement } from '../entities';

/**
 * Whether the terminal has gone on to something else since this replacement began: another was begun there, or another
 * case ends the terminal or has ended it. What an order of before still does to devices then says nothing of it.
 */
export async function isOvertaken(
  tx: Tx,
  { id, caseId, terminalId, begunAt }: Pick<Replacement, 'id' | 'caseId' | 'terminalId' | 'begunAt'>,
): Promise<boolean> {
  const [row] = await tx.query<{ overtaken: boolean }[]>(
    `SELECT EXISTS (SELECT FROM replacement WHERE terminal_id = $1 AND id <> $2 AND begun_at >= $4)
       OR EXISTS (SELECT FROM freeze_case WHERE terminal_id = $1 AND id <> $3 AND (state = 'terminating'
         OR (state = 'closed' AND resolution = 'terminated' AND closed_at >= $4))) AS overtaken`,
    [terminalId, id, caseId, begunAt],
  );
  return row?.overtaken ?? false;
}
