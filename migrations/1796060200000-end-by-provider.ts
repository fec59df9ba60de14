import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which session of the identity provider one here was opened, so that it ends when the provider says that one has ended. */
export class EndByProvider1796060200000 implements MigrationInterface {
  name = 'EndByProvider1796060200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session ADD COLUMN provider_session bytea;
      CREATE INDEX session_provider ON session (provider_session) WHERE provider_session IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session DROP COLUMN provider_session');
  }
}
