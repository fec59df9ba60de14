import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first schema. Two roles from the start: whoever runs this owns the tables; `thaw_serving` serves, and may do
 * only what is granted here. Insert-only tables are so twice: by grant and by trigger, since an owner has all grants.
 */
export class CreateDesk1795420800000 implements MigrationInterface {
  name = 'CreateDesk1795420800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [
      ROLES,
      IDENTITY,
      REGISTRY,
      TRANSACTIONS,
      RISK,
      CASES,
      CLOCKS,
      NOTIFICATIONS,
      PLATFORM,
      GRANTS,
    ]) {
      await runner.query(part);
    }
  }

  async down(): Promise<void> {
    throw new Error('The first migration is not taken back: drop the database instead.');
  }
}

const ROLES = `
DO $$ BEGIN
  CREATE ROLE thaw_serving NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
  EXECUTE format('GRANT thaw_serving TO %I', current_user);
END $$;
`;

const IDENTITY = `
CREATE TABLE app_user (
  id uuid PRIMARY KEY,
  login text NOT NULL,
  display_name text NOT NULL,
  password_hash text NOT NULL,
  merchant_id uuid,
  locale text NOT NULL DEFAULT 'zh' CHECK (locale IN ('zh', 'en')),
  created_at timestamptz NOT NULL,
  disabled_at timestamptz
);
CREATE UNIQUE INDEX app_user_login ON app_user (lower(login));

CREATE TABLE user_role (
  user_id uuid NOT NULL REFERENCES app_user (id),
  role text NOT NULL CHECK (role IN ('merchant', 'agent', 'supervisor', 'reviewer', 'risk_officer', 'admin')),
  granted_by text NOT NULL,
  granted_at timestamptz NOT NULL,
  confirmed_by text,
  confirmed_at timestamptz,
  PRIMARY KEY (user_id, role),
  CONSTRAINT user_role_not_own CHECK (granted_by <> 'user:' || user_id::text AND confirmed_by <> 'user:' || user_id::text),
  CONSTRAINT user_role_second_person CHECK (confirmed_by IS NULL OR confirmed_by <> granted_by OR granted_by LIKE 'system:%'),
  CONSTRAINT user_role_weighty CHECK (role NOT IN ('supervisor', 'reviewer', 'risk_officer') OR confirmed_by IS NULL
    OR confirmed_by LIKE 'user:%' OR granted_by LIKE 'system:%'),
  CONSTRAINT user_role_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES app_user (id),
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE INDEX session_user_id ON session (user_id);

CREATE TABLE api_key (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  key_hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
`;

const REGISTRY = `
CREATE TABLE merchant (
  id uuid PRIMARY KEY,
  merchant_no text NOT NULL UNIQUE CHECK (merchant_no ~ '^[0-9]{15}$'),
  name text NOT NULL,
  social_credit_code text NOT NULL,
  mcc text NOT NULL CHECK (mcc ~ '^[0-9]{4}$'),
  address text NOT NULL,
  hours_from integer CHECK (hours_from BETWEEN 0 AND 86399),
  hours_to integer CHECK (hours_to BETWEEN 0 AND 86399),
  created_at timestamptz NOT NULL,
  CONSTRAINT merchant_hours_both CHECK ((hours_from IS NULL) = (hours_to IS NULL) AND hours_from <> hours_to)
);
ALTER TABLE app_user ADD CONSTRAINT app_user_merchant FOREIGN KEY (merchant_id) REFERENCES merchant (id);

CREATE TABLE terminal (
  id uuid PRIMARY KEY,
  terminal_no text NOT NULL CHECK (terminal_no ~ '^[0-9A-Z]{8}$'),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  fee_profile text NOT NULL CHECK (fee_profile IN ('standard', 'low_rate', 'capped')),
  currency text NOT NULL DEFAULT 'CNY' CHECK (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz NOT NULL,
  CONSTRAINT terminal_number UNIQUE (merchant_id, terminal_no)
);

CREATE TABLE device (
  id uuid PRIMARY KEY,
  serial_no text NOT NULL UNIQUE,
  model text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE device_binding (
  id uuid PRIMARY KEY,
  device_id uuid NOT NULL REFERENCES device (id),
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  acquirer_code text NOT NULL,
  merchant_no text NOT NULL,
  social_credit_code text NOT NULL,
  settlement_account text NOT NULL,
  installation_address text NOT NULL,
  bound_at timestamptz NOT NULL,
  unbound_at timestamptz
);
CREATE UNIQUE INDEX device_binding_live_device ON device_binding (device_id) WHERE unbound_at IS NULL;
CREATE UNIQUE INDEX device_binding_live_terminal ON device_binding (terminal_id) WHERE unbound_at IS NULL;

CREATE TABLE measure (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  level text NOT NULL CHECK (level ~ '^F[0-7]$'),
  scope text NOT NULL CHECK (scope IN ('terminal', 'merchant', 'credit_cards', 'refunds', 'amount_limits', 'settlement')),
  limit_single_fen bigint,
  limit_daily_fen bigint,
  held_amount_fen bigint,
  held_ground text,
  release_at timestamptz,
  began_at timestamptz NOT NULL,
  expires_at timestamptz,
  lifted_at timestamptz
);
CREATE INDEX measure_case ON measure (case_id);
CREATE INDEX measure_in_force ON measure (terminal_id) WHERE lifted_at IS NULL;
CREATE INDEX measure_in_force_merchant ON measure (merchant_id) WHERE lifted_at IS NULL AND scope = 'merchant';

CREATE TABLE gateway_command (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  measure_id uuid REFERENCES measure (id),
  kind text NOT NULL CHECK (kind IN ('lift', 'narrow')),
  parameters jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'sent', 'confirmed', 'failed', 'withdrawn')),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  claimed_until timestamptz,
  last_error text,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  settled_at timestamptz
);
CREATE INDEX gateway_command_case ON gateway_command (case_id);
CREATE INDEX gateway_command_due ON gateway_command (next_attempt_at) WHERE state IN ('pending', 'sent');
`;

