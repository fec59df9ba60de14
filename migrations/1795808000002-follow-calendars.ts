import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the running clocks that were reckoned by calendars of before, whose due instants a change may move. */
export class FollowCalendars1795808000002 implements MigrationInterface {
  name = 'FollowCalendars1795808000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX case_clock_running ON case_clock (calendar_revision) WHERE stopped_at IS NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX case_clock_running');
  }
}
