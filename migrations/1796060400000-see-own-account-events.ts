import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done to accounts is seen and written as the accounts' sessions are: by the desk, and of a merchant's people by themselves. */
export class SeeOwnAccountEvents1796060400000 implements MigrationInterface {
  name = 'SeeOwnAccountEvents1796060400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY seen ON account_event USING (current_setting('thaw.desk', true) <> ''
        OR 'user:' || user_id = current_setting('thaw.actor', true));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY seen ON account_event;
      ALTER TABLE account_event NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
    `);
  }
}