const TRANSACTIONS = `
-- A step is one chunk of an import: its ids are this value and those that follow.
CREATE SEQUENCE transaction_id AS bigint INCREMENT BY 10000;

-- No reference to terminal: its check for every row doubles the cost of an import, whose own row has it.
CREATE TABLE transaction (
  terminal_id uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  natural_key text NOT NULL,
  line integer NOT NULL,
  id bigint NOT NULL,
  import_id uuid NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  currency text NOT NULL,
  type text NOT NULL CHECK (type IN ('purchase', 'refund', 'cash')),
  status text NOT NULL CHECK (status IN ('approved', 'declined', 'voided', 'reversed')),
  card_type text NOT NULL CHECK (card_type IN ('credit', 'debit', 'unknown')),
  card_token text,
  card_bin text,
  card_last_four text,
  reference text,
  trace_no text,
  batch_no text,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (terminal_id, occurred_at, natural_key)
);

-- Derived from the rows of transaction: columns of a whole block beside each other, which is what scans read.
CREATE TABLE history_block (
  terminal_id uuid NOT NULL,
  position integer NOT NULL,
  format smallint NOT NULL,
  rows integer NOT NULL,
  last_at timestamptz NOT NULL,
  last_line integer NOT NULL,
  last_id bigint NOT NULL,
  digest bytea NOT NULL,
  columns bytea NOT NULL,
  names bytea NOT NULL,
  PRIMARY KEY (terminal_id, position)
);
-- Numbers in columns and random tokens: trying to compress them costs more than reading them.
ALTER TABLE history_block ALTER columns SET STORAGE EXTERNAL, ALTER names SET STORAGE EXTERNAL;

CREATE TABLE history_import (
  id uuid PRIMARY KEY,
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  case_id uuid,
  file_name text NOT NULL,
  content_hash bytea NOT NULL,
  size_bytes bigint NOT NULL,
  intake_key text NOT NULL,
  options jsonb NOT NULL,
  header jsonb NOT NULL,
  duplicate_of uuid REFERENCES history_import (id),
  state text NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'failed')),
  lines_total integer NOT NULL,
  lines_done integer NOT NULL DEFAULT 0,
  accepted integer NOT NULL DEFAULT 0,
  duplicates integer NOT NULL DEFAULT 0,
  rejected integer NOT NULL DEFAULT 0,
  failure text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  progress_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX history_import_terminal ON history_import (terminal_id, created_at DESC, id);
CREATE INDEX history_import_unfinished ON history_import (terminal_id, created_at) WHERE state IN ('queued', 'running');

CREATE TABLE import_reject (
  import_id uuid NOT NULL REFERENCES history_import (id),
  line integer NOT NULL,
  reason text NOT NULL,
  field text,
  message jsonb NOT NULL,
  columns jsonb NOT NULL,
  PRIMARY KEY (import_id, line)
);
`;

