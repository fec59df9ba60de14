import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alarms to the admins that a year's holidays are not loaded, and the way to the clocks that rest on such a year. */
export class RaiseYearAlarms1795810000002 implements MigrationInterface {
  name = 'RaiseYearAlarms1795810000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE year_alarm (
        year integer PRIMARY KEY,
        raised_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      GRANT SELECT, INSERT ON year_alarm TO thaw_serving;
      GRANT UPDATE (ended_at) ON year_alarm TO thaw_serving;
      CREATE INDEX case_clock_provisional ON case_clock (due_at) WHERE provisional AND stopped_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX case_clock_provisional; DROP TABLE year_alarm;');
  }
}
