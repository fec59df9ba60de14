import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who set a measure and under which reason, who confirmed it and by when it had to be, when the terminal system carried
 * it out, what it took the place of, and when its held money was released; with a history that is only ever added to.
 */
export class KeepMeasureHistories1795796300001 implements MigrationInterface {
  name = 'KeepMeasureHistories1795796300001';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [MEASURES, HISTORY, DUTIES]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER measure_terms_stay ON measure;
      DROP TRIGGER gateway_command_to_ease ON gateway_command;
      DROP FUNCTION keep_measure_terms();
      DROP FUNCTION ease_by_another();
      DROP TABLE measure_event;
      DROP INDEX measure_ending;
      ALTER TABLE gateway_command DROP CONSTRAINT gateway_command_measure_of_case;
      ALTER TABLE measure
        DROP CONSTRAINT measure_of_one_case, DROP COLUMN imposed_by, DROP COLUMN reason_code, DROP COLUMN confirm_by,
        DROP COLUMN confirmed_by, DROP COLUMN confirmed_at, DROP COLUMN applied_at, DROP COLUMN replaces_id,
        DROP COLUMN released_at;
    `);
  }
}

const MEASURES = `
ALTER TABLE measure
  ADD COLUMN imposed_by text NOT NULL DEFAULT coalesce(nullif(current_setting('thaw.actor', true), ''), 'system:owner'),
  ADD COLUMN reason_code text,
  ADD COLUMN confirm_by timestamptz,
  ADD COLUMN confirmed_by uuid REFERENCES app_user (id),
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN applied_at timestamptz,
  ADD COLUMN replaces_id uuid REFERENCES measure (id),
  ADD COLUMN released_at timestamptz;
-- All that were set so far came with a notice, which says what the terminal system has done.
UPDATE measure SET applied_at = began_at;
UPDATE measure m SET imposed_by = e.actor
FROM (SELECT DISTINCT ON (case_id, at) case_id, at, actor FROM case_event
      WHERE type IN ('opened', 'notice_joined') ORDER BY case_id, at, seq) e
WHERE e.case_id = m.case_id AND e.at = m.began_at;
ALTER TABLE measure
  ADD CONSTRAINT measure_of_one_case UNIQUE (id, case_id),
  ADD CONSTRAINT measure_confirmed_both CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  ADD CONSTRAINT measure_second_person CHECK (imposed_by <> 'user:' || confirmed_by::text);
CREATE INDEX measure_ending ON measure (least(expires_at, CASE WHEN confirmed_at IS NULL THEN confirm_by END))
  WHERE lifted_at IS NULL;
-- No case commands what is another's.
ALTER TABLE gateway_command ADD CONSTRAINT gateway_command_measure_of_case
  FOREIGN KEY (measure_id, case_id) REFERENCES measure (id, case_id);
`;

const HISTORY = `
CREATE TABLE measure_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  measure_id uuid NOT NULL REFERENCES measure (id),
  at timestamptz NOT NULL,
  type text NOT NULL CHECK (type IN ('imposed', 'applied', 'confirmed', 'narrowed', 'raised', 'lifted', 'released')),
  actor text NOT NULL,
  data jsonb NOT NULL
);
CREATE INDEX measure_event_order ON measure_event (measure_id, id);
INSERT INTO measure_event (measure_id, at, type, actor, data)
  SELECT id, began_at, 'imposed', imposed_by, '{}' FROM measure ORDER BY began_at, id;
INSERT INTO measure_event (measure_id, at, type, actor, data)
  SELECT id, lifted_at, 'lifted', 'system:gateway', '{}' FROM measure WHERE lifted_at IS NOT NULL ORDER BY lifted_at, id;
CREATE TRIGGER measure_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON measure_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON measure_event TO thaw_serving;
`;

const DUTIES = `
-- What a measure says is never rewritten: it ends, and another takes its place.
CREATE FUNCTION keep_measure_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.case_id, OLD.merchant_id, OLD.terminal_id, OLD.level, OLD.scope, OLD.limit_single_fen, OLD.limit_daily_fen,
      OLD.held_amount_fen, OLD.held_ground, OLD.release_at, OLD.began_at, OLD.expires_at, OLD.imposed_by, OLD.reason_code,
      OLD.confirm_by, OLD.replaces_id)
    IS DISTINCT FROM
     (NEW.case_id, NEW.merchant_id, NEW.terminal_id, NEW.level, NEW.scope, NEW.limit_single_fen, NEW.limit_daily_fen,
      NEW.held_amount_fen, NEW.held_ground, NEW.release_at, NEW.began_at, NEW.expires_at, NEW.imposed_by, NEW.reason_code,
      NEW.confirm_by, NEW.replaces_id)
    OR OLD.confirmed_by IS DISTINCT FROM NEW.confirmed_by AND OLD.confirmed_by IS NOT NULL
    OR OLD.lifted_at IS DISTINCT FROM NEW.lifted_at AND OLD.lifted_at IS NOT NULL
  THEN
    RAISE EXCEPTION 'a measure is not rewritten: end it, and let another take its place' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER measure_terms_stay BEFORE UPDATE ON measure FOR EACH ROW EXECUTE FUNCTION keep_measure_terms();

CREATE FUNCTION ease_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM measure WHERE id = NEW.measure_id AND imposed_by = NEW.ordered_by) THEN
    RAISE EXCEPTION 'a measure is eased by another than who set it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
-- By its name after the trigger that says who orders.
CREATE TRIGGER gateway_command_to_ease BEFORE INSERT ON gateway_command FOR EACH ROW
  WHEN (NEW.purpose = 'ease') EXECUTE FUNCTION ease_by_another();
`;
