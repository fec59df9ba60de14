import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One action on many cases: who asked for it, and what became of each case. */
export class ActOnMany1795820100001 implements MigrationInterface {
  name = 'ActOnMany1795820100001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bulk_action (
        id uuid PRIMARY KEY,
        asked_by uuid NOT NULL REFERENCES app_user (id),
        action text NOT NULL,
        payload jsonb,
        undoes uuid CONSTRAINT bulk_action_undone_once UNIQUE REFERENCES bulk_action (id),
        state text NOT NULL CHECK (state IN ('queued', 'running', 'finished')),
        total integer NOT NULL CHECK (total > 0),
        created_at timestamptz NOT NULL,
        heartbeat_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT bulk_action_ends CHECK ((state = 'finished') = (finished_at IS NOT NULL))
      );
      CREATE INDEX bulk_action_of ON bulk_action (asked_by, created_at, id);
      CREATE INDEX bulk_action_unfinished ON bulk_action (created_at) WHERE state <> 'finished';
      CREATE TABLE bulk_action_case (
        bulk_id uuid NOT NULL REFERENCES bulk_action (id),
        place integer NOT NULL,
        number text NOT NULL,
        version integer NOT NULL,
        own_action text,
        own_payload jsonb,
        outcome text NOT NULL CHECK (outcome IN ('waiting', 'done', 'refused')),
        refusal jsonb,
        had jsonb,
        version_after integer,
        ended_at timestamptz,
        PRIMARY KEY (bulk_id, place),
        CONSTRAINT bulk_action_case_once UNIQUE (bulk_id, number),
        CONSTRAINT bulk_action_case_says_why CHECK ((outcome = 'refused') = (refusal IS NOT NULL))
      );
      GRANT SELECT, INSERT, UPDATE ON bulk_action, bulk_action_case TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bulk_action_case, bulk_action');
  }
}
