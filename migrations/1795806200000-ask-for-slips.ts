import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Slips that cases ask for (调单): each a sale of the case's terminal, with what was answered, what stands on the slip, and
 * what was made of it; and how a sample was drawn. Neither is in scans from before: their facts stay as they were frozen.
 */
export class AskForSlips1795806200000 implements MigrationInterface {
  name = 'AskForSlips1795806200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE slip (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        terminal_id uuid NOT NULL REFERENCES terminal (id),
        transaction_id bigint NOT NULL,
        occurred_at timestamptz NOT NULL,
        amount_fen bigint NOT NULL,
        currency text NOT NULL,
        card_last_four text,
        reference text,
        trace_no text,
        batch_no text,
        request_id uuid NOT NULL REFERENCES evidence_request (id),
        asked_by uuid NOT NULL REFERENCES app_user (id),
        asked_at timestamptz NOT NULL,
        state text NOT NULL,
        revision integer NOT NULL,
        file_id uuid REFERENCES evidence_file (id),
        absence_reason text,
        stated jsonb NOT NULL,
        read jsonb NOT NULL,
        answered_by text,
        answered_at timestamptz,
        on_behalf_channel text,
        assessment text,
        assessment_reason text,
        assessed_by uuid REFERENCES app_user (id),
        assessed_at timestamptz,
        changed_at timestamptz NOT NULL,
        CONSTRAINT slip_once UNIQUE (case_id, transaction_id),
        CONSTRAINT slip_state CHECK (state IN ('asked', 'answered', 'absent', 'missed', 'withdrawn')),
        CONSTRAINT slip_answer CHECK ((state = 'answered') = (file_id IS NOT NULL)
          AND (state = 'absent') = (absence_reason IS NOT NULL)),
        CONSTRAINT slip_assessment CHECK (assessment IN ('accepted', 'rejected')
          AND assessed_by IS NOT NULL AND assessed_at IS NOT NULL
          OR assessment IS NULL AND assessed_by IS NULL AND assessed_at IS NULL)
      );
      CREATE INDEX slip_terminal ON slip (terminal_id, asked_at, id);
      GRANT SELECT, INSERT, UPDATE ON slip TO thaw_serving;

      CREATE TABLE slip_sample (
        request_id uuid PRIMARY KEY REFERENCES evidence_request (id),
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        scan_id uuid NOT NULL REFERENCES scan (id),
        finding_ids uuid[] NOT NULL,
        seed text NOT NULL,
        size integer NOT NULL,
        population integer NOT NULL,
        population_digest text NOT NULL,
        skipped bigint[] NOT NULL,
        picked bigint[] NOT NULL,
        drawn_at timestamptz NOT NULL
      );
      CREATE INDEX slip_sample_case ON slip_sample (case_id, drawn_at, request_id);
      GRANT SELECT, INSERT ON slip_sample TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE slip_sample; DROP TABLE slip;');
  }
}
