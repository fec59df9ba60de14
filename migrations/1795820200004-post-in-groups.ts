import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Robots in the staff's group chats: a dispatch to a group is of one thing told, and of no person. */
export class PostInGroups1795820200004 implements MigrationInterface {
  name = 'PostInGroups1795820200004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE dispatch DROP CONSTRAINT dispatch_channel_check,
        ADD CONSTRAINT dispatch_channel_check CHECK (channel IN ('email', 'sms', 'wecom', 'dingtalk', 'feishu')),
        ALTER COLUMN user_id DROP NOT NULL,
        ADD COLUMN told_id uuid REFERENCES notification (id),
        ADD COLUMN told_key text,
        ADD CONSTRAINT dispatch_reader CHECK (CASE WHEN channel IN ('email', 'sms')
          THEN user_id IS NOT NULL AND told_id IS NULL AND told_key IS NULL
          ELSE user_id IS NULL AND told_id IS NOT NULL AND told_key IS NOT NULL END);
      CREATE UNIQUE INDEX dispatch_told ON dispatch (channel, told_key) WHERE told_key IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM dispatch WHERE user_id IS NULL;
      ALTER TABLE dispatch DROP CONSTRAINT dispatch_reader, DROP CONSTRAINT dispatch_channel_check,
        DROP COLUMN told_id, DROP COLUMN told_key,
        ADD CONSTRAINT dispatch_channel_check CHECK (channel IN ('email', 'sms')),
        ALTER COLUMN user_id SET NOT NULL;
    `);
  }
}
