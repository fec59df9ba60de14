import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Replacements of devices: the nine steps of each, in their order, by whom and when, and what the gateway was told of them;
 * and which terminal a device is reserved for meanwhile. The database holds what must hold whoever writes: the order, the
 * second person at the end, one terminal and merchant number throughout, that a replacement ends with a device at work, and
 * that no case closes before it has ended.
 */
export class ReplaceDevices1795806050000 implements MigrationInterface {
  name = 'ReplaceDevices1795806050000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [RESERVATIONS, TABLES, STEPS, ORDER, WHOLE, CLOSING]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER freeze_case_device ON freeze_case;
      DROP TABLE replacement_step;
      DROP TABLE replacement;
      DROP TRIGGER device_binding_reserved ON device_binding;
      DROP FUNCTION need_ended_replacement();
      DROP FUNCTION need_same_numbers();
      DROP FUNCTION need_whole_replacement();
      DROP FUNCTION need_order();
      DROP FUNCTION need_reservation();
      ALTER TABLE device DROP COLUMN reserved_for;
    `);
  }
}

const RESERVATIONS = `
ALTER TABLE device ADD COLUMN reserved_for uuid REFERENCES terminal (id);
CREATE INDEX device_reserved ON device (reserved_for) WHERE reserved_for IS NOT NULL;

CREATE FUNCTION need_reservation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM device WHERE id = NEW.device_id AND reserved_for <> NEW.terminal_id)
    OR (EXISTS (SELECT 1 FROM device WHERE reserved_for = NEW.terminal_id)
      AND NOT EXISTS (SELECT 1 FROM device WHERE id = NEW.device_id AND reserved_for = NEW.terminal_id)) THEN
    RAISE EXCEPTION 'the device of a terminal is being exchanged' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER device_binding_reserved BEFORE INSERT ON device_binding FOR EACH ROW EXECUTE FUNCTION need_reservation();
`;

const TABLES = `
CREATE TABLE replacement (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  state text NOT NULL CHECK (state IN ('under_way', 'complete', 'compensating', 'compensated')),
  old_binding_id uuid REFERENCES device_binding (id),
  new_serial_no text REFERENCES device (serial_no),
  settlement_account text,
  installation_address text,
  new_binding_id uuid REFERENCES device_binding (id),
  begun_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_as text CHECK (ended_as IN ('done', 'failed', 'given_up', 'overturned')),
  recertified_by uuid REFERENCES app_user (id),
  CONSTRAINT replacement_ended CHECK ((state = 'under_way') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_as IS NULL)),
  CONSTRAINT replacement_recertified CHECK (
    (state = 'complete') = (recertified_by IS NOT NULL) AND (state = 'complete') = coalesce(ended_as = 'done', false)),
  CONSTRAINT replacement_of_case UNIQUE (id, case_id)
);
CREATE UNIQUE INDEX replacement_live ON replacement (case_id) WHERE state IN ('under_way', 'compensating');
CREATE UNIQUE INDEX replacement_at_terminal ON replacement (terminal_id) WHERE state = 'under_way';
CREATE UNIQUE INDEX replacement_serial_no ON replacement (new_serial_no) WHERE state = 'under_way';
CREATE INDEX replacement_case ON replacement (case_id, begun_at, id);
GRANT SELECT, INSERT ON replacement TO thaw_serving;
GRANT UPDATE (state, new_serial_no, settlement_account, installation_address, new_binding_id, ended_at, ended_as, recertified_by)
  ON replacement TO thaw_serving;