const RISK = `
CREATE TABLE scan (
  id uuid PRIMARY KEY,
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  case_id uuid,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'failed')),
  rules jsonb NOT NULL,
  facts jsonb NOT NULL,
  time_zone text NOT NULL,
  currency text NOT NULL,
  cut_off_at timestamptz NOT NULL,
  rows_total bigint,
  rows_done bigint NOT NULL DEFAULT 0,
  counts jsonb,
  score integer,
  failure text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  heartbeat_at timestamptz,
  finished_at timestamptz
);
CREATE INDEX scan_terminal ON scan (terminal_id, created_at DESC, id);
CREATE INDEX scan_case ON scan (case_id, created_at DESC, id) WHERE case_id IS NOT NULL;

CREATE TABLE finding (
  id uuid PRIMARY KEY,
  scan_id uuid NOT NULL REFERENCES scan (id),
  ordinal integer NOT NULL,
  rule text NOT NULL,
  rule_version integer NOT NULL,
  weight integer NOT NULL,
  finding_key text NOT NULL,
  card_token text,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  count integer NOT NULL,
  sum_fen bigint NOT NULL,
  measured bigint NOT NULL,
  threshold bigint NOT NULL,
  unit text NOT NULL,
  details jsonb NOT NULL,
  parameters jsonb NOT NULL,
  transaction_ids bigint[] NOT NULL,
  CONSTRAINT finding_once UNIQUE (scan_id, rule, finding_key)
);
CREATE INDEX finding_order ON finding (scan_id, ordinal);
`;

