import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is done to accounts is audited as every other fact; their table is younger than the audit. */
export class AuditAccounts1795830799000 implements MigrationInterface {
  name = 'AuditAccounts1795830799000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT audit_table('account_event', '{id}')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER audit_change ON account_event;
      DROP TRIGGER audit_truncation ON account_event;
    `);
  }
}