`;

const STEPS = `
CREATE TABLE replacement_step (
  replacement_id uuid NOT NULL,
  number integer NOT NULL CHECK (number BETWEEN 1 AND 9),
  case_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'pending', 'done')),
  by_user uuid NOT NULL REFERENCES app_user (id),
  begun_at timestamptz NOT NULL,
  done_at timestamptz,
  proof_id uuid,
  command_id uuid,
  PRIMARY KEY (replacement_id, number),
  CONSTRAINT replacement_step_of FOREIGN KEY (replacement_id, case_id) REFERENCES replacement (id, case_id),
  CONSTRAINT replacement_step_proof FOREIGN KEY (proof_id, case_id) REFERENCES proof_file (id, case_id),
  CONSTRAINT replacement_step_command FOREIGN KEY (command_id, case_id) REFERENCES gateway_command (id, case_id),
  CONSTRAINT replacement_step_done CHECK ((state = 'done') = (done_at IS NOT NULL)),
  CONSTRAINT replacement_step_shown CHECK (state = 'open' OR number NOT IN (6, 7) OR proof_id IS NOT NULL)
);
CREATE INDEX replacement_step_proven ON replacement_step (proof_id);
CREATE INDEX replacement_step_ordered ON replacement_step (command_id);
GRANT SELECT, INSERT ON replacement_step TO thaw_serving;
GRANT UPDATE (state, by_user, begun_at, done_at, proof_id, command_id) ON replacement_step TO thaw_serving;
`;

const ORDER = `
CREATE FUNCTION need_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'open' AND (SELECT count(*) FROM replacement_step
      WHERE replacement_id = NEW.replacement_id AND number < NEW.number AND state = 'done') < NEW.number - 1 THEN
    RAISE EXCEPTION 'the steps of a replacement are done one after the other' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.number = 9 AND NEW.state = 'done' AND EXISTS (SELECT 1 FROM replacement_step
      WHERE replacement_id = NEW.replacement_id AND number < 9 AND by_user = NEW.by_user) THEN
    RAISE EXCEPTION 'whoever installed a device does not verify it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER replacement_step_order BEFORE INSERT OR UPDATE ON replacement_step FOR EACH ROW EXECUTE FUNCTION need_order();
`;

/** What is complete stays so; what was taken back can have to be taken back again, where it was done after all. */
const WHOLE = `
CREATE FUNCTION need_same_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM freeze_case WHERE id = NEW.case_id AND terminal_id = NEW.terminal_id)
    OR (NEW.new_binding_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM device_binding b JOIN device d ON d.id = b.device_id LEFT JOIN device_binding o ON o.id = NEW.old_binding_id
      WHERE b.id = NEW.new_binding_id AND b.terminal_id = NEW.terminal_id AND d.serial_no = NEW.new_serial_no
        AND (o.id IS NULL OR (o.terminal_id = b.terminal_id AND o.merchant_no = b.merchant_no)))) THEN
    RAISE EXCEPTION 'a device is replaced under the same merchant and terminal number' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER replacement_same_numbers BEFORE INSERT OR UPDATE ON replacement FOR EACH ROW EXECUTE FUNCTION need_same_numbers();

CREATE FUNCTION need_whole_replacement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'complete' OR (OLD.state = 'under_way' AND NEW.state = 'compensated')
    OR (OLD.state <> 'under_way' AND NEW.state IN ('under_way', 'complete')) THEN
    RAISE EXCEPTION 'a replacement ends once, and what was done is taken back first' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'complete' AND ((SELECT count(*) FROM replacement_step
      WHERE replacement_id = NEW.id AND state = 'done') < 9
    OR NOT EXISTS (SELECT 1 FROM device_binding WHERE id = NEW.new_binding_id AND unbound_at IS NULL)) THEN
    RAISE EXCEPTION 'a replacement is complete with all of its steps and the new device at work' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'complete' AND EXISTS (SELECT 1 FROM replacement_step
      WHERE replacement_id = NEW.id AND number < 9 AND by_user = NEW.recertified_by) THEN
    RAISE EXCEPTION 'whoever installed a device does not certify it' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'compensated' AND NEW.old_binding_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM device_binding b
      JOIN device_binding o ON o.device_id = b.device_id
      WHERE o.id = NEW.old_binding_id AND b.terminal_id = NEW.terminal_id AND b.unbound_at IS NULL) THEN
    RAISE EXCEPTION 'a replacement is taken back with the old device at work again' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER replacement_whole BEFORE UPDATE ON replacement FOR EACH ROW EXECUTE FUNCTION need_whole_replacement();
`;

const CLOSING = `
CREATE FUNCTION need_ended_replacement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM replacement WHERE case_id = NEW.id AND state IN ('under_way', 'compensating')) THEN
    RAISE EXCEPTION 'no case closes while its device is being exchanged' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER freeze_case_device BEFORE UPDATE ON freeze_case FOR EACH ROW
  WHEN (NEW.state = 'closed' AND OLD.state <> 'closed') EXECUTE FUNCTION need_ended_replacement();
`;
