import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['evidence_file', 'proof_file', 'message_file', 'note_file'] as const;
const SENT = [
  ['message_file', 'message_id'],
  ['note_file', 'note_id'],
] as const;

/**
 * Files of cases are sealed, each under a key of its own, which stands here wrapped under a key of the configuration. What
 * came before has neither and lies plain until `thaw files rewrap` seals it. Of a file that was sent, where its bytes lie
 * and how they are sealed may change, and nothing else.
 */
export class SealFiles1795840000000 implements MigrationInterface {
  name = 'SealFiles1795840000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await runner.query(`
        ALTER TABLE ${table} ADD COLUMN key_id text, ADD COLUMN wrapped_key bytea,
          ADD CONSTRAINT ${table}_sealed CHECK ((key_id IS NULL) = (wrapped_key IS NULL));
        GRANT UPDATE (blob_key, key_id, wrapped_key) ON ${table} TO thaw_serving;
        ${auditing(table, '{wrapped_key}')}`);
    for (const [table, sentWith] of SENT)
      await runner.query(`
        DROP TRIGGER ${table}_stays ON ${table};
        CREATE TRIGGER ${table}_stays BEFORE UPDATE OF id, case_id, ${sentWith}, file_name, media_type, size_bytes, sha256,
          uploaded_by, uploaded_at ON ${table} FOR EACH ROW
          WHEN (OLD.${sentWith} IS NOT NULL) EXECUTE FUNCTION keep_sent_file();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, sentWith] of SENT)
      await runner.query(`
        DROP TRIGGER ${table}_stays ON ${table};
        CREATE TRIGGER ${table}_stays BEFORE UPDATE ON ${table} FOR EACH ROW
          WHEN (OLD.${sentWith} IS NOT NULL) EXECUTE FUNCTION keep_sent_file();`);
    for (const table of TABLES)
      await runner.query(`
        REVOKE UPDATE (blob_key, key_id, wrapped_key) ON ${table} FROM thaw_serving;
        ALTER TABLE ${table} DROP COLUMN key_id, DROP COLUMN wrapped_key;
        ${auditing(table, '{}')}`);
  }
}

const auditing = (table: string, secret: string): string => `
  DROP TRIGGER audit_change ON ${table};
  CREATE TRIGGER audit_change AFTER INSERT OR UPDATE OR DELETE ON ${table} FOR EACH ROW
    EXECUTE FUNCTION audit_change('{id}', '{}', '${secret}');
`;
