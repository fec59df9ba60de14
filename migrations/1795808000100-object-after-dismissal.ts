import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An objection that was answered when its case was dismissed is open no more: where that case is opened again, the
 * merchant may object again. The index took it for an open one.
 */
export class ObjectAfterDismissal1795808000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX objection_open;
      CREATE UNIQUE INDEX objection_open ON objection (case_id) WHERE answered_by IS NULL AND dismissal_reply IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX objection_open;
      CREATE UNIQUE INDEX objection_open ON objection (case_id) WHERE answered_by IS NULL;
    `);
  }
}
