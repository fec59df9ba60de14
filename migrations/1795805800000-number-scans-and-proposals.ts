import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * "The last scan" and "the last decision" of a case are told by the order in which they were made. Their instants do not
 * tell it: two can be of the same one, and a clock that is set back makes a later one look earlier.
 */
export class NumberScansAndProposals1795805800000 implements MigrationInterface {
  name = 'NumberScansAndProposals1795805800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, instant] of [
      ['scan', 'created_at'],
      ['proposal', 'proposed_at'],
    ] as const) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN seq bigint`);
      await runner.query(
        `UPDATE ${table} t SET seq = o.seq
         FROM (SELECT id, row_number() OVER (ORDER BY ${instant}, id) AS seq FROM ${table}) o WHERE o.id = t.id`,
      );
      await runner.query(
        `ALTER TABLE ${table} ALTER COLUMN seq SET NOT NULL, ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY`,
      );
      await runner.query(
        `SELECT setval(pg_get_serial_sequence('${table}', 'seq'), coalesce(max(seq), 0) + 1, false) FROM ${table}`,
      );
      await runner.query(`CREATE UNIQUE INDEX ${table}_seq ON ${table} (case_id, seq)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE proposal DROP COLUMN seq');
    await runner.query('ALTER TABLE scan DROP COLUMN seq');
  }
}
