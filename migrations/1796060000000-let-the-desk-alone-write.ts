import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What all may read, the desk alone writes: who holds which role, what the desk reckons, screens and is told by, and the
 * accounts of its people. Until now a transaction that was bound to a merchant could have written there; of accounts it
 * changes none but that of whoever acts. Reading costs nothing more.
 */
export class LetTheDeskAloneWrite1796060000000 implements MigrationInterface {
  name = 'LetTheDeskAloneWrite1796060000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of WRITTEN_BY_THE_DESK) {
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY seen ON ${table} FOR SELECT USING (true);
        ${written(table, DESK)}
      `);
    }
    await runner.query(`
      DROP POLICY seen ON app_user;
      CREATE POLICY seen ON app_user FOR SELECT USING (${ACCOUNTS});
      ${written('app_user', `${DESK} OR 'user:' || id = current_setting('thaw.actor', true)`)}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY added ON app_user;
      DROP POLICY changed ON app_user;
      DROP POLICY removed ON app_user;
      DROP POLICY seen ON app_user;
      CREATE POLICY seen ON app_user USING (${ACCOUNTS});
    `);
    for (const table of WRITTEN_BY_THE_DESK) {
      await runner.query(`
        DROP POLICY added ON ${table};
        DROP POLICY changed ON ${table};
        DROP POLICY removed ON ${table};
        DROP POLICY seen ON ${table};
        ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY;
      `);
    }
  }
}

const DESK = `current_setting('thaw.desk', true) <> ''`;
/** As before. */
const ACCOUNTS = `${DESK} OR merchant_id = nullif(current_setting('thaw.merchant', true), '')::uuid
  OR merchant_id IS NULL AND current_setting('thaw.actor', true) <> ''`;

const written = (table: string, changed: string): string => `
  CREATE POLICY added ON ${table} FOR INSERT WITH CHECK (${DESK});
  CREATE POLICY changed ON ${table} FOR UPDATE USING (${changed});
  CREATE POLICY removed ON ${table} FOR DELETE USING (${DESK});
`;

const WRITTEN_BY_THE_DESK = [
  'calendar_change',
  'calendar_version',
  'holiday_year',
  'quality_plan',
  'queue',
  'queue_calendar',
  'reply_template',
  'reply_template_version',
  'rule_base_rate',
  'rule_set',
  'rule_set_event',
  'sandbox_clock',
  'software_announcement',
  'user_role',
  'webhook_endpoint',
  'year_alarm',
];
