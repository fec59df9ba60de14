import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever filed an objection for the merchant does not answer it by dismissing the case: the database refuses it too. */
export class DismissByAnother1795809100000 implements MigrationInterface {
  name = 'DismissByAnother1795809100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION need_other_than_filer() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.objected_by = coalesce(current_setting('thaw.actor', true), '') THEN
          RAISE EXCEPTION 'whoever filed an objection does not answer it' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER objection_answered_by_another BEFORE UPDATE ON objection FOR EACH ROW
        WHEN (NEW.dismissal_reply IS DISTINCT FROM OLD.dismissal_reply) EXECUTE FUNCTION need_other_than_filer();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER objection_answered_by_another ON objection;
      DROP FUNCTION need_other_than_filer();
    `);
  }
}
