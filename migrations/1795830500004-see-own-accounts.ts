import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts, sessions, keys and what staff keep for themselves, as rows of cases are seen: by the desk, and of a merchant's
 * people by themselves. Names of staff stand in what merchants read; who holds which role, and which queue somebody works
 * in, is asked for whoever acts, since that is whom they tell.
 */
export class SeeOwnAccounts1795830500004 implements MigrationInterface {
  name = 'SeeOwnAccounts1795830500004';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, seen] of SEEN) {
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY seen ON ${table} USING (${seen});
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table] of SEEN) {
      await runner.query(`DROP POLICY seen ON ${table}`);
      await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`);
    }
  }
}

const DESK = `current_setting('thaw.desk', true) <> ''`;
const ONESELF = `'user:' || user_id = current_setting('thaw.actor', true)`;
const SOMEBODY = `current_setting('thaw.actor', true) <> ''`;

const SEEN: readonly (readonly [table: string, seen: string])[] = [
  [
    'app_user',
    `${DESK} OR merchant_id = nullif(current_setting('thaw.merchant', true), '')::uuid OR merchant_id IS NULL AND ${SOMEBODY}`,
  ],
  ...['session', 'contact', 'channel_choice', 'telling_hours'].map((table): [string, string] => [
    table,
    `${DESK} OR ${ONESELF}`,
  ]),
  ...[
    'api_key',
    'away',
    'backtest',
    'code_failure',
    'macro',
    'queue_change',
    'saved_view',
    'sign_in_code',
    'view_order',
    'webhook_secret',
  ].map((table): [string, string] => [table, DESK]),
];
