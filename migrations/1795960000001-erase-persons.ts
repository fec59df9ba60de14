import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A person's account is erased when one asks for it and a reviewer approves: how they are reached and sign in at once, their
 * name once no case is kept any more on which they acted, since the law keeps who did what as long as the case.
 */
export class ErasePersons1795960000001 implements MigrationInterface {
  name = 'ErasePersons1795960000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(ERASING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION erase_person(uuid); DROP TABLE person_erasure;');
  }
}

const TABLE = `
CREATE TABLE person_erasure (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES app_user (id),
  ground text NOT NULL CHECK (ground IN ('asked', 'left', 'mistake')),
  asked_by uuid NOT NULL REFERENCES app_user (id),
  asked_at timestamptz NOT NULL,
  approved_by uuid REFERENCES app_user (id),
  approved_at timestamptz,
  erased_at timestamptz,
  name_erased_at timestamptz,
  CONSTRAINT person_erasure_second_person CHECK (approved_by <> asked_by),
  CONSTRAINT person_erasure_not_own CHECK (approved_by <> user_id),
  CONSTRAINT person_erasure_approved CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
  CONSTRAINT person_erasure_order CHECK ((erased_at IS NULL OR approved_at IS NOT NULL) AND (name_erased_at IS NULL OR erased_at IS NOT NULL))
);
CREATE UNIQUE INDEX person_erasure_once ON person_erasure (user_id);
CREATE INDEX person_erasure_named ON person_erasure (id) WHERE erased_at IS NOT NULL AND name_erased_at IS NULL;
CREATE TRIGGER person_erasure_signed_by_oneself BEFORE INSERT OR UPDATE OF asked_by, approved_by ON person_erasure
  FOR EACH ROW EXECUTE FUNCTION sign_as_oneself('asked_by', 'approved_by');
GRANT SELECT, INSERT, UPDATE (approved_by, approved_at), DELETE ON person_erasure TO thaw_serving;
ALTER TABLE person_erasure ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON person_erasure USING (current_setting('thaw.desk', true) <> '');
CREATE POLICY removed ON person_erasure AS RESTRICTIVE FOR DELETE USING (approved_at IS NULL);
SELECT audit_table('person_erasure', '{id}');
`;

/** Each of these is named by its user, in the table and in the audit. */
const OWN = ['contact', 'second_factor', 'sso_identity', 'channel_choice', 'telling_hours'];
const GONE = `'〔已删除 erased〕'`;

/** Twice does no harm: what waited for cases to be over is done then. */
const ERASING = `
CREATE FUNCTION erase_person(asked uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  one public.person_erasure;
  who text;
  sessions text[];
  events text[];
BEGIN
  SELECT * INTO one FROM public.person_erasure WHERE id = asked FOR UPDATE;
  IF one.approved_at IS NULL THEN
    RAISE EXCEPTION 'nobody approved of it' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM FROM public.app_user WHERE id = one.user_id AND disabled_at IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the account is open' USING ERRCODE = 'restrict_violation';
  END IF;
  who := 'user:' || one.user_id;
  PERFORM public.begin_erasing();
  IF one.erased_at IS NULL THEN
    SELECT coalesce(array_agg(id::text), '{}') INTO sessions FROM public.session WHERE user_id = one.user_id;
    SELECT coalesce(array_agg(id::text), '{}') INTO events FROM public.account_event WHERE user_id = one.user_id;
${OWN.map((table) => `    DELETE FROM public.${table} WHERE user_id = one.user_id;`).join('\n')}
    DELETE FROM public.session WHERE user_id = one.user_id;
    DELETE FROM public.sign_in_code WHERE user_id = one.user_id;
    DELETE FROM public.code_failure WHERE user_id = one.user_id;
    DELETE FROM public.account_mail WHERE user_id = one.user_id;
    UPDATE public.contact_change SET before = CASE WHEN before IS NOT NULL THEN '***' END,
      after = CASE WHEN after IS NOT NULL THEN '***' END WHERE user_id = one.user_id;
    UPDATE public.account_event SET data = '{}' WHERE user_id = one.user_id AND data <> '{}';
    UPDATE public.dispatch SET former_address = NULL WHERE user_id = one.user_id AND former_address IS NOT NULL;
    UPDATE public.away SET reason = ${GONE} WHERE user_id = one.user_id AND reason IS NOT NULL;
    UPDATE public.app_user SET password_hash = '' WHERE id = one.user_id;
    UPDATE public.audit_record SET salt = NULL, body = NULL WHERE (salt IS NOT NULL OR body IS NOT NULL) AND (
      subject IN (${[...OWN, 'app_user'].map((table) => `'${table}'`).join(', ')})
        AND (key = one.user_id::text OR key LIKE one.user_id || '/%')
      OR subject = 'session' AND key = ANY (sessions)
      OR subject = 'account_event' AND key = ANY (events)
      OR actor = who AND kind = 'refusal');
    UPDATE public.person_erasure SET erased_at = clock_timestamp() WHERE id = asked;
  END IF;
  IF one.name_erased_at IS NULL AND NOT EXISTS (
    SELECT FROM public.case_event e WHERE e.actor = who AND NOT EXISTS (
      SELECT FROM public.case_erasure x WHERE x.case_id = e.case_id AND x.class = 'case_records'))
  THEN
    UPDATE public.app_user SET display_name = ${GONE}, login = 'erased-' || id WHERE id = one.user_id;
    UPDATE public.audit_record SET salt = NULL, body = NULL
      WHERE subject = 'app_user' AND key = one.user_id::text AND (salt IS NOT NULL OR body IS NOT NULL);
    UPDATE public.person_erasure SET name_erased_at = clock_timestamp() WHERE id = asked;
    PERFORM public.end_erasing();
    RETURN true;
  END IF;
  PERFORM public.end_erasing();
  RETURN false;
END $$;
REVOKE ALL ON FUNCTION erase_person(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_person(uuid) TO thaw_serving;
`;
