import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever sees few cases has the texts of each looked through. */
export class FindTextsByCase1795830400001 implements MigrationInterface {
  name = 'FindTextsByCase1795830400001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX case_search_case ON case_search (case_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX case_search_case');
  }
}
