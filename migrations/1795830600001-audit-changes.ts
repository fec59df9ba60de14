import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every change of a table that holds facts leaves a record, whoever makes it and by whatever way. Later migrations call
 * `audit_table` for tables of their own; `test/expectations/audited-tables.csv` says of each table how and why.
 */
export class AuditChanges1795830600001 implements MigrationInterface {
  name = 'AuditChanges1795830600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROWS);
    await runner.query(STATEMENTS);
    await runner.query(DECLARING);
    for (const [table, keys, { silent = [], secret = [] } = {}] of BY_ROW)
      await runner.query('SELECT audit_table($1, $2, $3, $4)', [table, keys, silent, secret]);
    for (const table of BY_STATEMENT) await runner.query('SELECT audit_table_in_bulk($1)', [table]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION audit_table(regclass, text[], text[], text[]), audit_table_in_bulk(regclass);
      DROP FUNCTION audit_change(), audit_bulk(), audit_truncation() CASCADE;
    `);
  }
}

type Columns = readonly string[];

/**
 * Table, what names a row of it (nothing personal: it stays for good), columns whose change alone is none (counters and
 * heartbeats), and columns of which nothing is kept, though it is said that they changed.
 */
const BY_ROW: readonly (readonly [
  table: string,
  keys: Columns,
  columns?: { readonly silent?: Columns; readonly secret?: Columns },
])[] = [
  ['api_key', ['id'], { silent: ['last_used_at'], secret: ['key_hash'] }],
  ['app_user', ['id'], { secret: ['password_hash'] }],
  ['appeal', ['id']],
  ['appeal_answer', ['appeal_id', 'finding_id']],
  ['authority_hold', ['id']],
  ['away', ['id']],
  [
    'backtest',
    ['id'],
    { silent: ['terminals_total', 'terminals_done', 'rows_done', 'heartbeat_at', 'runner'] },
  ],
  ['bulk_action', ['id'], { silent: ['heartbeat_at'] }],
  ['calendar_change', ['revision']],
  ['calendar_version', ['code', 'revision']],
  ['case_event', ['id']],
  ['case_follow_up', ['case_id', 'user_id']],
  ['case_message', ['id']],
  ['case_note', ['id']],
  ['channel_choice', ['user_id', 'kind', 'channel']],
  ['chargeback', ['terminal_id', 'reference']],
  ['contact', ['user_id', 'channel']],
  ['desk', ['id']],
  ['device', ['id']],
  ['device_binding', ['id'], { secret: ['settlement_account'] }],
  ['duty_alarm', ['id']],
  ['event_content', ['event_id'], { secret: ['salt', 'body'] }],
  ['evidence_file', ['id']],
  ['evidence_item', ['id']],
  ['evidence_request', ['id']],
  ['freeze_case', ['id']],
  [
    'gateway_command',
    ['id'],
    { silent: ['attempts', 'next_attempt_at', 'claimed_until', 'last_error', 'told_at'] },
  ],
  ['held_money_due', ['measure_id', 'due_at']],
  ['history_append', ['id']],
  ['history_drop', ['id']],
  [
    'history_import',
    ['id'],
    {
      silent: [
        'header',
        'lines_total',
        'lines_done',
        'accepted',
        'duplicates',
        'rejected',
        'progress_at',
        'bytes_done',
      ],
    },
  ],
  ['holiday_year', ['year', 'revision']],
  ['letter_delivery', ['letter_id']],
  ['macro', ['id']],
  ['major_event', ['id']],
  ['manual_confirmation', ['id']],
  ['measure', ['id']],
  ['measure_event', ['id']],
  ['merchant', ['id']],
  ['merchant_event', ['id']],
  ['message_file', ['id']],
  ['message_read', ['message_id', 'user_id']],
  ['note_file', ['id']],
  ['note_mention', ['note_id', 'user_id']],
  ['note_read', ['note_id', 'user_id']],
  ['notification', ['id'], { silent: ['routed_at'] }],
  ['objection', ['id']],
  ['prevention_import', ['id']],
  ['prevention_letter', ['merchant_id', 'day']],
  ['proof_file', ['id']],
  ['proposal', ['id']],
  ['quality_correction', ['review_id']],
  ['quality_draw', ['id']],
  ['quality_plan', ['queue']],
  ['quality_review', ['id']],
  ['quality_sample', ['id']],
  ['queue', ['code']],
  ['queue_calendar', ['queue', 'revision']],
  ['queue_change', ['id']],
  ['queue_member', ['queue', 'user_id'], { silent: ['last_assigned_at', 'version'] }],
  ['remediation', ['id']],
  ['remediation_step', ['id']],
  ['replacement', ['id'], { secret: ['settlement_account'] }],
  ['replacement_step', ['replacement_id', 'number']],
  ['reply_template', ['id']],
  ['reply_template_version', ['template_id', 'version']],
  ['routed_import', ['id']],
  ['rule_set', ['id'], { silent: ['rates_asked_at'] }],
  ['rule_set_event', ['rule_set_id', 'version']],
  ['sandbox_clock', ['singleton']],
  ['satisfaction', ['case_id']],
  ['saved_view', ['id']],
  ['scan', ['id'], { silent: ['rows_total', 'rows_done', 'heartbeat_at', 'counts'] }],
  ['scan_replay', ['id'], { silent: ['heartbeat_at'] }],
  ['session', ['id'], { silent: ['last_seen_at', 'expires_at'], secret: ['token_hash'] }],
  ['slip', ['id']],
  ['slip_sample', ['request_id']],
  ['software_announcement', ['id']],
  ['telling_hours', ['user_id'], { silent: ['digest_at'] }],
  ['terminal', ['id']],
  ['terminal_event', ['id']],
  ['termination_statement', ['id']],
  ['user_role', ['user_id', 'role']],
  ['watch_hit', ['id']],
  ['webhook_endpoint', ['id'], { silent: ['failing_since'] }],
  ['webhook_secret', ['id'], { secret: ['sealed'] }],
  ['year_alarm', ['year']],
];

/** Rows that come by the hundred: one record a statement, with their count and a commitment to all of them. */
const BY_STATEMENT = ['location_fix', 'notification_read', 'prevention_event', 'prevention_reminder'];

/**
 * Of what was there before an update or a delete the body tells the values, so that from the row of today each earlier
 * one can be told; of a new row there is only the commitment, since the row itself is there.
 */
const ROWS = `
CREATE FUNCTION audit_change() RETURNS trigger
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
  salt CONSTANT bytea := uuid_send(gen_random_uuid());
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

const STATEMENTS = `
CREATE FUNCTION audit_bulk() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  salt CONSTANT bytea := uuid_send(gen_random_uuid());
  counted bigint;
  committed text;
BEGIN
  SELECT count(*), string_agg(one, E'\\n' ORDER BY one COLLATE "C") INTO counted, committed
    FROM (SELECT to_jsonb(r)::text AS one FROM changed r) rows;
  IF counted = 0 THEN RETURN NULL; END IF;
  INSERT INTO public.audit_inbox (entry, salt) VALUES (
    public.audit_entry(jsonb_build_object(
      'kind', 'change', 'action', lower(TG_OP), 'subject', TG_TABLE_NAME, 'rows', counted,
      'commitment', encode(sha256(salt || convert_to(committed, 'UTF8')), 'hex'))),
    salt);
  RETURN NULL;
END $$;
CREATE FUNCTION audit_truncation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.audit_inbox (entry) VALUES (
    public.audit_entry(jsonb_build_object('kind', 'change', 'action', 'truncate', 'subject', TG_TABLE_NAME)));
  RETURN NULL;
END $$;
`;

const DECLARING = `
CREATE FUNCTION audit_table(name regclass, keys text[], silent text[] DEFAULT '{}', secret text[] DEFAULT '{}')
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER audit_change AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW
    EXECUTE FUNCTION audit_change(%L, %L, %L)', name, keys, silent, secret);
  EXECUTE format('CREATE TRIGGER audit_truncation AFTER TRUNCATE ON %s FOR EACH STATEMENT
    EXECUTE FUNCTION audit_truncation()', name);
END $$;
CREATE FUNCTION audit_table_in_bulk(name regclass) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER audit_inserts AFTER INSERT ON %s REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION audit_bulk()', name);
  EXECUTE format('CREATE TRIGGER audit_updates AFTER UPDATE ON %s REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION audit_bulk()', name);
  EXECUTE format('CREATE TRIGGER audit_deletes AFTER DELETE ON %s REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION audit_bulk()', name);
  EXECUTE format('CREATE TRIGGER audit_truncation AFTER TRUNCATE ON %s FOR EACH STATEMENT
    EXECUTE FUNCTION audit_truncation()', name);
END $$;
REVOKE ALL ON FUNCTION audit_table(regclass, text[], text[], text[]), audit_table_in_bulk(regclass),
  audit_change(), audit_bulk(), audit_truncation() FROM PUBLIC;
`;
