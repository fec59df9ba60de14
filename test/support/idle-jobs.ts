import { QUEUES } from '@thaw/jobs';
import type { QueueConnection } from '@thaw/platform';
import { Queue } from 'bullmq';
import type { TestDatabase } from './test-database';
import { waitFor } from './wait-for';

/** Under way, or about to be. A job that waits for its next try in some time is neither. */
const AT_WORK = ['waiting', 'prioritized', 'active'] as const;

/**
 * Tells when what a desk has set going has come to its end. A step on a case right after the thing it waits for would
 * else meet the version that a later job of the same thing is just about to write.
 */
export class IdleJobs {
  private readonly queues: readonly Queue[];

  constructor(
    private readonly database: TestDatabase,
    { options, backend }: QueueConnection,
  ) {
    this.queues = QUEUES.map(
      (name) => (backend ? new Queue(name, options, backend) : new Queue(name, options)) as Queue,
    );
  }

  /** Until outbox and queues are empty at two looks in a row: between two tables a job may be on its way. */
  async untilIdle(): Promise<void> {
    let quiet = 0;
    await waitFor('the jobs to be done', async () => {
      quiet = (await this.atWork()) === 0 ? quiet + 1 : 0;
      return quiet === 2;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.close()));
  }

  private async atWork(): Promise<number> {
    const rows = await this.database.query<{ rows: number }>('SELECT count(*)::int AS rows FROM outbox', []);
    let sum = rows[0]!.rows;
    for (const queue of this.queues) {
      const counts = await queue.getJobCounts(...AT_WORK);
      sum += AT_WORK.reduce((all, state) => all + (counts[state] ?? 0), 0);
    }
    return sum;
  }
}
