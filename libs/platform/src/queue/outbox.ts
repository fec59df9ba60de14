import type { JobName, JobPayloads } from '@thaw/jobs';
import type { Tx } from '../database/database';

/**
 * Asks for a job inside the transaction that makes it needed: committed together or not at all. The relay hands it on.
 */
export async function requestJob<N extends JobName>(tx: Tx, job: N, payload: JobPayloads[N]): Promise<void> {
  await tx.query('INSERT INTO outbox (job, payload) VALUES ($1, $2)', [job, JSON.stringify(payload)]);
}
