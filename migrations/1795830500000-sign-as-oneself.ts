import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Duties that are kept apart rest on who signed. So nobody signs as somebody else: a signature is of the person whom the
 * transaction is bound to. Nor is a proposal rewritten, begun as approved or decided twice, nor an appeal.
 */
export class SignAsOneself1795830500000 implements MigrationInterface {
  name = 'SignAsOneself1795830500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SIGN);
    for (const [table, columns] of SIGNED) {
      await runner.query(
        `CREATE TRIGGER ${table}_signed_by_oneself BEFORE INSERT OR UPDATE OF ${columns.join(', ')} ON ${table}
         FOR EACH ROW EXECUTE FUNCTION sign_as_oneself(${columns.map((column) => `'${column}'`).join(', ')})`,
      );
    }
    await runner.query(DECIDED);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER proposal_begins ON proposal;
      DROP TRIGGER proposal_stays ON proposal;
      DROP TRIGGER appeal_begins ON appeal;
      DROP TRIGGER appeal_stays ON appeal;
      DROP FUNCTION begin_undecided();
      DROP FUNCTION keep_proposal();
      DROP FUNCTION keep_appeal();
    `);
    for (const [table] of SIGNED) await runner.query(`DROP TRIGGER ${table}_signed_by_oneself ON ${table}`);
    await runner.query('DROP FUNCTION sign_as_oneself()');
  }
}

/** Where persons answer for a step by their name, and duties are compared by it. */
const SIGNED: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['proposal', ['proposed_by', 'decided_by']],
  ['appeal', ['decided_by']],
  ['authority_hold', ['placed_by', 'released_by']],
  ['measure', ['imposed_by', 'confirmed_by']],
  ['remediation_step', ['attested_by', 'verified_by']],
  ['termination_statement', ['signed_by', 'countersigned_by']],
  ['manual_confirmation', ['signed_by', 'countersigned_by']],
  ['replacement', ['recertified_by']],
  ['major_event', ['named_by', 'reported_by']],
  ['quality_review', ['reviewer']],
  ['quality_correction', ['corrected_by']],
  ['user_role', ['granted_by', 'confirmed_by']],
];

/**
 * A role that needs no second person is confirmed by the rule that says so; and a part of Thaw carries over what a person signed before, as when one
 * measure takes another's place.
 */
const SIGN = `
CREATE FUNCTION sign_as_oneself() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  acting text := coalesce(current_setting('thaw.actor', true), '');
  signed jsonb := to_jsonb(NEW);
  before jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
  signature text;
  place integer;
BEGIN
  IF acting = '' OR acting LIKE 'system:%' THEN RETURN NEW; END IF;
  FOR place IN 0 .. TG_NARGS - 1 LOOP
    signature := signed ->> TG_ARGV[place];
    IF signature IS DISTINCT FROM before ->> TG_ARGV[place] AND signature IS NOT NULL
      AND acting NOT IN (signature, 'user:' || signature)
      AND NOT (TG_TABLE_NAME = 'user_role' AND signature = 'system:identity') THEN
      RAISE EXCEPTION '% of % bears the name of who acts', TG_ARGV[place], TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_by_oneself';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
`;

const DECIDED = `
CREATE FUNCTION begin_undecided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% begins undecided', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = 'begins_undecided';
END $$;
CREATE TRIGGER proposal_begins BEFORE INSERT ON proposal FOR EACH ROW
  WHEN (NEW.state <> 'pending' OR NEW.decided_by IS NOT NULL) EXECUTE FUNCTION begin_undecided();
CREATE TRIGGER appeal_begins BEFORE INSERT ON appeal FOR EACH ROW
  WHEN (NEW.decided_by IS NOT NULL) EXECUTE FUNCTION begin_undecided();

CREATE FUNCTION keep_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a proposal is not rewritten, nor decided twice' USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_stays';
END $$;
CREATE TRIGGER proposal_stays BEFORE UPDATE ON proposal FOR EACH ROW
  WHEN ((OLD.id, OLD.case_id, OLD.outcome, OLD.measures_after, OLD.proposed_by, OLD.proposed_at, OLD.answers_objection)
      IS DISTINCT FROM
      (NEW.id, NEW.case_id, NEW.outcome, NEW.measures_after, NEW.proposed_by, NEW.proposed_at, NEW.answers_objection)
    OR OLD.state <> 'pending' AND (OLD.state, OLD.decided_by, OLD.decided_at)
      IS DISTINCT FROM (NEW.state, NEW.decided_by, NEW.decided_at))
  EXECUTE FUNCTION keep_proposal();

CREATE FUNCTION keep_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'who appealed against what stays, and an appeal is decided once'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_stays';
END $$;
CREATE TRIGGER appeal_stays BEFORE UPDATE ON appeal FOR EACH ROW
  WHEN (OLD.decided_by IS NOT NULL
    OR (OLD.id, OLD.case_id, OLD.round, OLD.proposal_id, OLD.opened_by) IS DISTINCT FROM
       (NEW.id, NEW.case_id, NEW.round, NEW.proposal_id, NEW.opened_by))
  EXECUTE FUNCTION keep_appeal();
`;
