import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the desk's people are told of a case is no row of the merchant's whose case it is: a merchant has what was told to them.
 * They tell the desk of what they do all the same.
 */
export class KeepTasksToStaff1796060300000 implements MigrationInterface {
  name = 'KeepTasksToStaff1796060300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY seen ON notification;
      CREATE POLICY seen ON notification USING (${SEEN});
      CREATE POLICY told ON notification FOR INSERT WITH CHECK (current_setting('thaw.actor', true) <> '');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY told ON notification;
      DROP POLICY seen ON notification;
      CREATE POLICY seen ON notification USING (${SEEN} OR own_case(case_id));
    `);
  }
}

const SEEN = `current_setting('thaw.desk', true) <> ''
  OR recipient_kind = 'merchant' AND recipient_id = nullif(current_setting('thaw.merchant', true), '')::uuid
  OR 'user:' || recipient_id = current_setting('thaw.actor', true)`;
