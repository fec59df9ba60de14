import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who told what of a terminal, and when: rules measure by it, and findings accuse by it. */
export class RecordTerminalChanges1795792000000 implements MigrationInterface {
  name = 'RecordTerminalChanges1795792000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE terminal_event (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        terminal_id uuid NOT NULL REFERENCES terminal (id),
        at timestamptz NOT NULL,
        actor text NOT NULL,
        before jsonb NOT NULL,
        after jsonb NOT NULL
      );
      CREATE INDEX terminal_event_order ON terminal_event (terminal_id, id);
      CREATE TRIGGER terminal_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON terminal_event
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      GRANT SELECT, INSERT ON terminal_event TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE terminal_event');
  }
}
