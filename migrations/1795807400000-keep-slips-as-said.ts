import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is said of a slip is held by the database: its sale never changes, an answer or a judgement only with the next
 * revision. What a case has is of that case: slips with their file and request, files with their message or note. Slips
 * of cases that were closed as duplicates go where their files went, to the case that took over; no request of that case
 * asked for them.
 */
export class KeepSlipsAsSaid1795807400000 implements MigrationInterface {
  name = 'KeepSlipsAsSaid1795807400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [TAKEN_OVER, SAME_CASE, SAID, WATCHED]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER watch_scan_stays ON watch_scan;
      DROP FUNCTION keep_done_scan();
      GRANT UPDATE ON watch_scan, slip TO thaw_serving;
      DROP TRIGGER slip_as_said ON slip;
      DROP FUNCTION keep_slip_as_said();
      ALTER TABLE note_file DROP CONSTRAINT note_file_note;
      ALTER TABLE message_file DROP CONSTRAINT message_file_message;
      ALTER TABLE slip DROP CONSTRAINT slip_file, DROP CONSTRAINT slip_request,
        ADD CONSTRAINT slip_file_id_fkey FOREIGN KEY (file_id) REFERENCES evidence_file (id),
        ADD CONSTRAINT slip_request_id_fkey FOREIGN KEY (request_id) REFERENCES evidence_request (id);
      ALTER TABLE note_file ADD CONSTRAINT note_file_note_id_fkey FOREIGN KEY (note_id) REFERENCES case_note (id);
      ALTER TABLE message_file
        ADD CONSTRAINT message_file_message_id_fkey FOREIGN KEY (message_id) REFERENCES case_message (id);
      ALTER TABLE case_note DROP CONSTRAINT case_note_of_case;
      ALTER TABLE case_message DROP CONSTRAINT case_message_of_case;
      ALTER TABLE evidence_request DROP CONSTRAINT evidence_request_of_case;
      ALTER TABLE evidence_file DROP CONSTRAINT evidence_file_of_case;
    `);
  }
}

/** Case after case, since the one that took over may itself have been closed as a duplicate. */
const TAKEN_OVER = `
ALTER TABLE slip ALTER COLUMN request_id DROP NOT NULL;
ALTER TABLE slip DROP CONSTRAINT slip_once;
CREATE UNIQUE INDEX slip_once ON slip (case_id, transaction_id) WHERE request_id IS NOT NULL;
ALTER TABLE slip DROP CONSTRAINT slip_file_id_fkey, DROP CONSTRAINT slip_request_id_fkey;

DO $$
BEGIN
  LOOP
    UPDATE slip s SET case_id = o.id, request_id = NULL
    FROM freeze_case c
      CROSS JOIN LATERAL (SELECT data ->> 'duplicateOf' AS number FROM case_event
        WHERE case_id = c.id AND type = 'dismissed' ORDER BY seq DESC LIMIT 1) e
      JOIN freeze_case o ON o.number = e.number
    WHERE s.case_id = c.id AND c.state = 'closed' AND c.resolution = 'duplicate';
    EXIT WHEN NOT FOUND;
  END LOOP;
  -- A case that was opened again has files elsewhere, and its slips with them.
  UPDATE slip s SET case_id = f.case_id, request_id = NULL
  FROM evidence_file f WHERE f.id = s.file_id AND f.case_id <> s.case_id;
END $$;
`;

/** When a case is taken over its files go first and their slips follow, in one transaction. */
const SAME_CASE = `
ALTER TABLE evidence_file ADD CONSTRAINT evidence_file_of_case UNIQUE (id, case_id);
ALTER TABLE evidence_request ADD CONSTRAINT evidence_request_of_case UNIQUE (id, case_id);
ALTER TABLE case_message ADD CONSTRAINT case_message_of_case UNIQUE (id, case_id);
ALTER TABLE case_note ADD CONSTRAINT case_note_of_case UNIQUE (id, case_id);

ALTER TABLE slip
  ADD CONSTRAINT slip_file FOREIGN KEY (file_id, case_id) REFERENCES evidence_file (id, case_id) DEFERRABLE,
  ADD CONSTRAINT slip_request FOREIGN KEY (request_id, case_id) REFERENCES evidence_request (id, case_id);
ALTER TABLE message_file DROP CONSTRAINT message_file_message_id_fkey,
  ADD CONSTRAINT message_file_message FOREIGN KEY (message_id, case_id) REFERENCES case_message (id, case_id);
ALTER TABLE note_file DROP CONSTRAINT note_file_note_id_fkey,
  ADD CONSTRAINT note_file_note FOREIGN KEY (note_id, case_id) REFERENCES case_note (id, case_id);
`;

const SAID = `
REVOKE UPDATE ON slip FROM thaw_serving;
GRANT UPDATE (case_id, request_id, asked_by, asked_at, state, revision, file_id, absence_reason, stated, read, answered_by,
  answered_at, on_behalf_channel, assessment, assessment_reason, assessed_by, assessed_at, changed_at)
  ON slip TO thaw_serving;

CREATE FUNCTION keep_slip_as_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.revision NOT IN (OLD.revision, OLD.revision + 1)
    OR (NEW.revision = OLD.revision AND ROW(NEW.asked_by, NEW.asked_at, NEW.file_id, NEW.absence_reason, NEW.stated,
        NEW.read, NEW.answered_by, NEW.answered_at, NEW.on_behalf_channel, NEW.assessment, NEW.assessment_reason,
        NEW.assessed_by, NEW.assessed_at)
      IS DISTINCT FROM ROW(OLD.asked_by, OLD.asked_at, OLD.file_id, OLD.absence_reason, OLD.stated,
        OLD.read, OLD.answered_by, OLD.answered_at, OLD.on_behalf_channel, OLD.assessment, OLD.assessment_reason,
        OLD.assessed_by, OLD.assessed_at)) THEN
    RAISE EXCEPTION 'what was said of a slip changes with its next revision alone' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.case_id <> OLD.case_id AND NEW.request_id IS NOT NULL THEN
    RAISE EXCEPTION 'a slip that a case took over was asked for by none of its requests' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER slip_as_said BEFORE UPDATE ON slip FOR EACH ROW EXECUTE FUNCTION keep_slip_as_said();
`;

const WATCHED = `
REVOKE UPDATE ON watch_scan FROM thaw_serving;
GRANT UPDATE (asked_at, done_at) ON watch_scan TO thaw_serving;

CREATE FUNCTION keep_done_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the scan of a day is done once' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER watch_scan_stays BEFORE UPDATE ON watch_scan FOR EACH ROW
  WHEN (OLD.done_at IS NOT NULL) EXECUTE FUNCTION keep_done_scan();
`;
