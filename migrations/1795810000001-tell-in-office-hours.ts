import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A step of a clock is acted on when it comes, and its reader is told once the desk is open: what was acted on says so while
 * the telling waits.
 */
export class TellInOfficeHours1795810000001 implements MigrationInterface {
  name = 'TellInOfficeHours1795810000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE clock_reminder ADD acted_at timestamptz, ADD tell_from timestamptz;
      CREATE INDEX clock_reminder_waiting ON clock_reminder (tell_from) WHERE tell_from IS NOT NULL;
      GRANT UPDATE (acted_at, tell_from) ON clock_reminder TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE clock_reminder DROP acted_at, DROP tell_from');
  }
}
