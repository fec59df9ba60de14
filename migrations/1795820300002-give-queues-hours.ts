import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hours beside those of the desk and of merchants, by which queues are worked, and of a queue others by the class of a case. */
export class GiveQueuesHours1795820300002 implements MigrationInterface {
  name = 'GiveQueuesHours1795820300002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE calendar_version DROP CONSTRAINT calendar_version_code_check,
        ADD CONSTRAINT calendar_version_code_check CHECK (code ~ '^[a-z][a-z0-9_]{1,39}$');
      ALTER TABLE queue DROP CONSTRAINT queue_calendar_check,
        ADD CONSTRAINT queue_calendar_check CHECK (calendar ~ '^[a-z][a-z0-9_]{1,39}$'),
        ADD class_calendars jsonb NOT NULL DEFAULT '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE queue SET calendar = 'desk' WHERE calendar NOT IN ('desk', 'merchant');
      DELETE FROM calendar_version WHERE code NOT IN ('desk', 'merchant');
      ALTER TABLE queue DROP COLUMN class_calendars, DROP CONSTRAINT queue_calendar_check,
        ADD CONSTRAINT queue_calendar_check CHECK (calendar IN ('desk', 'merchant'));
      ALTER TABLE calendar_version DROP CONSTRAINT calendar_version_code_check,
        ADD CONSTRAINT calendar_version_code_check CHECK (code IN ('desk', 'merchant'));
    `);
  }
}
