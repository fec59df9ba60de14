import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rows of cases, merchants, evidence and messages are seen and written only by whom they are for, whatever a statement
 * forgets to ask: a merchant has their own, the desk has all, and whoever is bound to a transaction as nobody has none. A
 * transaction is bound by `Database.asActor`: `thaw.merchant` is whose person acts, `thaw.desk` is set for all others, and
 * `thaw.cases` for those of them who work on cases.
 *
 * Conditions are written for the planner. Settings are read by functions of Postgres itself, as those of ours would be
 * looked up and put in anew for each statement; `<> ''` is taken to be true of nearly all rows, so that estimates stay;
 * and what asks other tables is behind a function, which is planned once a connection and not asked for the desk.
 */
export class SeeOwnRows1795830500001 implements MigrationInterface {
  name = 'SeeOwnRows1795830500001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`${OWN}${SIGHT_OF_TRIGGERS}`);
    for (const [table, seen] of SEEN) await runner.query(bound(table, seen));
    await runner.query(SEARCH);
    // Written by whoever acts, of any case, and read by the desk.
    for (const table of PASSED_ON) {
      await runner.query(`CREATE POLICY told ON ${table} FOR INSERT WITH CHECK (${SOMEBODY})`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of PASSED_ON) await runner.query(`DROP POLICY told ON ${table}`);
    for (const table of ['case_search', ...SEEN.map(([name]) => name)]) {
      await runner.query(`DROP POLICY seen ON ${table}`);
      await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`);
    }
    await runner.query(`
      ${findByDevice('', '')}
      DROP FUNCTION own_case(uuid), own_terminal(uuid), own_device(uuid), own_measure(uuid), own_message(uuid),
        own_event(bigint), own_appeal(uuid), texts_with(text[], text);
    `);
  }
}

const bound = (table: string, seen: string): string => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY seen ON ${table} USING (${seen});
`;

const setting = (name: 'actor' | 'cases' | 'desk' | 'merchant'): string =>
  `current_setting('thaw.${name}', true)`;
const SOMEBODY = `${setting('actor')} <> ''`;
const DESK = `${setting('desk')} <> ''`;
const CASES = `${setting('cases')} <> ''`;
const OWN_MERCHANT = `nullif(${setting('merchant')}, '')::uuid`;

/** Where no merchant is named, it is what its caller may see of that table. */
const own = (name: string, type: string, table: string, key = 'id', more = ''): string => `
  CREATE FUNCTION own_${name}(asked ${type}) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 AS $$
  BEGIN
    RETURN EXISTS (SELECT FROM public.${table} WHERE ${key} = asked${more});
  END $$;
`;

const OWN = [
  own('case', 'uuid', 'freeze_case', 'id', ` AND merchant_id = ${OWN_MERCHANT}`),
  own('terminal', 'uuid', 'terminal', 'id', ` AND merchant_id = ${OWN_MERCHANT}`),
  own('measure', 'uuid', 'measure'),
  own('message', 'uuid', 'case_message'),
  own('event', 'bigint', 'case_event'),
  own('appeal', 'uuid', 'appeal'),
  own('device', 'uuid', 'device_binding', 'device_id'),
].join('');

const findByDevice = (before: string, after: string): string => `
CREATE OR REPLACE FUNCTION find_by_device() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_device text;
  sight text := coalesce(current_setting('thaw.cases', true), '');
BEGIN
  SELECT btrim(regexp_replace(lower(serial_no), '[^a-z0-9]+', ' ', 'g')) INTO of_device
  FROM device WHERE id = NEW.device_id;
  ${before}
  INSERT INTO case_search (source_id, case_id, source, merchant_id, merchant_sees, at, form, grams)
  SELECT NEW.device_id, c.id, 'device', c.merchant_id, true, c.opened_at, of_device,
    ARRAY(SELECT DISTINCT substr(of_device, i, 2) FROM generate_series(1, length(of_device) - 1) i
          WHERE substr(of_device, i, 2) !~ ' ')
  FROM freeze_case c WHERE c.terminal_id = NEW.terminal_id
  ON CONFLICT DO NOTHING;
  ${after}
  RETURN NULL;
END $$;
`;

/** The registry binds devices and knows no cases: what is found by them is written with the sight of those who do. */
const SIGHT_OF_TRIGGERS = findByDevice(
  `PERFORM set_config('thaw.cases', 'on', true);`,
  `PERFORM set_config('thaw.cases', sight, true);`,
);

const ofCase = (sight: string) => (table: string): readonly [string, string] => [table, `${sight} OR own_case(case_id)`]; // prettier-ignore
const only = (sight: string) => (table: string): readonly [string, string] => [table, sight]; // prettier-ignore

const SEEN: readonly (readonly [table: string, seen: string])[] = [
  ['merchant', `${DESK} OR id = ${OWN_MERCHANT}`],
  ...['terminal', 'measure', 'freeze_case', 'terminal_prevention'].map((table): [string, string] => [
    table,
    `${DESK} OR merchant_id = ${OWN_MERCHANT}`,
  ]),
  ...['device_binding', 'scan', 'history_ledger', 'standing_scan'].map((table): [string, string] => [
    table,
    `${DESK} OR own_terminal(terminal_id)`,
  ]),
  ['device', `${DESK} OR own_device(id)`],
  ['measure_event', `${DESK} OR own_measure(measure_id)`],
  ['held_money_due', `${DESK} OR own_measure(measure_id)`],
  ...[
    'case_clock',
    'case_placing',
    'clock_reminder',
    'duty_alarm',
    'gateway_command',
    'major_event',
    'replacement',
    'replacement_step',
  ].map(ofCase(DESK)),
  ...[
    'appeal',
    'authority_hold',
    'awaited_letter',
    'case_event',
    'case_message',
    'evidence_file',
    'evidence_item',
    'evidence_request',
    'letter_delivery',
    'manual_confirmation',
    'message_file',
    'objection',
    'proof_file',
    'proposal',
    'remediation',
    'remediation_step',
    'satisfaction',
    'slip',
    'slip_sample',
    'termination_statement',
    'watch_hit',
    'watch_scan',
  ].map(ofCase(CASES)),
  ['event_content', `${CASES} OR own_event(event_id)`],
  ['message_read', `${CASES} OR own_message(message_id)`],
  ['appeal_answer', `${CASES} OR own_appeal(appeal_id)`],
  [
    'notification',
    `${DESK} OR recipient_kind = 'merchant' AND recipient_id = ${OWN_MERCHANT}
     OR 'user:' || recipient_id = ${setting('actor')} OR own_case(case_id)`,
  ],
  ['notification_read', `${DESK} OR 'user:' || user_id = ${setting('actor')}`],
  ['idempotency_key', `${DESK} OR actor = ${setting('actor')}`],
  // A merchant hears of what is theirs; places are given by the desk.
  ['live_event', `${DESK} OR own_case(case_id) OR recipient_id = ${OWN_MERCHANT} OR 'user:' || recipient_id = ${setting('actor')}`],
  ...['case_follow_up', 'case_note', 'flagged_card', 'note_file', 'note_mention', 'note_read'].map(only(CASES)),
  ...[
    'backtest_terminal',
    'bulk_action',
    'bulk_action_case',
    'chargeback',
    'dispatch',
    'dispatch_item',
    'history_append',
    'history_import',
    'history_key',
    'location_fix',
    'merchant_event',
    'outbox',
    'prevention_event',
    'prevention_import',
    'prevention_import_reject',
    'prevention_letter',
    'prevention_reminder',
    'quality_correction',
    'quality_draw',
    'quality_review',
    'quality_sample',
    'routed_import',
    'scan_replay',
    'shadow_result',
    'standing_card',
    'standing_finding',
    'standing_finding_part',
    'terminal_event',
    'watched_terminal',
    'webhook_attempt',
    'webhook_delivery',
  ].map(only(DESK)),
]; // prettier-ignore

const PASSED_ON = ['live_event', 'outbox', 'webhook_delivery'];

const SEEN_TEXT = `${CASES} OR merchant_sees AND merchant_id = ${OWN_MERCHANT}`;

/**
 * The index of pairs is of no use under a policy: an operator of arrays might tell of rows that are not to be seen, as far
 * as Postgres knows, and has to come after the policy. So what is found by pairs is found as the owner of the table, whom
 * its policy does not bind, and the function asks what the policy asks.
 */
const SEARCH = `
ALTER TABLE case_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON case_search USING (${SEEN_TEXT});
CREATE FUNCTION texts_with(pairs text[], words text)
  RETURNS TABLE (source text, source_id uuid, case_id uuid, at timestamptz)
LANGUAGE plpgsql STABLE ROWS 20 SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  RETURN QUERY SELECT s.source, s.source_id, s.case_id, s.at FROM public.case_search s
    WHERE s.grams @> pairs AND s.form LIKE words AND (${SEEN_TEXT.replaceAll('merchant_', 's.merchant_')});
END $$;
REVOKE EXECUTE ON FUNCTION texts_with FROM PUBLIC;
GRANT EXECUTE ON FUNCTION texts_with TO thaw_serving;
DO $$ BEGIN
  EXECUTE (SELECT format('ALTER FUNCTION texts_with OWNER TO %I', pg_get_userbyid(relowner))
           FROM pg_class WHERE oid = 'case_search'::regclass);
END $$;
`;
