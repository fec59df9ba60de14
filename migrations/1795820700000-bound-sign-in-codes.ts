import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A code signs in only once it was sent, so that those under way when this comes have to be asked for again; what fails is
 * counted by name, and what is sent by number.
 */
export class BoundSignInCodes1795820700000 implements MigrationInterface {
  name = 'BoundSignInCodes1795820700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sign_in_code ADD COLUMN sent_to text, ADD COLUMN sent_at timestamptz,
        ADD CONSTRAINT sign_in_code_sent_check CHECK (sent_at IS NULL OR sent_to IS NOT NULL);
      CREATE INDEX sign_in_code_sent_to ON sign_in_code (sent_to, created_at) WHERE sent_to IS NOT NULL;
      CREATE TABLE code_failure (
        login text PRIMARY KEY,
        user_id uuid REFERENCES app_user (id),
        day integer NOT NULL,
        on_day integer NOT NULL CHECK (on_day > 0),
        since_password integer NOT NULL CHECK (since_password >= 0),
        told_at timestamptz
      );
      CREATE INDEX code_failure_untold ON code_failure (login) WHERE told_at IS NULL;
      CREATE INDEX code_failure_of_nobody ON code_failure (day) WHERE user_id IS NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON code_failure TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE code_failure;
      ALTER TABLE sign_in_code DROP COLUMN sent_at, DROP COLUMN sent_to;
    `);
  }
}
