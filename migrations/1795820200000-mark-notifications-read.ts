import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who has read what of an inbox: each person for themselves, apart from the delivery of a letter. What had been
 * delivered before this was kept counts as read, so that nobody begins with a mountain.
 */
export class MarkNotificationsRead1795820200000 implements MigrationInterface {
  name = 'MarkNotificationsRead1795820200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notification_read (
        user_id uuid NOT NULL REFERENCES app_user (id),
        notification_id uuid NOT NULL REFERENCES notification (id),
        read_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, notification_id)
      );
      INSERT INTO notification_read (user_id, notification_id, read_at)
        SELECT u.id, n.id, n.delivered_at FROM notification n
        JOIN app_user u ON n.recipient_id IN (u.id, u.merchant_id)
        WHERE n.delivered_at IS NOT NULL;
      GRANT SELECT, INSERT ON notification_read TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notification_read');
  }
}
