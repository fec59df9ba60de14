import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Files of messages and of notes, in tables of their own as messages and notes are: no query for the one can return the
 * other. Who read what and when, and which colleagues a note names. A file that was sent stays with what it was sent with.
 */
export class AttachToMessages1795806200001 implements MigrationInterface {
  name = 'AttachToMessages1795806200001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FILES);
    await runner.query(MARKS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE note_mention; DROP TABLE note_read; DROP TABLE message_read;
      DROP TABLE note_file; DROP TABLE message_file; DROP FUNCTION keep_sent_file();
    `);
  }
}

const FILES = `
CREATE TABLE message_file (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  message_id uuid REFERENCES case_message (id),
  file_name text NOT NULL,
  media_type text NOT NULL,
  size_bytes bigint NOT NULL,
  sha256 bytea NOT NULL,
  blob_key text NOT NULL,
  malware_scan text NOT NULL CHECK (malware_scan IN ('not_scanned', 'clean', 'refused')),
  uploaded_by uuid NOT NULL REFERENCES app_user (id),
  uploaded_at timestamptz NOT NULL
);
CREATE INDEX message_file_case ON message_file (case_id, uploaded_at, id);
GRANT SELECT, INSERT ON message_file TO thaw_serving;
GRANT UPDATE (message_id) ON message_file TO thaw_serving;

CREATE TABLE note_file (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  note_id uuid REFERENCES case_note (id),
  file_name text NOT NULL,
  media_type text NOT NULL,
  size_bytes bigint NOT NULL,
  sha256 bytea NOT NULL,
  blob_key text NOT NULL,
  malware_scan text NOT NULL CHECK (malware_scan IN ('not_scanned', 'clean', 'refused')),
  uploaded_by uuid NOT NULL REFERENCES app_user (id),
  uploaded_at timestamptz NOT NULL
);
CREATE INDEX note_file_case ON note_file (case_id, uploaded_at, id);
GRANT SELECT, INSERT ON note_file TO thaw_serving;
GRANT UPDATE (note_id) ON note_file TO thaw_serving;

CREATE FUNCTION keep_sent_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a file that was sent stays with what it was sent with' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER message_file_stays BEFORE UPDATE ON message_file FOR EACH ROW
  WHEN (OLD.message_id IS NOT NULL) EXECUTE FUNCTION keep_sent_file();
CREATE TRIGGER note_file_stays BEFORE UPDATE ON note_file FOR EACH ROW
  WHEN (OLD.note_id IS NOT NULL) EXECUTE FUNCTION keep_sent_file();
`;

const MARKS = `
CREATE TABLE message_read (
  message_id uuid NOT NULL REFERENCES case_message (id),
  user_id uuid NOT NULL REFERENCES app_user (id),
  by_merchant boolean NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (message_id, user_id)
);
CREATE TABLE note_read (
  note_id uuid NOT NULL REFERENCES case_note (id),
  user_id uuid NOT NULL REFERENCES app_user (id),
  read_at timestamptz NOT NULL,
  PRIMARY KEY (note_id, user_id)
);
CREATE TABLE note_mention (
  note_id uuid NOT NULL REFERENCES case_note (id),
  user_id uuid NOT NULL REFERENCES app_user (id),
  PRIMARY KEY (note_id, user_id)
);
GRANT SELECT, INSERT ON message_read, note_read, note_mention TO thaw_serving;
`;
