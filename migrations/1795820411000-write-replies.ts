import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reply templates, every version that was published of them, and in each message and note the version that it came of: what
 * a merchant was told can be held against the text that was in use.
 */
export class WriteReplies1795820411000 implements MigrationInterface {
  name = 'WriteReplies1795820411000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reply_template (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        owner_id uuid NOT NULL REFERENCES app_user (id),
        shared_with text NOT NULL CHECK (shared_with IN ('nobody', 'queue', 'everybody')),
        queue text REFERENCES queue (code),
        face text NOT NULL CHECK (face IN ('merchant', 'staff')),
        name_zh text NOT NULL,
        name_en text NOT NULL,
        body_zh text NOT NULL,
        body_en text NOT NULL,
        published integer,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        retired_at timestamptz,
        CONSTRAINT reply_template_queue CHECK ((shared_with = 'queue') = (queue IS NOT NULL)),
        CONSTRAINT reply_template_name UNIQUE (owner_id, name_zh)
      );
      CREATE INDEX reply_template_shared ON reply_template (created_at, id) WHERE shared_with <> 'nobody';
      CREATE TABLE reply_template_version (
        template_id uuid NOT NULL REFERENCES reply_template (id),
        version integer NOT NULL CHECK (version > 0),
        body_zh text NOT NULL,
        body_en text NOT NULL,
        published_at timestamptz NOT NULL,
        published_by text NOT NULL,
        PRIMARY KEY (template_id, version)
      );
      CREATE TRIGGER reply_template_version_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reply_template_version
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE FUNCTION keep_template_face() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a template keeps whom it is for';
      END $$;
      CREATE TRIGGER reply_template_face BEFORE UPDATE ON reply_template
        FOR EACH ROW WHEN (OLD.face IS DISTINCT FROM NEW.face) EXECUTE FUNCTION keep_template_face();
      GRANT SELECT, INSERT, UPDATE ON reply_template TO thaw_serving;
      GRANT SELECT, INSERT ON reply_template_version TO thaw_serving;

      ALTER TABLE case_message ADD COLUMN template_id uuid, ADD COLUMN template_version integer,
        ADD CONSTRAINT case_message_template FOREIGN KEY (template_id, template_version)
          REFERENCES reply_template_version (template_id, version) MATCH FULL,
        ADD CONSTRAINT case_message_template_of_desk CHECK (template_id IS NULL OR NOT from_merchant);
      ALTER TABLE case_note ADD COLUMN template_id uuid, ADD COLUMN template_version integer,
        ADD CONSTRAINT case_note_template FOREIGN KEY (template_id, template_version)
          REFERENCES reply_template_version (template_id, version) MATCH FULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE case_note DROP COLUMN template_id, DROP COLUMN template_version;
      ALTER TABLE case_message DROP COLUMN template_id, DROP COLUMN template_version;
      DROP TABLE reply_template_version;
      DROP TABLE reply_template;
      DROP FUNCTION keep_template_face();
    `);
  }
}
