import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Second factors: the secret sealed, the last step used, what failed, and recovery codes as hashes. */
export class KeepSecondFactors1795830799001 implements MigrationInterface {
  name = 'KeepSecondFactors1795830799001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE second_factor (
        user_id uuid PRIMARY KEY REFERENCES app_user (id),
        sealed_secret bytea NOT NULL,
        begun_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        last_step integer CHECK (last_step >= 0),
        failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
        failed_at timestamptz,
        recovery_hashes bytea[] NOT NULL
      );
      GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor TO thaw_serving;
      ALTER TABLE second_factor ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY seen ON second_factor USING (current_setting('thaw.desk', true) <> '' OR 'user:' || user_id = current_setting('thaw.actor', true));
      SELECT audit_table('second_factor', '{user_id}', '{failures,failed_at,last_step}', '{sealed_secret,recovery_hashes}');
      ALTER TABLE session ADD COLUMN is_enrolling boolean NOT NULL DEFAULT false;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE session DROP COLUMN is_enrolling;
      DROP TABLE second_factor;
    `);
  }
}
