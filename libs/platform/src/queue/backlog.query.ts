import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database } from '../database/database';

/** The relay hands a row over within a second: one that is older waits for a worker, or for the queue. */
const BEHIND_SECONDS = 30;

/** Whether what was decided is carried out: asked of the outbox, which every process can see, and not of the queue. */
@Injectable()
export class Backlog {
  constructor(private readonly database: Database) {}

  /** @throws DomainError DEPENDENCY_UNAVAILABLE as {@link Database.asActor} */
  async isBehind(): Promise<boolean> {
    const rows = await this.database.asActor(systemActor('setup'), (tx) =>
      tx.query<object[]>(
        'SELECT 1 FROM (SELECT created_at FROM outbox ORDER BY id LIMIT 1) first WHERE created_at < now() - make_interval(secs => $1)',
        [BEHIND_SECONDS],
      ),
    );
    return rows.length > 0;
  }
}
