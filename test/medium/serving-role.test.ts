import { systemActor, type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';

const INSUFFICIENT_PRIVILEGE = '42501';
/** Tables whose rows are never rewritten by whoever serves. */
const INSERT_ONLY = [
  'account_event',
  'appeal_answer',
  'authority_hold',
  'awaited_letter',
  'calendar_change',
  'calendar_version',
  'case_event',
  'case_message',
  'case_note',
  'chargeback',
  'clock_escalation',
  'clock_reminder',
  'dispatch_item',
  'duty_alarm',
  'event_content',
  'finding',
  'flagged_card',
  'held_money_due',
  'history_append',
  'holiday_year',
  'import_reject',
  'legal_hold',
  'letter_delivery',
  'location_fix',
  'major_event',
  'manual_confirmation',
  'case_placing',
  'contact_change',
  'measure_event',
  'merchant_event',
  'message_read',
  'note_mention',
  'note_read',
  'notification_read',
  'prevention_event',
  'prevention_import',
  'prevention_import_reject',
  'prevention_letter',
  'prevention_reminder',
  'remediation',
  'remediation_step',
  'replacement',
  'replacement_step',
  'routed_import',
  'routed_reject',
  'queue_calendar',
  'queue_change',
  'quality_correction',
  'quality_draw',
  'quality_review',
  'reply_template_version',
  'rule_set_event',
  'shadow_result',
  'slip',
  'slip_sample',
  'software_announcement',
  'terminal_event',
  'termination_statement',
  'transaction',
  'watch_hit',
  'watch_scan',
  'year_alarm',
];

/** What can go as long as nothing was done with it, or once nothing is left to do; triggers hold it. */
const GO_UNUSED = ['message_file', 'note_file', 'proof_file', 'webhook_attempt'];

/** Where rows are written by COPY; they are read through the tables above. */
const DOORS = [
  'finding_rows',
  'history_block_rows',
  'import_reject_rows',
  'routed_reject_rows',
  'transaction_rows',
];

/** Tables that only their owner writes. */
const READ_ONLY = ['case_erasure', 'audit_node', 'audit_record', 'desk', 'history_drop'];

let database: TestDatabase;
let serving: Database;
let dispose: () => void;
beforeAll(async () => {
  database = await createTestDatabase();
  const config = testConfig(database);
  dispose = () => config.dispose();
  serving = new Database({ ...config, databasePoolSize: 1 });
});
afterAll(async () => {
  await serving.onApplicationShutdown();
  dispose();
  await database.drop();
});

const MERCHANT: Actor = {
  kind: 'user',
  userId: '00000000-0000-4000-8000-0000000000d1',
  displayName: 'm',
  roles: ['merchant'],
  merchantId: '00000000-0000-4000-8000-000000000002',
};

const asServing = <T>(work: (tx: Tx) => Promise<T>, actor: Actor = systemActor('setup')): Promise<T> =>
  serving.asActor(actor, work);

const codeOf = async (sql: string): Promise<string> => {
  try {
    await asServing((tx) => tx.query(sql));
    return 'done';
  } catch (error) {
    const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
    return driverError?.code ?? code ?? String(error);
  }
};

it('binds the transaction to its actor, and the connection to nobody', async () => {
  const bound = `SELECT current_setting('thaw.actor', true) AS actor, current_setting('thaw.merchant', true) AS merchant,
    pg_backend_pid() AS pid`;
  const [as] = await asServing((tx) => tx.query<Record<string, unknown>[]>(bound), MERCHANT);
  expect(as).toMatchObject({
    actor: 'user:00000000-0000-4000-8000-0000000000d1',
    merchant: '00000000-0000-4000-8000-000000000002',
  });
  // The pool has one connection: what follows is the same one, and a system actor has no merchant.
  const [next] = await asServing((tx) => tx.query<Record<string, unknown>[]>(bound));
  expect(next).toMatchObject({ actor: 'system:setup', merchant: '', pid: as?.['pid'] });
  await expect(asServing(() => Promise.reject(new Error('failed')), MERCHANT)).rejects.toThrow('failed');
  const [after] = await asServing(async (tx) => {
    await tx.query('COMMIT');
    const rows = await tx.query<Record<string, unknown>[]>(bound);
    await tx.query('BEGIN');
    return rows;
  }, MERCHANT);
  expect(after).toMatchObject({ pid: as?.['pid'] });
  expect([after?.['actor'] ?? '', after?.['merchant'] ?? '']).toEqual(['', '']);
});

it.each([
  'CREATE TABLE public.mine (id int)',
  'CREATE TABLE mine (id int)',
  'CREATE SCHEMA mine',
  'ALTER TABLE freeze_case ADD COLUMN x int',
  'ALTER TABLE case_event DISABLE TRIGGER ALL',
  'DROP TABLE outbox',
  'DROP TRIGGER case_event_insert_only ON case_event',
  'CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS $$ SELECT NULL $$',
  'SELECT * FROM schema_migration',
  `INSERT INTO schema_migration (timestamp, name) VALUES (1, 'x')`,
  'DELETE FROM schema_migration',
  'DELETE FROM freeze_case',
  'DELETE FROM evidence_file',
  'TRUNCATE notification',
  'SET session_replication_role = replica',
  'CREATE ROLE mine',
])('cannot: %s', async (sql) => {
  expect(await codeOf(sql)).toBe(INSUFFICIENT_PRIVILEGE);
});

/** Where bytes lie, how they are sealed and what a scanner says of them may change. */
const OF_FILES = ['blob_key', 'key_id', 'malware_scan', 'scan_note', 'scanned_with', 'wrapped_key'];
const ofFiles = (table: string, ...more: readonly string[]): readonly string[] =>
  [...OF_FILES, ...more].sort().map((column) => `${table}.${column}`);

it('may do what was granted and no more, table by table', async () => {
  // Of what it may not pass on, Postgres passes nothing on, and only warns.
  await asServing((tx) => tx.query('GRANT ALL ON case_event TO PUBLIC'));
  const grants = await database.query<{ table_name: string; privileges: string }>(
    `SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS privileges
     FROM information_schema.role_table_grants
     WHERE grantee IN ('thaw_serving', 'PUBLIC') AND table_schema = 'public' GROUP BY 1 ORDER BY 1`,
  );
  const of = new Map(grants.map(({ table_name: table, privileges }) => [table, privileges]));
  for (const table of INSERT_ONLY) expect([table, of.get(table)]).toEqual([table, 'INSERT SELECT']);
  for (const table of GO_UNUSED) expect([table, of.get(table)]).toEqual([table, 'DELETE INSERT SELECT']);
  const columns = await database.query<{ told: string }>(
    `SELECT table_name || '.' || column_name AS told FROM information_schema.role_column_grants
     WHERE grantee IN ('thaw_serving', 'PUBLIC') AND table_schema = 'public' AND privilege_type = 'UPDATE'
       AND table_name = ANY($1) ORDER BY 1`,
    [[...INSERT_ONLY, ...GO_UNUSED]],
  );
  // What became of a reminder's job, who countersigned, released, reported and answered, and what is said of a slip; the rest stays as it is.
  expect(columns.map(({ told }) => told)).toEqual([
    'authority_hold.release_file_id',
    'authority_hold.released_at',
    'authority_hold.released_by',
    'awaited_letter.ask_at',
    'awaited_letter.asked',
    'clock_reminder.acted_at',
    'clock_reminder.handled_at',
    'clock_reminder.requested_at',
    'clock_reminder.tell_from',
    'duty_alarm.ended_at',
    ...['released_at', 'released_by'].map((column) => `legal_hold.${column}`),
    ...['receipt_no', 'reported_at', 'reported_by'].map((column) => `major_event.${column}`),
    'manual_confirmation.countersigned_at',
    'manual_confirmation.countersigned_by',
    ...ofFiles('message_file', 'message_id'),
    ...ofFiles('note_file', 'note_id'),
    ...ofFiles('proof_file'),
    'remediation.ended_as',
    'remediation.ended_at',
    'remediation_step.attested_at',
    'remediation_step.attested_by',
    'remediation_step.closed_at',
    'remediation_step.on_behalf_channel',
    'remediation_step.proof_id',
    'remediation_step.returned_reason',
    'remediation_step.state',
    'remediation_step.verified_at',
    'remediation_step.verified_by',
    'replacement.ended_as',
    'replacement.ended_at',
    'replacement.installation_address',
    'replacement.new_binding_id',
    'replacement.new_serial_no',
    'replacement.recertified_by',
    'replacement.settlement_account',
    'replacement.state',
    'replacement_step.begun_at',
    'replacement_step.by_user',
    'replacement_step.command_id',
    'replacement_step.done_at',
    'replacement_step.proof_id',
    'replacement_step.state',
    'slip.absence_reason',
    'slip.answered_at',
    'slip.answered_by',
    'slip.asked_at',
    'slip.asked_by',
    'slip.assessed_at',
    'slip.assessed_by',
    'slip.assessment',
    'slip.assessment_reason',
    'slip.case_id',
    'slip.changed_at',
    'slip.file_id',
    'slip.on_behalf_channel',
    'slip.read',
    'slip.request_id',
    'slip.revision',
    'slip.state',
    'slip.stated',
    'termination_statement.countersigned_at',
    'termination_statement.countersigned_by',
    'termination_statement.withdrawn_at',
    'watch_hit.answer',
    'watch_hit.answered_at',
    'watch_hit.answered_by',
    'watch_scan.asked_at',
    'watch_scan.done_at',
    'year_alarm.ended_at',
  ]);
  const deleting = [...of]
    .filter(([, privileges]) => /DELETE|TRUNCATE/.test(privileges))
    .map(([table]) => table);
  expect(deleting).toEqual([
    'account_mail',
    'case_follow_up',
    'case_search',
    'code_failure',
    'contact',
    'history_block',
    'history_key',
    'idempotency_key',
    'live_event',
    'macro',
    'message_file',
    'note_file',
    'outbox',
    'person_erasure',
    'proof_file',
    'queue_member',
    'rule_base_rate',
    'saved_view',
    'search_fill',
    'second_factor',
    'sign_in_code',
    'sign_in_guess',
    'sso_identity',
    'standing_card',
    'standing_finding',
    'standing_finding_part',
    'user_role',
    'watched_terminal',
    'webhook_attempt',
    'webhook_delivery',
    'webhook_secret',
  ]);
  // Checkpoints come in by columns, and only where they were exported can be said later.
  for (const table of [...READ_ONLY, 'audit_checkpoint'])
    expect([table, of.get(table)]).toEqual([table, 'SELECT']);
  for (const table of DOORS) expect([table, of.get(table)]).toEqual([table, 'INSERT']);
  const others = [...of].filter(
    ([table]) => ![...INSERT_ONLY, ...READ_ONLY, ...DOORS, 'audit_checkpoint', ...deleting].includes(table),
  );
  for (const other of others) expect(other).toEqual([other[0], 'INSERT SELECT UPDATE']);
  const tables = await database.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  expect(tables.map(({ name }) => name).filter((name) => !of.has(name))).toEqual([
    'audit_inbox',
    'erasure_mark',
    'schema_migration',
  ]);
});
