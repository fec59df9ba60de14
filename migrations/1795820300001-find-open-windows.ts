import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the calendars change, the windows for appeals that are still open are looked at anew: few among all cases. */
export class FindOpenWindows1795820300001 implements MigrationInterface {
  name = 'FindOpenWindows1795820300001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX freeze_case_window ON freeze_case (appeal_until, id) WHERE appeal_until IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX freeze_case_window');
  }
}
