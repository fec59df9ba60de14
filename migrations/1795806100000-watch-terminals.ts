import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The watch after trading was given back: which terminals' findings somebody waits for, the scan of each day, the hits
 * that the decision did not know of with what became of them, and since when a case is decided anew.
 */
export class WatchTerminals1795806100000 implements MigrationInterface {
  name = 'WatchTerminals1795806100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE watched_terminal (
        terminal_id uuid PRIMARY KEY REFERENCES terminal (id),
        since timestamptz NOT NULL
      );
      GRANT SELECT, INSERT, DELETE ON watched_terminal TO thaw_serving;

      CREATE TABLE watch_scan (
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        day date NOT NULL,
        asked_at timestamptz NOT NULL,
        done_at timestamptz,
        PRIMARY KEY (case_id, day)
      );
      CREATE INDEX watch_scan_waiting ON watch_scan (asked_at) WHERE done_at IS NULL;
      GRANT SELECT, INSERT, UPDATE ON watch_scan TO thaw_serving;

      CREATE TABLE watch_hit (
        id uuid PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        scan_id uuid NOT NULL REFERENCES scan (id),
        rule text NOT NULL,
        finding_key text NOT NULL,
        weight integer NOT NULL,
        count integer NOT NULL,
        sum_fen bigint NOT NULL,
        measured bigint NOT NULL,
        threshold bigint NOT NULL,
        from_at timestamptz NOT NULL,
        to_at timestamptz NOT NULL,
        found_at timestamptz NOT NULL,
        answer text CHECK (answer IN ('refrozen', 'stopped', 'kept')),
        answered_by text,
        answered_at timestamptz,
        CONSTRAINT watch_hit_answered CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL))
      );
      CREATE INDEX watch_hit_case ON watch_hit (case_id, scan_id, found_at, id);
      GRANT SELECT, INSERT ON watch_hit TO thaw_serving;
      GRANT UPDATE (answer, answered_by, answered_at) ON watch_hit TO thaw_serving;

      ALTER TABLE freeze_case ADD COLUMN began_anew_at timestamptz;
      CREATE INDEX freeze_case_watched ON freeze_case (id) WHERE state = 'monitoring';

      INSERT INTO watched_terminal (terminal_id, since)
      SELECT terminal_id, now() FROM freeze_case WHERE state IN ('restoring', 'monitoring')
      ON CONFLICT DO NOTHING;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX freeze_case_watched;
      ALTER TABLE freeze_case DROP COLUMN began_anew_at;
      DROP TABLE watch_hit;
      DROP TABLE watch_scan;
      DROP TABLE watched_terminal;
    `);
  }
}
