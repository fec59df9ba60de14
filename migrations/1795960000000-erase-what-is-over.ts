import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What cases hold is erased once its time is over: words, files and what the audit keeps of values beside its records.
 * Ids, codes, times and hashes stay, and with them figures, timelines and the audit's tree. Only the functions here erase,
 * and they ask themselves whether the time is over and nothing holds it.
 */
export class EraseWhatIsOver1795960000000 implements MigrationInterface {
  name = 'EraseWhatIsOver1795960000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(UNDER_WAY);
    await runner.query(
      RELAXED(`regexp_replace(def, ' (WHEN \\((.*)\\) )?EXECUTE FUNCTION ', CASE
      WHEN def LIKE '% WHEN (%' THEN ' WHEN ((\\2) AND NOT erasing()) EXECUTE FUNCTION '
      ELSE ' WHEN (NOT erasing()) EXECUTE FUNCTION ' END)`),
    );
    await runner.query(AUDITED(HIDDEN));
    await runner.query(ERASING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION erase_case(uuid, text, timestamptz), erase_files(text, uuid, uuid[]), forget_values(uuid, text[]), emptied(jsonb);
      ${AUDITED(SHOWN)}
    `);
    await runner.query(
      RELAXED(
        `replace(replace(replace(def, ' WHEN ((NOT erasing())) ', ' '), ' AND (NOT erasing())', ''), ' AND NOT erasing()', '')`,
      ),
    );
    await runner.query(`
      DROP FUNCTION begin_erasing(), end_erasing(), erasing();
      DROP TABLE erasure_mark, case_erasure, legal_hold;
      ${FILES.map((table) => `ALTER TABLE ${table} DROP COLUMN erased_at;`).join('\n')}
    `);
  }
}

const FILES = ['evidence_file', 'proof_file', 'message_file', 'note_file'];

const TABLES = `
${FILES.map((table) => `ALTER TABLE ${table} ADD COLUMN erased_at timestamptz;`).join('\n')}
CREATE TABLE legal_hold (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  reason text NOT NULL CHECK (reason <> ''),
  placed_by uuid NOT NULL REFERENCES app_user (id),
  placed_at timestamptz NOT NULL,
  released_by uuid REFERENCES app_user (id),
  released_at timestamptz,
  CONSTRAINT legal_hold_released CHECK ((released_by IS NULL) = (released_at IS NULL)),
  CONSTRAINT legal_hold_second_person CHECK (released_by <> placed_by)
);
CREATE INDEX legal_hold_case ON legal_hold (case_id, placed_at, id);
CREATE TRIGGER legal_hold_signed_by_oneself BEFORE INSERT OR UPDATE OF placed_by, released_by ON legal_hold
  FOR EACH ROW EXECUTE FUNCTION sign_as_oneself('placed_by', 'released_by');
GRANT SELECT, INSERT, UPDATE (released_by, released_at) ON legal_hold TO thaw_serving;
ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON legal_hold USING (current_setting('thaw.cases', true) <> '');
SELECT audit_table('legal_hold', '{id}');
CREATE TABLE case_erasure (
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  class text NOT NULL CHECK (class IN ('case_records', 'slips')),
  erased_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  files integer NOT NULL,
  PRIMARY KEY (case_id, class)
);
GRANT SELECT ON case_erasure TO thaw_serving;
ALTER TABLE case_erasure ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON case_erasure USING (current_setting('thaw.desk', true) <> '');
SELECT audit_table('case_erasure', '{case_id,class}');
CREATE INDEX freeze_case_closed ON freeze_case (closed_at, id) WHERE closed_at IS NOT NULL;
`;

/** A transaction erases while its mark stands, which nobody who serves can make. */
const UNDER_WAY = `
CREATE TABLE erasure_mark (xid xid8 PRIMARY KEY);
CREATE FUNCTION erasing() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('thaw.erasing', true) IS DISTINCT FROM 'on' THEN RETURN false; END IF;
  RETURN EXISTS (SELECT FROM public.erasure_mark WHERE xid = pg_current_xact_id());
END $$;
CREATE FUNCTION begin_erasing() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.erasure_mark VALUES (pg_current_xact_id());
  PERFORM set_config('thaw.erasing', 'on', true);
END $$;
CREATE FUNCTION end_erasing() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('thaw.erasing', '', true);
  DELETE FROM public.erasure_mark WHERE xid = pg_current_xact_id();
END $$;
REVOKE ALL ON FUNCTION begin_erasing(), end_erasing() FROM PUBLIC;
`;

/** What keeps words as they were said keeps them from everybody but an erasure. */
const KEEPERS = [
  'account_event_insert_only',
  'contact_change_insert_only',
  'message_file_stays',
  'note_file_stays',
  'objection_answered_by_another',
  'proposal_stays',
  'quality_review_insert_only',
  'remediation_step_stays',
  'replacement_same_numbers',
  'replacement_whole',
  'satisfaction_once',
  'slip_as_said',
];

const RELAXED = (definition: string): string => `
DO $$
DECLARE
  one record;
  def text;
BEGIN
  FOR one IN SELECT oid, tgrelid::regclass AS of, tgname FROM pg_trigger
    WHERE tgname IN (${KEEPERS.map((name) => `'${name}'`).join(', ')}) AND tgparentid = 0
  LOOP
    def := pg_get_triggerdef(one.oid);
    EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.of);
    EXECUTE ${definition};
  END LOOP;
END $$;
`;

/** An erasure is recorded as a change like any other, but for the very values that it takes away. */
const HIDDEN = `
  IF public.erasing() THEN
    body := NULL;
    salt := NULL;
    committed := NULL;
  END IF;
`;
const SHOWN = '';

const AUDITED = (hiding: string): string => `
CREATE OR REPLACE FUNCTION audit_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  keys CONSTANT text[] := TG_ARGV[0];
  silent CONSTANT text[] := TG_ARGV[1];
  secret CONSTANT text[] := TG_ARGV[2];
  old_row jsonb;
  new_row jsonb;
  one jsonb;
  named text[];
  body text;
  committed text;
  salt bytea := uuid_send(gen_random_uuid());
BEGIN
  IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - silent; END IF;
  IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - silent; END IF;
  one := coalesce(new_row, old_row);
  IF TG_OP = 'UPDATE' THEN
    IF old_row = new_row THEN RETURN NULL; END IF;
    SELECT array_agg(n.key ORDER BY n.key),
           jsonb_build_object(
             'before', coalesce(jsonb_object_agg(n.key, old_row -> n.key) FILTER (WHERE n.key <> ALL (secret)), '{}'),
             'after', coalesce(jsonb_object_agg(n.key, n.value) FILTER (WHERE n.key <> ALL (secret)), '{}'))::text
      INTO named, body FROM jsonb_each(new_row) n WHERE n.value IS DISTINCT FROM old_row -> n.key;
  ELSIF TG_OP = 'DELETE' THEN
    body := jsonb_build_object('before', old_row - secret)::text;
  END IF;
  committed := coalesce(body, (new_row - secret)::text);
  ${hiding}
  INSERT INTO public.audit_inbox (entry, salt, body) VALUES (
    public.audit_entry(jsonb_build_object(
      'kind', 'change', 'action', lower(TG_OP), 'subject', TG_TABLE_NAME,
      'key', (SELECT string_agg(one ->> part, '/' ORDER BY place) FROM unnest(keys) WITH ORDINALITY k (part, place)),
      'case', CASE TG_TABLE_NAME WHEN 'freeze_case' THEN one -> 'id' ELSE one -> 'case_id' END,
      'columns', to_jsonb(named),
      'commitment', encode(sha256(salt || convert_to(committed, 'UTF8')), 'hex'))),
    salt, body);
  RETURN NULL;
END $$;
`;

/** In place of words that a person wrote. */
const GONE = `'〔已删除 erased〕'`;

/**
 * \`class\` case_records: all that was written and handed in, of a case closed ten years ago or longer; slips: what was
 * handed in of single sales, after two. An authority's hold, a legal hold or an appeal that is open keeps both.
 */
const ERASING = `
CREATE FUNCTION emptied(said jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(key, NULL), '{}') FROM jsonb_object_keys(said) key
$$;
CREATE FUNCTION forget_values(of_case uuid, subjects text[]) RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.audit_record SET salt = NULL, body = NULL WHERE case_id = of_case
    AND (salt IS NOT NULL OR body IS NOT NULL) AND (subjects IS NULL OR subject = ANY (subjects));
  UPDATE public.audit_inbox SET salt = NULL, body = NULL
    WHERE entry ->> 'case' = of_case::text AND (subjects IS NULL OR entry ->> 'subject' = ANY (subjects));
$$;
CREATE FUNCTION erase_files(name text, of_case uuid, only_ids uuid[]) RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE keys text[];
BEGIN
  EXECUTE format('WITH gone AS (SELECT id, blob_key FROM public.%1$I WHERE case_id = $1 AND erased_at IS NULL
      AND ($2 IS NULL OR id = ANY ($2)) FOR UPDATE),
    now_gone AS (UPDATE public.%1$I f SET file_name = %2$L, blob_key = %3$L || f.id,
      key_id = NULL, wrapped_key = NULL, erased_at = clock_timestamp()
      FROM gone WHERE f.id = gone.id)
    SELECT array_agg(blob_key) FROM gone', name, ${GONE}, 'erased/') INTO keys USING of_case, only_ids;
  RETURN coalesce(keys, '{}');
END $$;
CREATE FUNCTION erase_case(asked uuid, class text, closed_before timestamptz) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  keys text[] := '{}';
  least CONSTANT interval := CASE class WHEN 'slips' THEN interval '2 years' ELSE interval '10 years' END;
  found record;
BEGIN
  IF closed_before > clock_timestamp() - least THEN
    RAISE EXCEPTION 'what is kept as % is kept for % at least', class, least USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT state, closed_at, appeal_until INTO found FROM public.freeze_case WHERE id = asked FOR UPDATE;
  IF found IS NULL OR found.state <> 'closed' OR found.closed_at >= closed_before
    OR coalesce(found.appeal_until > clock_timestamp(), false)
    OR EXISTS (SELECT FROM public.authority_hold h WHERE h.case_id = asked AND h.released_at IS NULL)
    OR EXISTS (SELECT FROM public.legal_hold h WHERE h.case_id = asked AND h.released_at IS NULL)
  THEN
    RAISE EXCEPTION 'the case is kept' USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM public.begin_erasing();
  IF class = 'slips' THEN
    keys := public.erase_files('evidence_file', asked, array(
      SELECT f.id FROM public.evidence_file f JOIN public.evidence_item i ON i.id = f.item_id
      WHERE f.case_id = asked AND i.code = 'E01'));
  ELSE
    keys := public.erase_files('evidence_file', asked, NULL) || public.erase_files('proof_file', asked, NULL)
      || public.erase_files('message_file', asked, NULL) || public.erase_files('note_file', asked, NULL);
    DELETE FROM public.event_content WHERE event_id IN (SELECT id FROM public.case_event WHERE case_id = asked);
    DELETE FROM public.case_search WHERE case_id = asked;
    UPDATE public.case_message SET body = ${GONE} WHERE case_id = asked;
    UPDATE public.case_note SET body = ${GONE} WHERE case_id = asked;
    UPDATE public.evidence_item SET absence_reason = CASE WHEN absence_reason IS NOT NULL THEN ${GONE} END,
      assessment_reason = CASE WHEN assessment_reason IS NOT NULL THEN ${GONE} END WHERE case_id = asked;
    UPDATE public.appeal_answer SET answer = ${GONE}
      WHERE appeal_id IN (SELECT id FROM public.appeal WHERE case_id = asked);
    UPDATE public.proposal SET objection_reply = ${GONE} WHERE case_id = asked AND objection_reply IS NOT NULL;
    UPDATE public.objection SET dismissal_reply = ${GONE} WHERE case_id = asked AND dismissal_reply IS NOT NULL;
    UPDATE public.remediation_step SET returned_reason = ${GONE} WHERE case_id = asked AND returned_reason IS NOT NULL;
    UPDATE public.replacement SET settlement_account = ${GONE}, installation_address = ${GONE} WHERE case_id = asked;
    UPDATE public.satisfaction SET words = ${GONE} WHERE case_id = asked AND words IS NOT NULL;
    UPDATE public.quality_correction SET text = ${GONE} WHERE review_id IN (
      SELECT r.id FROM public.quality_review r JOIN public.quality_sample s ON s.id = r.sample_id WHERE s.case_id = asked);
    UPDATE public.quality_review SET comment = ${GONE} WHERE comment IS NOT NULL AND sample_id IN (
      SELECT id FROM public.quality_sample WHERE case_id = asked);
    UPDATE public.notification SET content = content || jsonb_build_object('body', jsonb_build_object('zh', ${GONE}, 'en', ${GONE}), 'erased', true)
      WHERE case_id = asked AND content ? 'body';
  END IF;
  UPDATE public.slip SET stated = public.emptied(stated), read = public.emptied(read),
    absence_reason = CASE WHEN absence_reason IS NOT NULL THEN ${GONE} END,
    assessment_reason = CASE WHEN assessment_reason IS NOT NULL THEN ${GONE} END WHERE case_id = asked;
  PERFORM public.forget_values(asked, CASE class WHEN 'slips' THEN '{evidence_file,slip}'::text[] END);
  PERFORM public.end_erasing();
  INSERT INTO public.case_erasure (case_id, class, files) VALUES (asked, class, cardinality(keys));
  RETURN keys;
END $$;
REVOKE ALL ON FUNCTION forget_values(uuid, text[]), erase_files(text, uuid, uuid[]), erase_case(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_case(uuid, text, timestamptz) TO thaw_serving;
`;
