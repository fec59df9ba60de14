import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is written first bears the name of who acts, as what changes it does: whoever could write another's name into a new
 * draft, or into its history, could activate it alone. Set number 1 is setup's, in the name of whoever asks for it first.
 */
export class SignRuleSets1795790000000 implements MigrationInterface {
  name = 'SignRuleSets1795790000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GUARDS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER rule_set_signed ON rule_set`);
    await runner.query(`DROP TRIGGER rule_set_event_signed ON rule_set_event`);
    await runner.query('DROP FUNCTION need_signed_rule_set, need_signed_rule_set_event');
  }
}

const GUARDS = `
CREATE FUNCTION need_signed_rule_set() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  maker text := CASE WHEN NEW.number = 1 AND NEW.state = 'active' THEN 'system:setup'
    ELSE coalesce(current_setting('thaw.actor', true), '') END;
BEGIN
  IF (NEW.created_by, NEW.edited_by) IS DISTINCT FROM (maker, maker) THEN
    RAISE EXCEPTION 'a rule set bears the name of who makes it' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_actor';
  END IF;
  IF NEW.submitted_by IS NOT NULL THEN
    RAISE EXCEPTION 'a rule set is submitted after it is made' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_submitted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rule_set_signed BEFORE INSERT ON rule_set FOR EACH ROW EXECUTE FUNCTION need_signed_rule_set();

CREATE FUNCTION need_signed_rule_set_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.actor = coalesce(current_setting('thaw.actor', true), '') THEN RETURN NEW; END IF;
  IF NEW.actor = 'system:setup' AND NEW.type = 'activated' AND NEW.version = 1
     AND EXISTS (SELECT 1 FROM rule_set WHERE id = NEW.rule_set_id AND number = 1) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an event bears the name of who acts' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_event_actor';
END $$;
CREATE TRIGGER rule_set_event_signed BEFORE INSERT ON rule_set_event
  FOR EACH ROW EXECUTE FUNCTION need_signed_rule_set_event();
`;
