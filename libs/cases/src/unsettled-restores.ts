import type { Tx } from '@thaw/platform';

/** One batch of a sweep, which comes again. */
const BATCH = 100;

/**
 * Whether the last thing that happened to the restore of case `c` is that its failure was told. A failure leaves the
 * case where it stands: of each try it is told once, however often the job comes.
 */
const FAILURE_IS_TOLD = `coalesce((
  SELECT e.type = 'restore_failed' FROM case_event e
  WHERE e.case_id = c.id
    AND (e.type IN ('restore_failed', 'restore_retried') OR e.from_state IS DISTINCT FROM e.to_state)
  ORDER BY e.seq DESC LIMIT 1), false)`;

export async function failureIsTold(tx: Tx, caseId: string): Promise<boolean> {
  const [row] = await tx.query<{ told: boolean }[]>(
    `SELECT ${FAILURE_IS_TOLD} AS told FROM freeze_case c WHERE c.id = $1`,
    [caseId],
  );
  return row?.told ?? false;
}

/**
 * Cases that still restore although the last of their commands settled before this instant, longest waiting first.
 * One whose failure is told is not among them: it waits for a person.
 */
export async function unsettledRestores(tx: Tx, before: Date): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT c.id
     FROM freeze_case c
     JOIN gateway_command g ON g.case_id = c.id AND g.purpose = 'restore' AND g.state <> 'withdrawn'
       AND g.closed_at IS NULL
     WHERE c.state = 'restoring'
     GROUP BY c.id
     HAVING bool_and(g.state IN ('confirmed', 'failed')) AND max(g.settled_at) <= $1
       AND NOT (bool_or(g.state = 'failed') AND ${FAILURE_IS_TOLD})
     ORDER BY max(g.settled_at) LIMIT $2`,
    [before, BATCH],
  );
  return rows.map(({ id }) => id);
}
