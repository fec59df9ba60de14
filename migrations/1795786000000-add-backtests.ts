import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Backtests of parameter sets, and what each has read and found of each terminal. */
export class AddBacktests1795786000000 implements MigrationInterface {
  name = 'AddBacktests1795786000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(GRANTS);
    await runner.query(DECIDED_CASES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX freeze_case_decided');
    await runner.query('DROP TABLE backtest_terminal, backtest');
  }
}

const TABLES = `
CREATE TABLE backtest (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'failed', 'cancelled')),
  sets jsonb NOT NULL,
  sets_digest text NOT NULL,
  scope jsonb NOT NULL,
  time_zone text NOT NULL,
  terminals_total integer,
  terminals_done integer NOT NULL DEFAULT 0,
  rows_done bigint NOT NULL DEFAULT 0,
  histories_digest text,
  result jsonb,
  failure text,
  runner uuid,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  heartbeat_at timestamptz,
  finished_at timestamptz,
  CONSTRAINT backtest_result CHECK ((result IS NOT NULL) = (state = 'finished')
    AND (histories_digest IS NOT NULL) = (state = 'finished'))
);
CREATE INDEX backtest_list ON backtest (created_at, id);
CREATE INDEX backtest_under_way ON backtest (created_at) WHERE state IN ('queued', 'running');

CREATE TABLE backtest_terminal (
  backtest_id uuid NOT NULL REFERENCES backtest (id),
  position integer NOT NULL,
  terminal_id uuid NOT NULL,
  facts_digest text,
  history_digest bytea,
  part jsonb,
  PRIMARY KEY (backtest_id, position),
  CONSTRAINT backtest_terminal_part CHECK ((part IS NULL) = (facts_digest IS NULL))
);
`;

/** A backtest that is cancelled or done keeps its sets and its terminals: nothing of it is ever deleted by who serves. */
const GRANTS = `
GRANT SELECT, INSERT, UPDATE ON backtest TO thaw_serving;
GRANT SELECT, INSERT, UPDATE ON backtest_terminal TO thaw_serving;
`;

/** What was decided on a terminal is asked for by terminal, of all its cases. */
const DECIDED_CASES = `
CREATE INDEX freeze_case_decided ON freeze_case (terminal_id) WHERE outcome IS NOT NULL;
`;
