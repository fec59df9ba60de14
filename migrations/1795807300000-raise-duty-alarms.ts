import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Alarms to the admins that nobody may do what a case waits for; and whoever placed an authority's hold, or put in the
 * document that it rests on, decides no appeal of the case, whoever serves.
 */
export class RaiseDutyAlarms1795807300000 implements MigrationInterface {
  name = 'RaiseDutyAlarms1795807300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ALARMS);
    await runner.query(independent(OR_HELD));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE duty_alarm;`);
    await runner.query(independent(''));
  }
}

const ALARMS = `
CREATE TABLE duty_alarm (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  action text NOT NULL,
  state_since timestamptz NOT NULL,
  raised_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX duty_alarm_stands ON duty_alarm (case_id, action) WHERE ended_at IS NULL;
GRANT SELECT, INSERT ON duty_alarm TO thaw_serving;
GRANT UPDATE (ended_at) ON duty_alarm TO thaw_serving;
`;

const OR_HELD = `
    OR EXISTS (SELECT 1 FROM authority_hold h JOIN evidence_file f ON f.id = h.file_id
      WHERE h.case_id = NEW.case_id AND (h.placed_by = NEW.decided_by OR f.uploaded_by = 'user:' || NEW.decided_by))`;

/** As it was made first, with who else is not independent. */
const independent = (orElse: string): string => `
CREATE OR REPLACE FUNCTION need_independent_decider() RETURNS trigger LANGUAGE plpgsql AS $$
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
      AND (m.imposed_by = 'user:' || NEW.decided_by OR m.confirmed_by = NEW.decided_by))${orElse}
  THEN
    RAISE EXCEPTION 'whoever froze, held, proposed, approved or decided an earlier appeal does not decide this one'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
`;
