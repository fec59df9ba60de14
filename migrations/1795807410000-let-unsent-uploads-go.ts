import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A file that was put in and never used can be removed, and no other: one that was sent, or that a step of the case was
 * shown with, even once, stays.
 */
export class LetUnsentUploadsGo1795807410000 implements MigrationInterface {
  name = 'LetUnsentUploadsGo1795807410000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TRIGGER message_file_sent_stays BEFORE DELETE ON message_file FOR EACH ROW
        WHEN (OLD.message_id IS NOT NULL) EXECUTE FUNCTION keep_sent_file();
      CREATE TRIGGER note_file_sent_stays BEFORE DELETE ON note_file FOR EACH ROW
        WHEN (OLD.note_id IS NOT NULL) EXECUTE FUNCTION keep_sent_file();

      -- Of a step that was attested anew the row names the last proof alone; its events name each.
      CREATE FUNCTION keep_shown_proof() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.taken_from IS NOT NULL
          OR EXISTS (SELECT FROM case_event WHERE case_id = OLD.case_id AND data ->> 'proofId' = OLD.id::text) THEN
          RAISE EXCEPTION 'a proof that was shown stays' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN OLD;
      END $$;
      CREATE TRIGGER proof_file_shown_stays BEFORE DELETE ON proof_file FOR EACH ROW EXECUTE FUNCTION keep_shown_proof();

      CREATE INDEX message_file_unsent ON message_file (uploaded_at) WHERE message_id IS NULL;
      CREATE INDEX note_file_unsent ON note_file (uploaded_at) WHERE note_id IS NULL;
      CREATE INDEX proof_file_uploaded ON proof_file (uploaded_at);
      CREATE INDEX evidence_file_blob ON evidence_file (blob_key);
      CREATE INDEX proof_file_blob ON proof_file (blob_key);
      CREATE INDEX message_file_blob ON message_file (blob_key);
      CREATE INDEX note_file_blob ON note_file (blob_key);
      GRANT DELETE ON message_file, note_file, proof_file TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE DELETE ON message_file, note_file, proof_file FROM thaw_serving;
      DROP INDEX evidence_file_blob, proof_file_blob, message_file_blob, note_file_blob, proof_file_uploaded, note_file_unsent,
        message_file_unsent;
      DROP TRIGGER proof_file_shown_stays ON proof_file;
      DROP FUNCTION keep_shown_proof();
      DROP TRIGGER note_file_sent_stays ON note_file;
      DROP TRIGGER message_file_sent_stays ON message_file;
    `);
  }
}
