import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a session was opened by and from where, so that its owner knows it again; which key another took over from; what was
 * done to accounts. A role that is withdrawn goes, and its event stays.
 */
export class ManageSessions1795830700000 implements MigrationInterface {
  name = 'ManageSessions1795830700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session
        ADD COLUMN opened_by text CHECK (opened_by IN ('password', 'code', 'sso')),
        ADD COLUMN address text,
        ADD COLUMN client text;
      ALTER TABLE api_key ADD COLUMN rotated_from uuid UNIQUE REFERENCES api_key (id);
      GRANT DELETE ON user_role TO thaw_serving;
      CREATE TABLE account_event (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user (id),
        kind text NOT NULL,
        done_by text NOT NULL,
        created_at timestamptz NOT NULL,
        data jsonb NOT NULL
      );
      CREATE INDEX account_event_of ON account_event (user_id, created_at, id);
      CREATE TRIGGER account_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_event
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      GRANT SELECT, INSERT ON account_event TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE account_event;
      REVOKE DELETE ON user_role FROM thaw_serving;
      ALTER TABLE api_key DROP COLUMN rotated_from;
      ALTER TABLE session DROP COLUMN client, DROP COLUMN address, DROP COLUMN opened_by;
    `);
  }
}
