import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often the refresh of a standing scan was given up, so that it is asked for ever more seldom and its readers know. */
export class CountRefreshFailures1795791000000 implements MigrationInterface {
  name = 'CountRefreshFailures1795791000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE standing_scan ADD COLUMN refresh_failures integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE standing_scan DROP COLUMN refresh_failures');
  }
}
