import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['contact', 'channel_choice', 'dispatch'] as const;

/** Text messages to merchants, and codes by which they sign in. */
export class TextMerchants1795820200003 implements MigrationInterface {
  name = 'TextMerchants1795820200003';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(`
        ALTER TABLE ${table} DROP CONSTRAINT ${table}_channel_check,
          ADD CONSTRAINT ${table}_channel_check CHECK (channel IN ('email', 'sms'))`);
    await runner.query(`
      CREATE TABLE sign_in_code (
        id uuid PRIMARY KEY,
        login text NOT NULL,
        user_id uuid REFERENCES app_user (id),
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        tries integer NOT NULL CHECK (tries >= 0),
        ended_at timestamptz
      );
      CREATE INDEX sign_in_code_login ON sign_in_code (login, created_at);
      CREATE INDEX sign_in_code_created ON sign_in_code (created_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_code TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sign_in_code');
    for (const table of TABLES)
      await runner.query(`
        ALTER TABLE ${table} DROP CONSTRAINT ${table}_channel_check,
          ADD CONSTRAINT ${table}_channel_check CHECK (channel IN ('email'))`);
  }
}
