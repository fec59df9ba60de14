import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A replacement that is taken back once more, since a belated command was done after all, ends with the old device at
 * work again, unless its terminal has gone on meanwhile: to another replacement, or to its end by another case.
 */
export class LeaveOvertakenReplacements1795809000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(needWhole(OVERTAKEN));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(needWhole(''));
  }
}

const OVERTAKEN = `
    AND NOT EXISTS (SELECT 1 FROM replacement r
      WHERE r.terminal_id = NEW.terminal_id AND r.id <> NEW.id AND r.begun_at >= NEW.begun_at)
    AND NOT EXISTS (SELECT 1 FROM freeze_case c WHERE c.terminal_id = NEW.terminal_id AND c.id <> NEW.case_id
      AND (c.state = 'terminating' OR (c.state = 'closed' AND c.resolution = 'terminated' AND c.closed_at >= NEW.begun_at)))`;

const needWhole = (unless: string): string => `
CREATE OR REPLACE FUNCTION need_whole_replacement() RETURNS trigger LANGUAGE plpgsql AS $$
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
      WHERE o.id = NEW.old_binding_id AND b.terminal_id = NEW.terminal_id AND b.unbound_at IS NULL)${unless} THEN
    RAISE EXCEPTION 'a replacement is taken back with the old device at work again' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
`;
