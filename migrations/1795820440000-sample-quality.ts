import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Closed cases that are drawn by chance and looked at by a reviewer who decided nothing of them, which a trigger holds, and
 * what merchants say of how their case was worked. Drawn again with seed and candidates a draw comes out the same.
 */
export class SampleQuality1795820440000 implements MigrationInterface {
  name = 'SampleQuality1795820440000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE quality_plan (
        queue text PRIMARY KEY REFERENCES queue (code),
        rate_percent integer NOT NULL CHECK (rate_percent BETWEEN 0 AND 100),
        monthly_cap integer NOT NULL CHECK (monthly_cap BETWEEN 0 AND 10000),
        version integer NOT NULL CHECK (version > 0),
        changed_at timestamptz NOT NULL,
        changed_by text NOT NULL
      );
      CREATE TABLE quality_draw (
        id uuid PRIMARY KEY,
        queue text NOT NULL REFERENCES queue (code),
        month text NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
        seed text NOT NULL,
        rate_percent integer NOT NULL,
        monthly_cap integer NOT NULL,
        candidates jsonb NOT NULL,
        drawn_at timestamptz NOT NULL,
        CONSTRAINT quality_draw_once UNIQUE (queue, month)
      );
      CREATE TABLE quality_sample (
        id uuid PRIMARY KEY,
        draw_id uuid NOT NULL REFERENCES quality_draw (id),
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        drawn_at timestamptz NOT NULL,
        state text NOT NULL CHECK (state IN ('drawn', 'passed', 'returned', 'corrected')),
        CONSTRAINT quality_sample_once UNIQUE (draw_id, case_id)
      );
      CREATE INDEX quality_sample_state ON quality_sample (state, drawn_at, id);
      CREATE INDEX quality_sample_case ON quality_sample (case_id);
      CREATE TABLE quality_review (
        id uuid PRIMARY KEY,
        sample_id uuid NOT NULL REFERENCES quality_sample (id),
        round integer NOT NULL CHECK (round > 0),
        reviewer uuid NOT NULL REFERENCES app_user (id),
        marks jsonb NOT NULL,
        comment text NOT NULL,
        returned boolean NOT NULL,
        reviewed_at timestamptz NOT NULL,
        CONSTRAINT quality_review_round UNIQUE (sample_id, round)
      );
      CREATE TABLE quality_correction (
        review_id uuid PRIMARY KEY REFERENCES quality_review (id),
        corrected_by uuid NOT NULL REFERENCES app_user (id),
        text text NOT NULL,
        corrected_at timestamptz NOT NULL
      );

      CREATE FUNCTION worked_on_case(of_case uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT FROM proposal WHERE case_id = of_case AND person IN (proposed_by, decided_by))
          OR EXISTS (SELECT FROM appeal WHERE case_id = of_case AND decided_by = person)
          OR EXISTS (SELECT FROM freeze_case WHERE id = of_case AND owner_id = person)
          OR EXISTS (SELECT FROM case_event WHERE case_id = of_case AND type = 'dismissed' AND actor = 'user:' || person)
      $$;
      CREATE FUNCTION review_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF worked_on_case((SELECT case_id FROM quality_sample WHERE id = NEW.sample_id), NEW.reviewer) THEN
          RAISE EXCEPTION 'whoever decided on a case does not review it';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER quality_review_by_another BEFORE INSERT ON quality_review
        FOR EACH ROW EXECUTE FUNCTION review_by_another();
      CREATE TRIGGER quality_review_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON quality_review
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER quality_draw_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON quality_draw
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      CREATE TABLE satisfaction (
        case_id uuid PRIMARY KEY REFERENCES freeze_case (id),
        asked_at timestamptz,
        answered_at timestamptz,
        answered_by uuid REFERENCES app_user (id),
        mark integer CHECK (mark BETWEEN 1 AND 5),
        words text,
        CONSTRAINT satisfaction_answer CHECK ((answered_at IS NULL) = (mark IS NULL) AND (mark IS NULL) = (answered_by IS NULL))
      );
      CREATE FUNCTION keep_satisfaction() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'an answer is given once';
      END $$;
      CREATE TRIGGER satisfaction_once BEFORE UPDATE ON satisfaction FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL)
        EXECUTE FUNCTION keep_satisfaction();
      CREATE INDEX freeze_case_closed_at ON freeze_case (closed_at) WHERE state = 'closed';

      GRANT SELECT, INSERT, UPDATE ON quality_plan, quality_sample, satisfaction TO thaw_serving;
      GRANT SELECT, INSERT ON quality_draw, quality_review, quality_correction TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX freeze_case_closed_at;
      DROP TABLE satisfaction, quality_correction, quality_review, quality_sample, quality_draw, quality_plan;
      DROP FUNCTION keep_satisfaction();
      DROP FUNCTION review_by_another();
      DROP FUNCTION worked_on_case(uuid, uuid);
    `);
  }
}
