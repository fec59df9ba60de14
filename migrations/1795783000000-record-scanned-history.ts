import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a scan read and gave, by digest, so that it can be run again and compared; and the replays themselves. Scans that
 * finished before keep nulls: nobody knows any more what they read.
 */
export class RecordScannedHistory1795783000000 implements MigrationInterface {
  name = 'RecordScannedHistory1795783000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE scan
      ADD COLUMN history_digest text,
      ADD COLUMN history_last_id bigint,
      ADD COLUMN facts_digest text,
      ADD COLUMN findings_digest text`);
    await runner.query(REPLAYS);
    await runner.query('GRANT SELECT, INSERT, UPDATE ON scan_replay TO thaw_serving');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scan_replay');
    await runner.query(`ALTER TABLE scan DROP COLUMN history_digest, DROP COLUMN history_last_id,
      DROP COLUMN facts_digest, DROP COLUMN findings_digest`);
  }
}

const REPLAYS = `
CREATE TABLE scan_replay (
  id uuid PRIMARY KEY,
  scan_id uuid NOT NULL REFERENCES scan (id),
  state text NOT NULL CHECK (state IN ('queued', 'same', 'differs', 'impossible', 'failed')),
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  finished_at timestamptz,
  obstacle text,
  difference jsonb,
  history_digest text,
  findings_digest text,
  CONSTRAINT scan_replay_finished CHECK ((finished_at IS NULL) = (state = 'queued')),
  CONSTRAINT scan_replay_obstacle CHECK ((obstacle IS NOT NULL) = (state = 'impossible')),
  CONSTRAINT scan_replay_difference CHECK ((difference IS NOT NULL) = (state = 'differs'))
);
CREATE INDEX scan_replay_scan ON scan_replay (scan_id, requested_at, id);
CREATE INDEX scan_replay_queued ON scan_replay (heartbeat_at) WHERE state = 'queued';
`;
