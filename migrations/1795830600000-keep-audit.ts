import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Records of what was done, read and refused. They come in unnumbered within the transaction that they record, and only
 * `audit_number` moves those that are committed under numbers without a gap, into a hash tree (RFC 6962) whose leaves
 * are their very bytes. Whoever serves can do neither but through the functions here.
 */
export class KeepAudit1795830600000 implements MigrationInterface {
  name = 'KeepAudit1795830600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(WRITING);
    await runner.query(NUMBERING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION audit_number(integer), audit_write(text, text, text, text, uuid, jsonb, jsonb), audit_entry(jsonb);
      DROP TABLE audit_checkpoint, audit_node, audit_record, audit_inbox;
      DROP FUNCTION audit_erase_only();
    `);
  }
}

/**
 * An entry is what is hashed, byte for byte; columns beside it are read out of it by the database and cannot say
 * otherwise. What may have to be erased, `body` and its `salt`, lies beside it and is only committed to.
 */
const TABLES = `
CREATE TABLE audit_inbox (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry json NOT NULL,
  salt bytea,
  body text
);
CREATE TABLE audit_record (
  seq bigint PRIMARY KEY CHECK (seq >= 0),
  entry json NOT NULL,
  salt bytea,
  body text,
  at text COLLATE "C" NOT NULL GENERATED ALWAYS AS (entry ->> 'at') STORED,
  kind text NOT NULL GENERATED ALWAYS AS (entry ->> 'kind') STORED,
  actor text NOT NULL GENERATED ALWAYS AS (entry ->> 'actor') STORED,
  subject text NOT NULL GENERATED ALWAYS AS (entry ->> 'subject') STORED,
  key text GENERATED ALWAYS AS (entry ->> 'key') STORED,
  case_id uuid GENERATED ALWAYS AS ((entry ->> 'case')::uuid) STORED
);
CREATE INDEX audit_record_case ON audit_record (case_id, seq) WHERE case_id IS NOT NULL;
CREATE INDEX audit_record_actor ON audit_record (actor, seq);
CREATE INDEX audit_record_subject ON audit_record (subject, key, seq);
CREATE INDEX audit_record_at ON audit_record (at, seq);
CREATE TABLE audit_node (
  level smallint NOT NULL,
  index bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, index)
);
CREATE TABLE audit_checkpoint (
  size bigint PRIMARY KEY CHECK (size > 0),
  at timestamptz NOT NULL,
  note text NOT NULL,
  exported_at timestamptz
);
CREATE INDEX audit_checkpoint_unexported ON audit_checkpoint (size) WHERE exported_at IS NULL;
CREATE FUNCTION audit_erase_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.seq = OLD.seq AND NEW.entry::text = OLD.entry::text AND NEW.salt IS NULL AND NEW.body IS NULL THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'of a record of the audit only salt and body can be erased' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_record_erase_only BEFORE UPDATE ON audit_record
  FOR EACH ROW EXECUTE FUNCTION audit_erase_only();
CREATE TRIGGER audit_record_stays BEFORE DELETE OR TRUNCATE ON audit_record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_node_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_node
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_checkpoint_stays BEFORE DELETE OR TRUNCATE ON audit_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_record ENABLE ROW LEVEL SECURITY;
-- A transaction of a merchant's, or of nobody, sees no record.
CREATE POLICY audit_record_staff ON audit_record FOR SELECT TO thaw_serving
  USING (current_setting('thaw.merchant', true) = '' AND current_setting('thaw.actor', true) <> '');
GRANT SELECT ON audit_record, audit_node TO thaw_serving;
GRANT SELECT (place) ON audit_inbox TO thaw_serving;
GRANT SELECT, INSERT (size, at, note), UPDATE (exported_at) ON audit_checkpoint TO thaw_serving;
`;

/** Who acts is taken from the transaction, never from a parameter; one that nobody bound names the login. */
const WRITING = `
CREATE FUNCTION audit_entry(said jsonb) RETURNS json LANGUAGE sql VOLATILE AS $$
  SELECT jsonb_strip_nulls(said || jsonb_build_object(
    'id', gen_random_uuid(),
    'at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'actor', coalesce(nullif(current_setting('thaw.actor', true), ''), 'database:' || session_user),
    'request', nullif(current_setting('thaw.request', true), '')))::text::json
$$;
CREATE FUNCTION audit_write(kind text, action text, subject text, key text, case_id uuid, said jsonb, erasable jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  salt bytea;
  body text := erasable::text;
BEGIN
  -- A change is recorded by the table that changes, and by nobody else.
  IF kind NOT IN ('read', 'refusal', 'note') THEN
    RAISE EXCEPTION 'the audit knows no kind % that is written so', kind USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF body IS NOT NULL THEN salt := uuid_send(gen_random_uuid()); END IF;
  INSERT INTO public.audit_inbox (entry, salt, body) VALUES (
    public.audit_entry(coalesce(said, '{}') || jsonb_build_object(
      'kind', kind, 'action', action, 'subject', subject, 'key', key, 'case', case_id,
      'commitment', encode(sha256(salt || convert_to(body, 'UTF8')), 'hex'))),
    salt, body);
END $$;
REVOKE ALL ON FUNCTION audit_entry(jsonb), audit_write(text, text, text, text, uuid, jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_write(text, text, text, text, uuid, jsonb, jsonb) TO thaw_serving;
`;

/**
 * One at a time. What is not committed yet is not seen and gets a later number; what is taken, numbered and hashed is
 * one commit. Nodes above the leaves are added where both halves are there, level by level.
 */
const NUMBERING = `
CREATE FUNCTION audit_number(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before bigint;
  taken integer;
  low bigint;
  high bigint;
  above smallint := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('thaw.audit', 0));
  SELECT coalesce(max(seq) + 1, 0) INTO before FROM public.audit_record;
  WITH next AS (SELECT place FROM public.audit_inbox ORDER BY place LIMIT most),
       out AS (DELETE FROM public.audit_inbox i USING next WHERE i.place = next.place RETURNING i.*)
  INSERT INTO public.audit_record (seq, entry, salt, body)
    SELECT before + row_number() OVER (ORDER BY place) - 1, entry, salt, body FROM out;
  GET DIAGNOSTICS taken = ROW_COUNT;
  IF taken = 0 THEN RETURN 0; END IF;
  INSERT INTO public.audit_node (level, index, hash)
    SELECT 0, seq, sha256('\\x00'::bytea || convert_to(entry::text, 'UTF8'))
    FROM public.audit_record WHERE seq >= before;
  low := before;
  high := before + taken;
  LOOP
    low := low >> 1;
    high := high >> 1;
    EXIT WHEN low = high;
    above := above + 1;
    INSERT INTO public.audit_node (level, index, hash)
      SELECT above, l.index >> 1, sha256('\\x01'::bytea || l.hash || r.hash)
      FROM public.audit_node l JOIN public.audit_node r ON r.level = l.level AND r.index = l.index + 1
      WHERE l.level = above - 1 AND l.index >= low * 2 AND l.index < high * 2 AND l.index % 2 = 0;
  END LOOP;
  RETURN taken;
END $$;
REVOKE ALL ON FUNCTION audit_number(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_number(integer) TO thaw_serving;
`;
