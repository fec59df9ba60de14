import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a step of a clock does to its case beside reminding is a queue's to say (null: as is usual), and is kept, so that it is
 * done once for each clock and step. No merchant has a door to it.
 */
export class EscalateByQueue1795830200001 implements MigrationInterface {
  name = 'EscalateByQueue1795830200001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE queue ADD escalations jsonb CHECK (jsonb_typeof(escalations) = 'array');
      CREATE TABLE clock_escalation (
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        kind text NOT NULL,
        began_at timestamptz NOT NULL,
        step text NOT NULL,
        does text NOT NULL CHECK (does IN ('tell_supervisors', 'raise_priority', 'reassign_absent', 'reassign')),
        at timestamptz NOT NULL,
        PRIMARY KEY (case_id, kind, began_at, step, does)
      );
      CREATE TRIGGER clock_escalation_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON clock_escalation
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      GRANT SELECT, INSERT ON clock_escalation TO thaw_serving;
      ALTER TABLE clock_escalation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY seen ON clock_escalation USING (current_setting('thaw.desk', true) <> '');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE clock_escalation; ALTER TABLE queue DROP escalations');
  }
}
