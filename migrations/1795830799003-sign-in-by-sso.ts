import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom the identity provider means by a subject, and what its sign-out needs of a session. */
export class SignInBySso1795830799003 implements MigrationInterface {
  name = 'SignInBySso1795830799003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sso_identity (
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id uuid NOT NULL UNIQUE REFERENCES app_user (id),
        linked_by text NOT NULL,
        linked_at timestamptz NOT NULL,
        PRIMARY KEY (issuer, subject)
      );
      GRANT SELECT, INSERT, UPDATE, DELETE ON sso_identity TO thaw_serving;
      ALTER TABLE sso_identity ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY seen ON sso_identity USING (current_setting('thaw.desk', true) <> '');
      SELECT audit_table('sso_identity', '{user_id}');
      ALTER TABLE session ADD COLUMN sealed_id_token bytea;
      -- Declared anew, since nothing is kept of the new column either.
      DROP TRIGGER audit_change ON session;
      DROP TRIGGER audit_truncation ON session;
      SELECT audit_table('session', '{id}', '{last_seen_at,expires_at}', '{token_hash,sealed_id_token}');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER audit_change ON session;
      DROP TRIGGER audit_truncation ON session;
      SELECT audit_table('session', '{id}', '{last_seen_at,expires_at}', '{token_hash}');
      ALTER TABLE session DROP COLUMN sealed_id_token;
      DROP TABLE sso_identity;
    `);
  }
}
