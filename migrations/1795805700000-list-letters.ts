import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The letters of a case are read by the case. */
export class ListLetters1795805700000 implements MigrationInterface {
  name = 'ListLetters1795805700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX notification_case ON notification (case_id, created_at, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX notification_case');
  }
}
