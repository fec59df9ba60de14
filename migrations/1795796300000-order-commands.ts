import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Commands to the terminal system beyond those that give trading back: each has a purpose and a deadline, says whether
 * the other side may have done it, which command it waits for or takes back, and who ordered it. Of a restore that was
 * stopped, or followed by another, commands are closed: they count for no restore any more. A confirmation by hand is
 * signed by two persons.
 */
export class OrderCommands1795796300000 implements MigrationInterface {
  name = 'OrderCommands1795796300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [COMMANDS, SIGNATURES]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER gateway_command_ordered ON gateway_command;
      DROP TRIGGER gateway_command_by_hand ON gateway_command;
      DROP FUNCTION order_command();
      DROP FUNCTION need_two_signatures();
      DROP TABLE manual_confirmation;
      DROP INDEX gateway_command_untold, gateway_command_measure, gateway_command_followers;
      ALTER TABLE gateway_command
        DROP CONSTRAINT gateway_command_of_one_case, DROP CONSTRAINT gateway_command_kind_check,
        DROP CONSTRAINT gateway_command_subject,
        DROP COLUMN purpose, DROP COLUMN serial_no, DROP COLUMN ordered_by, DROP COLUMN after_id,
        DROP COLUMN reverses_id, DROP COLUMN deadline_at, DROP COLUMN closed_at, DROP COLUMN may_be_done,
        DROP COLUMN told_at, DROP COLUMN confirmed_via,
        ADD CONSTRAINT gateway_command_kind_check CHECK (kind IN ('lift', 'narrow'));
    `);
  }
}

const COMMANDS = `
ALTER TABLE gateway_command
  ADD COLUMN purpose text NOT NULL DEFAULT 'restore'
    CHECK (purpose IN ('restore', 'impose', 'ease', 'expire', 'replace', 'terminate', 'reverse')),
  ADD COLUMN serial_no text,
  ADD COLUMN ordered_by text NOT NULL DEFAULT coalesce(nullif(current_setting('thaw.actor', true), ''), 'system:owner'),
  ADD COLUMN after_id uuid REFERENCES gateway_command (id),
  ADD COLUMN reverses_id uuid REFERENCES gateway_command (id),
  ADD COLUMN deadline_at timestamptz,
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN may_be_done boolean NOT NULL DEFAULT false,
  ADD COLUMN told_at timestamptz,
  ADD COLUMN confirmed_via text CHECK (confirmed_via IN ('gateway', 'manual'));
UPDATE gateway_command SET
  deadline_at = CASE WHEN state IN ('pending', 'sent') THEN greatest(created_at, now()) ELSE created_at END + interval '2 hours',
  may_be_done = attempts > 0 AND coalesce(last_error, '') NOT LIKE 'refused:%',
  told_at = settled_at,
  confirmed_via = CASE WHEN state = 'confirmed' THEN 'gateway' END;
-- What belongs to a restore that is over.
UPDATE gateway_command g SET closed_at = g.created_at
FROM freeze_case c
WHERE c.id = g.case_id AND (c.state <> 'restoring' OR g.created_at < c.state_since);
ALTER TABLE gateway_command
  ALTER COLUMN purpose DROP DEFAULT,
  ALTER COLUMN deadline_at SET NOT NULL,
  DROP CONSTRAINT gateway_command_kind_check,
  ADD CONSTRAINT gateway_command_kind_check CHECK (kind IN ('freeze', 'narrow', 'lift', 'release', 'bind', 'retire')),
  ADD CONSTRAINT gateway_command_subject
    CHECK ((serial_no IS NOT NULL) = (kind IN ('bind', 'retire')) AND (measure_id IS NULL) = (kind IN ('bind', 'retire'))),
  ADD CONSTRAINT gateway_command_of_one_case UNIQUE (id, case_id);
CREATE INDEX gateway_command_untold ON gateway_command (settled_at)
  WHERE told_at IS NULL AND purpose <> 'restore' AND state IN ('confirmed', 'failed');
CREATE INDEX gateway_command_measure ON gateway_command (measure_id);
CREATE INDEX gateway_command_followers ON gateway_command (after_id) WHERE after_id IS NOT NULL;

-- Who orders is whom the transaction is bound to, whatever the row says.
CREATE FUNCTION order_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.ordered_by := coalesce(nullif(current_setting('thaw.actor', true), ''), NEW.ordered_by);
  RETURN NEW;
END $$;
CREATE TRIGGER gateway_command_ordered BEFORE INSERT ON gateway_command FOR EACH ROW EXECUTE FUNCTION order_command();
`;

const SIGNATURES = `
CREATE TABLE manual_confirmation (
  id uuid PRIMARY KEY,
  command_id uuid NOT NULL,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  channel text NOT NULL CHECK (channel <> ''),
  file_id uuid REFERENCES evidence_file (id),
  noted boolean NOT NULL,
  signed_by uuid NOT NULL REFERENCES app_user (id),
  signed_at timestamptz NOT NULL,
  countersigned_by uuid REFERENCES app_user (id),
  countersigned_at timestamptz,
  CONSTRAINT manual_confirmation_command UNIQUE (command_id),
  CONSTRAINT manual_confirmation_of_case FOREIGN KEY (command_id, case_id) REFERENCES gateway_command (id, case_id),
  CONSTRAINT manual_confirmation_proof CHECK (file_id IS NOT NULL OR noted),
  CONSTRAINT manual_confirmation_second_person CHECK (countersigned_by <> signed_by),
  CONSTRAINT manual_confirmation_both CHECK ((countersigned_by IS NULL) = (countersigned_at IS NULL))
);
CREATE INDEX manual_confirmation_case ON manual_confirmation (case_id);
GRANT SELECT, INSERT ON manual_confirmation TO thaw_serving;
GRANT UPDATE (countersigned_by, countersigned_at) ON manual_confirmation TO thaw_serving;

CREATE FUNCTION need_two_signatures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM manual_confirmation WHERE command_id = NEW.id AND countersigned_by IS NOT NULL) THEN
    RAISE EXCEPTION 'a command is confirmed by hand by two persons' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gateway_command_by_hand BEFORE UPDATE ON gateway_command FOR EACH ROW
  WHEN (NEW.confirmed_via = 'manual' AND OLD.confirmed_via IS DISTINCT FROM 'manual')
  EXECUTE FUNCTION need_two_signatures();
`;
