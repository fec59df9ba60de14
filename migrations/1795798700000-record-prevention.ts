import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What terminals carry of their upkeep, who told it, which software is current, files of it, and reminders sent. */
export class RecordPrevention1795798700000 implements MigrationInterface {
  name = 'RecordPrevention1795798700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FACTS);
    await runner.query(IMPORTS);
    await runner.query(REMINDERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE prevention_letter, prevention_reminder, software_announcement, prevention_event, terminal_prevention,
         prevention_import_reject, prevention_import`,
    );
  }
}

const FACTS = `
CREATE TABLE terminal_prevention (
  terminal_id uuid PRIMARY KEY REFERENCES terminal (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  inspected_on date,
  inspection_due_on date,
  device_id uuid REFERENCES device (id),
  software_model text,
  software_version text,
  virus_database_on date,
  patched_until date,
  password_rotated_on date
);
-- Lists begin with what is longest overdue, by each thing's own date: what lasts how long is the policy's to say.
CREATE INDEX terminal_prevention_inspection ON terminal_prevention (inspection_due_on, terminal_id)
  WHERE inspection_due_on IS NOT NULL;
CREATE INDEX terminal_prevention_software ON terminal_prevention (software_model, software_version, terminal_id)
  WHERE software_model IS NOT NULL AND software_version IS NOT NULL;
CREATE INDEX terminal_prevention_virus_database ON terminal_prevention (virus_database_on, terminal_id)
  WHERE virus_database_on IS NOT NULL;
CREATE INDEX terminal_prevention_patches ON terminal_prevention (patched_until, terminal_id)
  WHERE patched_until IS NOT NULL;
CREATE INDEX terminal_prevention_password ON terminal_prevention (password_rotated_on, terminal_id)
  WHERE password_rotated_on IS NOT NULL;
CREATE INDEX terminal_prevention_merchant ON terminal_prevention (merchant_id);

CREATE TABLE software_announcement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model text NOT NULL,
  version text NOT NULL,
  current_from date,
  at timestamptz NOT NULL,
  actor text NOT NULL
);
CREATE INDEX software_announcement_version ON software_announcement (model, version, id);
CREATE TRIGGER software_announcement_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON software_announcement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, UPDATE ON terminal_prevention TO thaw_serving;
GRANT SELECT, INSERT ON software_announcement TO thaw_serving;
`;

const IMPORTS = `
CREATE TABLE prevention_import (
  id uuid PRIMARY KEY,
  file_name text NOT NULL,
  content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  lines_total integer NOT NULL,
  accepted integer NOT NULL,
  unchanged integer NOT NULL,
  rejected integer NOT NULL,
  CHECK (accepted + unchanged + rejected = lines_total)
);
CREATE INDEX prevention_import_order ON prevention_import (at, id);

CREATE TABLE prevention_import_reject (
  import_id uuid NOT NULL REFERENCES prevention_import (id),
  line integer NOT NULL,
  field text,
  message jsonb NOT NULL,
  cells text[] NOT NULL,
  PRIMARY KEY (import_id, line)
);

CREATE TABLE prevention_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  import_id uuid REFERENCES prevention_import (id),
  before jsonb NOT NULL,
  after jsonb NOT NULL
);
CREATE INDEX prevention_event_order ON prevention_event (terminal_id, id);
CREATE TRIGGER prevention_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON prevention_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON prevention_import, prevention_import_reject, prevention_event TO thaw_serving;
`;

const REMINDERS = `
CREATE TABLE prevention_reminder (
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  kind text NOT NULL CHECK (kind IN ('inspection', 'password', 'patches', 'software', 'virus_database')),
  due_on date NOT NULL,
  phase text NOT NULL CHECK (phase IN ('soon', 'overdue')),
  policy_version integer NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (terminal_id, kind, due_on, phase)
);
CREATE TRIGGER prevention_reminder_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON prevention_reminder
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE prevention_letter (
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  day date NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, day)
);
CREATE TRIGGER prevention_letter_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON prevention_letter
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON prevention_reminder, prevention_letter TO thaw_serving;
`;
