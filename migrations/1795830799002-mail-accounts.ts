import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails about accounts: invitations and resets, whose links follow from the id and a key, and word of what was changed. */
export class MailAccounts1795830799002 implements MigrationInterface {
  name = 'MailAccounts1795830799002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_mail (
        id uuid PRIMARY KEY,
        login text NOT NULL,
        user_id uuid REFERENCES app_user (id),
        kind text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        sent_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT account_mail_link CHECK ((kind IN ('invitation', 'reset')) = (expires_at IS NOT NULL))
      );
      CREATE INDEX account_mail_login ON account_mail (login, created_at);
      CREATE INDEX account_mail_created ON account_mail (created_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON account_mail TO thaw_serving;
      ALTER TABLE account_mail ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY seen ON account_mail USING (current_setting('thaw.desk', true) <> '' OR 'user:' || user_id = current_setting('thaw.actor', true));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE account_mail');
  }
}
