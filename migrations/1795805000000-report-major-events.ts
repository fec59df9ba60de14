import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Major events, named and reported, and the clock of their report. And rounds of appeal are counted by decision: a case that
 * was opened again on new facts is decided anew, and that decision has rounds of its own.
 */
export class ReportMajorEvents1795805000000 implements MigrationInterface {
  name = 'ReportMajorEvents1795805000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE major_event (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        named_by uuid NOT NULL REFERENCES app_user (id),
        named_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        receipt_no text,
        reported_by uuid REFERENCES app_user (id),
        reported_at timestamptz,
        CONSTRAINT major_event_reported CHECK ((reported_at IS NULL) = (receipt_no IS NULL)
          AND (reported_at IS NULL) = (reported_by IS NULL))
      );
      CREATE INDEX major_event_case ON major_event (case_id, named_at, id);
      CREATE UNIQUE INDEX major_event_open ON major_event (case_id) WHERE reported_at IS NULL;
      GRANT SELECT, INSERT ON major_event TO thaw_serving;
      GRANT UPDATE (receipt_no, reported_by, reported_at) ON major_event TO thaw_serving;

      ALTER TABLE case_clock DROP CONSTRAINT case_clock_kind_check,
        ADD CONSTRAINT case_clock_kind_check CHECK (kind IN ('triage', 'evidence', 'decision', 'objection_reply',
          'appeal_reply', 'appeal_window', 'restore', 'watch', 'fix', 'major_event'));

      ALTER TABLE appeal DROP CONSTRAINT appeal_round,
        ADD CONSTRAINT appeal_round UNIQUE (proposal_id, round);
      CREATE INDEX appeal_case ON appeal (case_id, opened_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX appeal_case;
      ALTER TABLE appeal DROP CONSTRAINT appeal_round, ADD CONSTRAINT appeal_round UNIQUE (case_id, round);
      ALTER TABLE case_clock DROP CONSTRAINT case_clock_kind_check,
        ADD CONSTRAINT case_clock_kind_check CHECK (kind IN ('triage', 'evidence', 'decision', 'objection_reply',
          'appeal_reply', 'appeal_window', 'restore', 'watch', 'fix'));
      DROP TABLE major_event;
    `);
  }
}
