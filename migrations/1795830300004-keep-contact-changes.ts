import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who set another address for whom, and when, masked: whoever can change where somebody is told can take over what they are
 * told, codes to sign in with among it. The address before is told, and lies with that one message until it went out.
 */
export class KeepContactChanges1795830300004 implements MigrationInterface {
  name = 'KeepContactChanges1795830300004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contact_change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES app_user (id),
        channel text NOT NULL CHECK (channel IN ('email', 'sms')),
        at timestamptz NOT NULL,
        actor text NOT NULL,
        before text,
        after text,
        CONSTRAINT contact_change_masked CHECK (position('*' IN coalesce(before, '*')) > 0 AND position('*' IN coalesce(after, '*')) > 0)
      );
      CREATE INDEX contact_change_order ON contact_change (user_id, id);
      CREATE TRIGGER contact_change_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON contact_change
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      GRANT SELECT, INSERT ON contact_change TO thaw_serving;
      ALTER TABLE contact_change ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY seen ON contact_change USING (current_setting('thaw.desk', true) <> '');
      ALTER TABLE dispatch ADD COLUMN former_address text,
        ADD CONSTRAINT dispatch_former CHECK (former_address IS NULL OR state IN ('waiting', 'dead'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM dispatch WHERE former_address IS NOT NULL;
      ALTER TABLE dispatch DROP COLUMN former_address;
      DROP TABLE contact_change;
    `);
  }
}
