import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['evidence_file', 'proof_file', 'message_file', 'note_file'] as const;

/**
 * Where a scanner is configured a file waits for it in quarantine. What was scanned is scanned again once the scanner has
 * other signatures: by which it was is no change that the audit tells.
 */
export class QuarantineFiles1795840000001 implements MigrationInterface {
  name = 'QuarantineFiles1795840000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(`
        ALTER TABLE ${table} ADD COLUMN scanned_with text, ADD COLUMN scan_note text,
          DROP CONSTRAINT ${table}_malware_scan_check,
          ADD CONSTRAINT ${table}_malware_scan_check
            CHECK (malware_scan IN ('not_scanned', 'quarantined', 'clean', 'refused'));
        CREATE INDEX ${table}_quarantined ON ${table} (uploaded_at) WHERE malware_scan = 'quarantined';
        GRANT UPDATE (malware_scan, scanned_with, scan_note) ON ${table} TO thaw_serving;
        ${auditing(table, '{scanned_with}')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(`
        REVOKE UPDATE (malware_scan, scanned_with, scan_note) ON ${table} FROM thaw_serving;
        UPDATE ${table} SET malware_scan = 'not_scanned' WHERE malware_scan = 'quarantined';
        DROP INDEX ${table}_quarantined;
        ALTER TABLE ${table} DROP COLUMN scanned_with, DROP COLUMN scan_note,
          DROP CONSTRAINT ${table}_malware_scan_check,
          ADD CONSTRAINT ${table}_malware_scan_check CHECK (malware_scan IN ('not_scanned', 'clean', 'refused'));
        ${auditing(table, '{}')}`);
  }
}

const auditing = (table: string, silent: string): string => `
  DROP TRIGGER audit_change ON ${table};
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE OR DELETE ON ${table} FOR EACH ROW
    EXECUTE FUNCTION audit_change('{id}', '${silent}', '{wrapped_key}');
`;
