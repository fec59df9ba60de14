import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What old years were dropped, when and by which login: the trace of it, and what findings of those years rest on. */
export class RecordHistoryDrops1795782500000 implements MigrationInterface {
  name = 'RecordHistoryDrops1795782500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE history_drop (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        before timestamptz NOT NULL,
        years integer[] NOT NULL,
        rows bigint NOT NULL,
        terminals integer NOT NULL,
        dropped_by text NOT NULL,
        dropped_at timestamptz NOT NULL
      );
      GRANT SELECT ON history_drop TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE history_drop');
  }
}
