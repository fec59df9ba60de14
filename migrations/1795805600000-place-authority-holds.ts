import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Authorities' holds on cases: placed by one reviewer on a document, released by another on another. While one stands the
 * database lets nothing be given back, whoever asks: no command that lifts, narrows or releases is ordered or sent anew,
 * no outcome but K is approved, no appeal is overturned.
 */
export class PlaceAuthorityHolds1795805600000 implements MigrationInterface {
  name = 'PlaceAuthorityHolds1795805600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HOLDS);
    await runner.query(WALLS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER gateway_command_under_hold ON gateway_command;
      DROP TRIGGER gateway_command_sent_under_hold ON gateway_command;
      DROP TRIGGER proposal_under_hold ON proposal;
      DROP TRIGGER appeal_under_hold ON appeal;
      DROP FUNCTION refuse_under_hold();
      DROP TABLE authority_hold;
      DROP FUNCTION keep_hold();
    `);
  }
}

const HOLDS = `
CREATE TABLE authority_hold (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  file_id uuid NOT NULL REFERENCES evidence_file (id),
  placed_by uuid NOT NULL REFERENCES app_user (id),
  placed_at timestamptz NOT NULL,
  release_file_id uuid REFERENCES evidence_file (id),
  released_by uuid REFERENCES app_user (id),
  released_at timestamptz,
  CONSTRAINT authority_hold_second_person CHECK (released_by <> placed_by),
  CONSTRAINT authority_hold_other_document CHECK (release_file_id <> file_id),
  CONSTRAINT authority_hold_released CHECK ((released_by IS NULL) = (released_at IS NULL)
    AND (released_by IS NULL) = (release_file_id IS NULL))
);
CREATE INDEX authority_hold_case ON authority_hold (case_id, placed_at, id);
GRANT SELECT, INSERT ON authority_hold TO thaw_serving;
GRANT UPDATE (release_file_id, released_by, released_at) ON authority_hold TO thaw_serving;

CREATE FUNCTION keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a hold that was released is not changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER authority_hold_stays BEFORE UPDATE ON authority_hold FOR EACH ROW
  WHEN (OLD.released_at IS NOT NULL) EXECUTE FUNCTION keep_hold();
`;

const WALLS = `
CREATE FUNCTION refuse_under_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM authority_hold WHERE case_id = NEW.case_id AND released_at IS NULL) THEN
    RAISE EXCEPTION 'while an authority holds, nothing is given back' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gateway_command_under_hold BEFORE INSERT ON gateway_command FOR EACH ROW
  WHEN (NEW.kind IN ('lift', 'narrow', 'release')) EXECUTE FUNCTION refuse_under_hold();
-- What was accepted before is asked after; what was not is not sent, nor taken up again.
CREATE TRIGGER gateway_command_sent_under_hold BEFORE UPDATE ON gateway_command FOR EACH ROW
  WHEN (NEW.kind IN ('lift', 'narrow', 'release') AND NEW.state = 'pending' AND OLD.state IN ('pending', 'failed')
    AND (NEW.attempts > OLD.attempts OR OLD.state = 'failed'))
  EXECUTE FUNCTION refuse_under_hold();
CREATE TRIGGER proposal_under_hold BEFORE UPDATE ON proposal FOR EACH ROW
  WHEN (NEW.state = 'approved' AND OLD.state <> 'approved' AND NEW.outcome <> 'K') EXECUTE FUNCTION refuse_under_hold();
CREATE TRIGGER appeal_under_hold BEFORE UPDATE ON appeal FOR EACH ROW
  WHEN (NEW.decision IN ('overturned', 'overturned_in_part') AND OLD.decision IS NULL)
  EXECUTE FUNCTION refuse_under_hold();
`;
