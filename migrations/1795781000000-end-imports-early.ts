import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets an import be cancelled, and one that is to be read in whole or not at all be refused. */
export class EndImportsEarly1795781000000 implements MigrationInterface {
  name = 'EndImportsEarly1795781000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE history_import
        ADD COLUMN strict boolean NOT NULL DEFAULT false,
        DROP CONSTRAINT history_import_state_check,
        ADD CONSTRAINT history_import_state_check
          CHECK (state IN ('queued', 'running', 'finished', 'failed', 'cancelled', 'refused'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE history_import
        DROP COLUMN strict,
        DROP CONSTRAINT history_import_state_check,
        ADD CONSTRAINT history_import_state_check CHECK (state IN ('queued', 'running', 'finished', 'failed'));
    `);
  }
}