const CASES = `
CREATE TABLE case_number (
  day date PRIMARY KEY,
  last integer NOT NULL
);

CREATE TABLE freeze_case (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  version integer NOT NULL,
  merchant_version integer NOT NULL,
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  merchant_id uuid NOT NULL REFERENCES merchant (id),
  state text NOT NULL CHECK (state IN ('reported', 'investigating', 'awaiting_merchant', 'reviewing', 'pending_approval',
    'upheld', 'appealing', 'remediating', 'replacing', 'restoring', 'monitoring', 'terminating', 'closed')),
  reason_code text,
  reference_version integer NOT NULL,
  sla_class text,
  queue text,
  priority integer NOT NULL DEFAULT 3,
  owner_id uuid REFERENCES app_user (id),
  opened_at timestamptz NOT NULL,
  opened_by text NOT NULL,
  opened_via text NOT NULL CHECK (opened_via IN ('machine', 'agent', 'merchant')),
  state_since timestamptz NOT NULL,
  closed_at timestamptz,
  resolution text,
  outcome text,
  letter_delivered_at timestamptz,
  appeal_until timestamptz,
  appeal_rounds integer NOT NULL DEFAULT 0,
  watch_until timestamptz,
  CONSTRAINT freeze_case_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (resolution IS NOT NULL))
);
CREATE UNIQUE INDEX freeze_case_open_terminal ON freeze_case (terminal_id) WHERE state <> 'closed';
CREATE INDEX freeze_case_open_list ON freeze_case (opened_at DESC, id DESC) WHERE state <> 'closed';
CREATE INDEX freeze_case_list ON freeze_case (opened_at DESC, id DESC);
CREATE INDEX freeze_case_merchant ON freeze_case (merchant_id, opened_at DESC, id DESC);
ALTER TABLE measure ADD CONSTRAINT measure_of_case FOREIGN KEY (case_id) REFERENCES freeze_case (id);
ALTER TABLE gateway_command ADD CONSTRAINT gateway_command_of_case FOREIGN KEY (case_id) REFERENCES freeze_case (id);
ALTER TABLE history_import ADD CONSTRAINT history_import_of_case FOREIGN KEY (case_id) REFERENCES freeze_case (id);
ALTER TABLE scan ADD CONSTRAINT scan_of_case FOREIGN KEY (case_id) REFERENCES freeze_case (id);

CREATE TABLE case_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  seq integer NOT NULL,
  at timestamptz NOT NULL,
  type text NOT NULL,
  actor text NOT NULL,
  persona text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  data jsonb NOT NULL,
  commitment bytea,
  CONSTRAINT case_event_seq UNIQUE (case_id, seq)
);

CREATE TABLE event_content (
  event_id bigint PRIMARY KEY REFERENCES case_event (id),
  salt bytea NOT NULL,
  body jsonb NOT NULL
);

CREATE TABLE evidence_request (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  round integer NOT NULL,
  returns_to text NOT NULL CHECK (returns_to IN ('reviewing', 'appealing')),
  requested_by uuid NOT NULL REFERENCES app_user (id),
  requested_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  pauses_clock boolean NOT NULL,
  closed_at timestamptz,
  closed_as text CHECK (closed_as IN ('submitted', 'overdue', 'recalled')),
  CONSTRAINT evidence_request_round UNIQUE (case_id, round)
);
CREATE UNIQUE INDEX evidence_request_open ON evidence_request (case_id) WHERE closed_at IS NULL;

CREATE TABLE evidence_item (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  request_id uuid REFERENCES evidence_request (id),
  code text NOT NULL CHECK (code ~ '^E[0-9]{2}$'),
  supplier text NOT NULL CHECK (supplier IN ('merchant', 'agent', 'vendor', 'authority')),
  required boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('needed', 'requested', 'supplied', 'accepted', 'rejected', 'waived')),
  absence_reason text,
  assessment_reason text,
  assessed_by uuid REFERENCES app_user (id),
  assessed_at timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT evidence_item_once UNIQUE (case_id, code)
);

CREATE TABLE evidence_file (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  item_id uuid NOT NULL REFERENCES evidence_item (id),
  file_name text NOT NULL,
  media_type text NOT NULL,
  size_bytes bigint NOT NULL,
  sha256 bytea NOT NULL,
  blob_key text NOT NULL,
  malware_scan text NOT NULL CHECK (malware_scan IN ('not_scanned', 'clean', 'refused')),
  uploaded_by text NOT NULL,
  on_behalf_channel text,
  uploaded_at timestamptz NOT NULL
);
CREATE INDEX evidence_file_item ON evidence_file (item_id, uploaded_at, id);

CREATE TABLE proposal (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  outcome text NOT NULL CHECK (outcome IN ('U', 'UR', 'RM', 'RP', 'RL', 'T', 'B', 'K')),
  scan_id uuid NOT NULL REFERENCES scan (id),
  measures_after jsonb NOT NULL,
  fingerprint text NOT NULL,
  answers_objection uuid,
  objection_reply text,
  state text NOT NULL CHECK (state IN ('pending', 'approved', 'returned', 'withdrawn')),
  proposed_by uuid NOT NULL REFERENCES app_user (id),
  proposed_at timestamptz NOT NULL,
  decided_by uuid REFERENCES app_user (id),
  decided_at timestamptz,
  CONSTRAINT proposal_reply CHECK (objection_reply IS NULL OR answers_objection IS NOT NULL),
  CONSTRAINT proposal_second_person CHECK (state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> proposed_by))
);
CREATE UNIQUE INDEX proposal_pending ON proposal (case_id) WHERE state = 'pending';
CREATE INDEX proposal_case ON proposal (case_id, proposed_at, id);

CREATE TABLE objection (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  objected_by text NOT NULL,
  objected_at timestamptz NOT NULL,
  reply_due_at timestamptz NOT NULL,
  answered_by uuid REFERENCES proposal (id)
);
CREATE INDEX objection_case ON objection (case_id);
CREATE UNIQUE INDEX objection_open ON objection (case_id) WHERE answered_by IS NULL;
ALTER TABLE proposal ADD CONSTRAINT proposal_answers FOREIGN KEY (answers_objection) REFERENCES objection (id);

CREATE TABLE appeal (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  round integer NOT NULL,
  appealed_state text NOT NULL,
  appealed_outcome text NOT NULL,
  proposal_id uuid NOT NULL REFERENCES proposal (id),
  opened_by text NOT NULL,
  opened_at timestamptz NOT NULL,
  reply_due_at timestamptz NOT NULL,
  decided_by uuid REFERENCES app_user (id),
  decided_at timestamptz,
  decision text CHECK (decision IN ('upheld', 'overturned', 'overturned_in_part')),
  CONSTRAINT appeal_round UNIQUE (case_id, round),
  CONSTRAINT appeal_decided CHECK ((decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL))
);
CREATE UNIQUE INDEX appeal_open ON appeal (case_id) WHERE decided_at IS NULL;

CREATE TABLE appeal_answer (
  appeal_id uuid NOT NULL REFERENCES appeal (id),
  finding_id uuid NOT NULL REFERENCES finding (id),
  answer text NOT NULL,
  PRIMARY KEY (appeal_id, finding_id)
);

CREATE TABLE case_message (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  from_merchant boolean NOT NULL,
  author text NOT NULL,
  body text NOT NULL,
  sent_at timestamptz NOT NULL
);
CREATE INDEX case_message_order ON case_message (case_id, sent_at, id);

CREATE TABLE case_note (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  author text NOT NULL,
  body text NOT NULL,
  written_at timestamptz NOT NULL
);
CREATE INDEX case_note_order ON case_note (case_id, written_at, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER case_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;

const CLOCKS = `
CREATE TABLE case_clock (
  case_id uuid NOT NULL REFERENCES freeze_case (id),
  kind text NOT NULL CHECK (kind IN ('triage', 'evidence', 'decision', 'objection_reply', 'appeal_reply', 'appeal_window', 'restore', 'watch', 'fix')),
  started_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  provisional boolean NOT NULL,
  paused_at timestamptz,
  stopped_at timestamptz,
  overdue_at timestamptz,
  pending_steps jsonb NOT NULL DEFAULT '[]',
  next_fire_at timestamptz,
  PRIMARY KEY (case_id, kind)
);
CREATE INDEX case_clock_due ON case_clock (next_fire_at) WHERE next_fire_at IS NOT NULL;

