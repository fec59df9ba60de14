import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever sees few cases reads a page from their queues and from what is theirs, each in the order of the list, and a count
 * from an index that holds what cases are narrowed by most: of sorts by opening and last change, and of counts, there were
 * only indexes over the cases of all.
 */
export class WalkQueues1795830400000 implements MigrationInterface {
  name = 'WalkQueues1795830400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX freeze_case_queue_opened ON freeze_case (queue, opened_at, id) INCLUDE (state, owner_id, merchant_id);
      CREATE INDEX freeze_case_queue_changed ON freeze_case (queue, changed_at, id);
      CREATE INDEX freeze_case_queue_open_changed ON freeze_case (queue, changed_at, id) WHERE state <> 'closed';
      CREATE INDEX freeze_case_owner_opened ON freeze_case (${OWNER}, opened_at, id) INCLUDE (state, queue, owner_id, merchant_id);
      CREATE INDEX freeze_case_owner_changed ON freeze_case (${OWNER}, changed_at, id);
      CREATE INDEX freeze_case_counted ON freeze_case (queue, state)
        INCLUDE (owner_id, merchant_id, priority, decision_due_at, reason_code, sla_class) WHERE state <> 'closed';
      CREATE INDEX freeze_case_counted_due ON freeze_case (queue, ${DUE})
        INCLUDE (owner_id, merchant_id, state, decision_due_at) WHERE state <> 'closed';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX freeze_case_queue_opened, freeze_case_queue_changed, freeze_case_queue_open_changed,
        freeze_case_owner_opened, freeze_case_owner_changed, freeze_case_counted,
        freeze_case_counted_due;
    `);
  }
}

// Under row policies no index is asked for COALESCE.
const DUE = `(CASE WHEN decision_due_at IS NULL THEN 'infinity'::timestamptz ELSE decision_due_at END)`;
const OWNER = `(CASE WHEN owner_id IS NULL THEN '00000000-0000-0000-0000-000000000000'::uuid ELSE owner_id END)`;
