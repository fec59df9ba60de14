import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What keeps the findings of a terminal up to date while transactions are appended: a ledger of how much was written to
 * each history, the keys of histories that are appended to, and the standing scan with its state, in rows of which an
 * append reads and writes only those it touches. All of it is derived from the history, and empty at first.
 */
export class KeepStandingScans1795784000000 implements MigrationInterface {
  name = 'KeepStandingScans1795784000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HISTORY);
    await runner.query(STANDING);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE standing_finding_part, standing_finding, standing_card, standing_scan, history_append, history_key,
         history_ledger`,
    );
  }
}

const HISTORY = `
-- Rows ever written to a history since this is counted: who derived something from it sees whether it is still the same.
CREATE TABLE history_ledger (
  terminal_id uuid PRIMARY KEY,
  written bigint NOT NULL,
  -- What was written when history_key held the keys of all rows; null while it never has.
  keyed bigint
) WITH (fillfactor = 50);

-- Hashes of the natural keys that do not hold their time: those that do are found in the history itself.
CREATE TABLE history_key (
  terminal_id uuid NOT NULL,
  hash bigint NOT NULL,
  PRIMARY KEY (terminal_id, hash)
);

-- One call that appended transactions; its id is the import_id of their rows.
CREATE TABLE history_append (
  id uuid PRIMARY KEY,
  terminal_id uuid NOT NULL REFERENCES terminal (id),
  received_at timestamptz NOT NULL,
  created_by text NOT NULL,
  accepted integer NOT NULL,
  duplicates integer NOT NULL,
  rejected integer NOT NULL
);
CREATE INDEX history_append_terminal ON history_append (terminal_id, received_at);
`;

const STANDING = `
CREATE TABLE standing_scan (
  terminal_id uuid PRIMARY KEY REFERENCES terminal (id),
  setup_digest text,
  rules jsonb,
  facts jsonb,
  facts_at timestamptz,
  time_zone text,
  currency text,
  written bigint NOT NULL DEFAULT 0,
  state text,
  place_at timestamptz,
  place_line integer,
  place_id bigint,
  records bigint NOT NULL DEFAULT 0,
  open_rows integer NOT NULL DEFAULT 0,
  open_findings text,
  as_of timestamptz,
  refresh_requested_at timestamptz,
  refresh_reason text CHECK (refresh_reason IN ('first', 'late', 'setup', 'history')),
  CHECK ((refresh_requested_at IS NULL) = (refresh_reason IS NULL))
) WITH (fillfactor = 50);
-- Numbers packed already: trying to compress them costs more than reading them.
ALTER TABLE standing_scan ALTER state SET STORAGE EXTERNAL, ALTER open_findings SET STORAGE EXTERNAL;
CREATE INDEX standing_scan_waiting ON standing_scan (refresh_requested_at) WHERE refresh_requested_at IS NOT NULL;

-- Rows leave room for their next version, so that no index has to be touched.
CREATE TABLE standing_card (
  terminal_id uuid NOT NULL,
  card_token text NOT NULL,
  state text NOT NULL,
  PRIMARY KEY (terminal_id, card_token)
) WITH (fillfactor = 70);

CREATE TABLE standing_finding (
  terminal_id uuid NOT NULL,
  rule text NOT NULL,
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
  transaction_ids bigint[] NOT NULL,
  PRIMARY KEY (terminal_id, rule, finding_key)
) WITH (fillfactor = 70);

-- Of findings with many transactions all but the last few ids, so that an append need not write them all again.
CREATE TABLE standing_finding_part (
  terminal_id uuid NOT NULL,
  rule text NOT NULL,
  finding_key text NOT NULL,
  position integer NOT NULL,
  transaction_ids bigint[] NOT NULL,
  PRIMARY KEY (terminal_id, rule, finding_key, position)
);
`;

const GRANTS = `
GRANT SELECT, INSERT, UPDATE ON history_ledger, standing_scan TO thaw_serving;
GRANT SELECT, INSERT ON history_append TO thaw_serving;
GRANT SELECT, INSERT, DELETE ON history_key, standing_finding_part TO thaw_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON standing_card, standing_finding TO thaw_serving;
`;
