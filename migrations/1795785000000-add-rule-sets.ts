import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rule sets and their history. Set number 1 is not made here: it holds the defaults of the build that first asks for it,
 * which a migration, once landed, could not know.
 *
 * What must hold is held here, too: one set is active at most, and never none once there was one; who drafted a set cannot
 * activate it; a set's rules change while it is a draft and never after. Who acts is asked of the transaction itself.
 */
export class AddRuleSets1795785000000 implements MigrationInterface {
  name = 'AddRuleSets1795785000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GUARDS);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rule_set_event, rule_set');
    await runner.query('DROP FUNCTION guard_rule_set, refuse_no_active_rule_set');
  }
}

const TABLES = `
CREATE TABLE rule_set (
  id uuid PRIMARY KEY,
  number integer NOT NULL CHECK (number > 0),
  version integer NOT NULL,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'shadow', 'active', 'retired', 'discarded')),
  rules jsonb NOT NULL,
  based_on uuid REFERENCES rule_set (id),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  edited_by text NOT NULL,
  edited_at timestamptz NOT NULL,
  submitted_by text,
  submitted_at timestamptz,
  submitted_against uuid REFERENCES rule_set (id),
  activated_by text,
  activated_at timestamptz,
  retired_at timestamptz,
  CONSTRAINT rule_set_number UNIQUE (number),
  CONSTRAINT rule_set_submitted CHECK ((submitted_by IS NULL) = (submitted_at IS NULL)
    AND (submitted_by IS NULL) = (submitted_against IS NULL)),
  CONSTRAINT rule_set_activated CHECK ((activated_by IS NULL) = (activated_at IS NULL)
    AND (activated_by IS NOT NULL) = (state IN ('active', 'retired')) AND (retired_at IS NOT NULL) = (state = 'retired')),
  CONSTRAINT rule_set_second_person CHECK (activated_by IS NULL OR (number = 1 AND activated_by = 'system:setup')
    OR (activated_by LIKE 'user:%' AND submitted_by IS NOT NULL
        AND activated_by <> created_by AND activated_by <> edited_by AND activated_by <> submitted_by))
);
CREATE UNIQUE INDEX rule_set_active ON rule_set (state) WHERE state = 'active';

CREATE TABLE rule_set_event (
  rule_set_id uuid NOT NULL REFERENCES rule_set (id),
  version integer NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  type text NOT NULL CHECK (type IN ('created', 'edited', 'submitted', 'returned', 'shadow_started', 'shadow_stopped',
    'activated', 'retired', 'discarded')),
  data jsonb NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (rule_set_id, version)
);
`;

const GUARDS = `
CREATE TRIGGER rule_set_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_set_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_set_kept BEFORE DELETE OR TRUNCATE ON rule_set
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION guard_rule_set() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  acting text := coalesce(current_setting('thaw.actor', true), '');
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'draft' OR (NEW.state = 'active' AND NEW.number = 1) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a rule set begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_begins';
  END IF;
  IF (NEW.id, NEW.number, NEW.based_on, NEW.created_by, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.number, OLD.based_on, OLD.created_by, OLD.created_at) THEN
    RAISE EXCEPTION 'where a rule set comes from stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_origin';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('draft', 'shadow'), ('draft', 'active'), ('draft', 'discarded'),
     ('shadow', 'draft'), ('shadow', 'active'), ('shadow', 'discarded'), ('active', 'retired')) THEN
    RAISE EXCEPTION 'a rule set does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_step';
  END IF;
  IF (NEW.rules, NEW.name, NEW.edited_by, NEW.edited_at) IS DISTINCT FROM (OLD.rules, OLD.name, OLD.edited_by, OLD.edited_at) THEN
    IF OLD.state <> 'draft' OR NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'a rule set changes only while it is a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_frozen';
    END IF;
    IF NEW.edited_by <> acting THEN
      RAISE EXCEPTION 'an edit bears the name of who acts' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_actor';
    END IF;
    IF NEW.submitted_by IS NOT NULL THEN
      RAISE EXCEPTION 'what was submitted is not what is edited' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_submitted';
    END IF;
  END IF;
  IF NEW.submitted_by IS DISTINCT FROM OLD.submitted_by AND NEW.submitted_by IS NOT NULL AND NEW.submitted_by <> acting THEN
    RAISE EXCEPTION 'a submission bears the name of who acts' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_actor';
  END IF;
  IF NEW.state = 'active' AND OLD.state <> 'active' THEN
    IF NEW.activated_by IS DISTINCT FROM acting THEN
      RAISE EXCEPTION 'an activation bears the name of who acts' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_actor';
    END IF;
    IF (NEW.submitted_by, NEW.submitted_at, NEW.submitted_against) IS DISTINCT FROM
       (OLD.submitted_by, OLD.submitted_at, OLD.submitted_against) OR EXISTS (
         SELECT 1 FROM rule_set_event WHERE rule_set_id = NEW.id AND actor = NEW.activated_by
           AND type IN ('created', 'edited', 'submitted')) THEN
      RAISE EXCEPTION 'whoever drafted a rule set cannot activate it'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_second_person';
    END IF;
  ELSIF (NEW.activated_by, NEW.activated_at) IS DISTINCT FROM (OLD.activated_by, OLD.activated_at) THEN
    RAISE EXCEPTION 'who activated a rule set stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_origin';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rule_set_guard BEFORE INSERT OR UPDATE ON rule_set FOR EACH ROW EXECUTE FUNCTION guard_rule_set();

CREATE FUNCTION refuse_no_active_rule_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rule_set WHERE state = 'active') THEN
    RAISE EXCEPTION 'a desk is never without an active rule set'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_set_never_none';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER rule_set_never_none AFTER UPDATE ON rule_set DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.state = 'active' AND NEW.state <> 'active') EXECUTE FUNCTION refuse_no_active_rule_set();
`;

const GRANTS = `
GRANT SELECT, INSERT, UPDATE ON rule_set TO thaw_serving;
GRANT SELECT, INSERT ON rule_set_event TO thaw_serving;
`;
