import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where people are reached stands in their contacts and nowhere else: the audit says that an address changed, and not to what. */
export class AuditNoAddresses1795830799900 implements MigrationInterface {
  name = 'AuditNoAddresses1795830799900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(auditing('{address}'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(auditing('{}'));
  }
}

const auditing = (secret: string): string => `
  DROP TRIGGER audit_change ON contact;
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE OR DELETE ON contact FOR EACH ROW
    EXECUTE FUNCTION audit_change('{user_id,channel}', '{}', '${secret}');
`;
