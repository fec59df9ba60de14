import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Cases are listed by indexes whose keys are never null. Under row policies Postgres trusts CASE to tell nothing of rows and
 * COALESCE not, so that a cursor or an owner by it was looked for among all open cases. Made anew in some seconds a million cases.
 */
export class OrderCasesUnderPolicies1795830500005 implements MigrationInterface {
  name = 'OrderCasesUnderPolicies1795830500005';

  async up(runner: QueryRunner): Promise<void> {
    await makeAll(
      runner,
      (column, absent) => `(CASE WHEN ${column} IS NULL THEN ${absent} ELSE ${column} END)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await makeAll(runner, (column, absent) => `coalesce(${column}, ${absent})`);
  }
}

async function makeAll(
  runner: QueryRunner,
  present: (column: string, absent: string) => string,
): Promise<void> {
  const due = present('decision_due_at', `'infinity'::timestamptz`);
  const owner = present('owner_id', `'00000000-0000-0000-0000-000000000000'::uuid`);
  for (const [name, first] of [
    ['', ''],
    ['owner_', `${owner}, `],
    ['state_', 'state, '],
    ['queue_', 'queue, '],
  ] as const) {
    await runner.query(`
      DROP INDEX freeze_case_${name}due;
      DROP INDEX freeze_case_${name}urgent;
      CREATE INDEX freeze_case_${name}due ON freeze_case (${first}${due}, id) WHERE state <> 'closed';
      CREATE INDEX freeze_case_${name}urgent ON freeze_case (${first}priority, ${due}, id) WHERE state <> 'closed';
    `);
  }
}