CREATE TABLE clock_reminder (
  case_id uuid NOT NULL,
  kind text NOT NULL,
  started_at timestamptz NOT NULL,
  step text NOT NULL,
  due_at timestamptz NOT NULL,
  fired_at timestamptz NOT NULL,
  requested_at timestamptz NOT NULL,
  handled_at timestamptz,
  PRIMARY KEY (case_id, kind, started_at, step)
);
CREATE INDEX clock_reminder_unhandled ON clock_reminder (requested_at) WHERE handled_at IS NULL;
`;

const NOTIFICATIONS = `
CREATE TABLE notification (
  id uuid PRIMARY KEY,
  dedupe_key text NOT NULL UNIQUE,
  recipient_kind text NOT NULL CHECK (recipient_kind IN ('merchant', 'user')),
  recipient_id uuid NOT NULL,
  case_id uuid REFERENCES freeze_case (id),
  template text NOT NULL,
  content jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  delivered_at timestamptz
);
CREATE INDEX notification_inbox ON notification (recipient_id, created_at DESC, id DESC);
`;

const PLATFORM = `
-- Tells this desk's queues from another's in the same Redis. A copy of the database that is to serve beside the original
-- needs one of its own: UPDATE desk SET id = gen_random_uuid().
CREATE TABLE desk (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  id uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO desk DEFAULT VALUES;

-- The id gives the order; the key is the job's name in the queue, and never comes again, whatever is restored or reset.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key uuid NOT NULL DEFAULT gen_random_uuid(),
  job text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NOTIFY thaw_outbox;
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_wake_relay AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake_relay();

CREATE TABLE idempotency_key (
  actor text NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  status integer,
  response jsonb,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (actor, key)
);

CREATE TABLE sandbox_clock (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  offset_ms bigint NOT NULL
);
`;

const GRANTS = `
GRANT USAGE ON SCHEMA public TO thaw_serving;
GRANT SELECT, INSERT, UPDATE ON app_user, user_role, session, api_key, merchant, terminal, device, device_binding, measure,
  gateway_command, history_import, scan, case_number, freeze_case, evidence_request, evidence_item, evidence_file,
  proposal, objection, appeal, case_clock, notification, idempotency_key, sandbox_clock TO thaw_serving;
GRANT SELECT, INSERT ON transaction, import_reject, finding, case_event, event_content, appeal_answer, case_message,
  case_note, clock_reminder TO thaw_serving;
-- That a step has fired is never rewritten; what became of its job is.
GRANT UPDATE (requested_at, handled_at) ON clock_reminder TO thaw_serving;
GRANT SELECT ON desk TO thaw_serving;
GRANT SELECT, INSERT, DELETE ON outbox, history_block TO thaw_serving;
GRANT DELETE ON idempotency_key TO thaw_serving;
GRANT UPDATE ON outbox TO thaw_serving;
GRANT USAGE ON SEQUENCE transaction_id TO thaw_serving;
`;
