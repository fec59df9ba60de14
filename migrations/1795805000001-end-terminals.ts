import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Terminations carried out: what one person says was done and another countersigns. And nobody decides an appeal who froze,
 * proposed or approved, nor who decided an earlier one of the case: what the service refuses, the database refuses too.
 */
export class EndTerminals1795805000001 implements MigrationInterface {
  name = 'EndTerminals1795805000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STATEMENTS);
    await runner.query(INDEPENDENT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER appeal_independent ON appeal;
      DROP FUNCTION need_independent_decider();
      DROP INDEX freeze_case_upheld;
      DROP TABLE termination_statement;
      DROP FUNCTION keep_statement();
    `);
  }
}

const STATEMENTS = `
CREATE TABLE termination_statement (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  device_recovered boolean NOT NULL,
  batch_settled boolean NOT NULL,
  listing_reference text,
  listed_on date,
  funds jsonb NOT NULL,
  signed_by uuid NOT NULL REFERENCES app_user (id),
  signed_at timestamptz NOT NULL,
  countersigned_by uuid REFERENCES app_user (id),
  countersigned_at timestamptz,
  withdrawn_at timestamptz,
  CONSTRAINT termination_statement_second_person CHECK (countersigned_by <> signed_by),
  CONSTRAINT termination_statement_both CHECK ((countersigned_by IS NULL) = (countersigned_at IS NULL)),
  CONSTRAINT termination_statement_listing CHECK ((listing_reference IS NULL) = (listed_on IS NULL))
);
CREATE INDEX termination_statement_case ON termination_statement (case_id);
CREATE UNIQUE INDEX termination_statement_stands ON termination_statement (case_id) WHERE withdrawn_at IS NULL;
GRANT SELECT, INSERT ON termination_statement TO thaw_serving;
GRANT UPDATE (countersigned_by, countersigned_at, withdrawn_at) ON termination_statement TO thaw_serving;

CREATE FUNCTION keep_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was countersigned or withdrawn keeps its signatures' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER termination_statement_stays BEFORE UPDATE ON termination_statement FOR EACH ROW
  WHEN ((OLD.countersigned_by IS NOT NULL AND NEW.countersigned_by IS DISTINCT FROM OLD.countersigned_by)
    OR OLD.withdrawn_at IS NOT NULL)
  EXECUTE FUNCTION keep_statement();

CREATE INDEX freeze_case_upheld ON freeze_case (id) WHERE state = 'upheld';
`;

const INDEPENDENT = `
CREATE FUNCTION need_independent_decider() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.decided_by IS NOT NULL THEN
    RAISE EXCEPTION 'an appeal is decided once' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM proposal p WHERE p.case_id = NEW.case_id
      AND (p.proposed_by = NEW.decided_by OR (p.state = 'approved' AND p.decided_by = NEW.decided_by)))
    OR EXISTS (SELECT 1 FROM appeal a WHERE a.case_id = NEW.case_id AND a.id <> NEW.id AND a.decided_by = NEW.decided_by)
    OR EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.actor = 'user:' || NEW.decided_by
      AND e.type IN ('opened', 'notice_joined') AND e.persona <> 'merchant')
    OR EXISTS (SELECT 1 FROM measure m WHERE m.case_id = NEW.case_id
      AND (m.imposed_by = 'user:' || NEW.decided_by OR m.confirmed_by = NEW.decided_by))
  THEN
    RAISE EXCEPTION 'whoever froze, proposed, approved or decided an earlier appeal does not decide this one'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER appeal_independent BEFORE UPDATE ON appeal FOR EACH ROW
  WHEN (NEW.decided_by IS NOT NULL) EXECUTE FUNCTION need_independent_decider();
`;
