import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Objections and appeals that staff file for a merchant who phones or posts papers: marked, with the way they came. Whoever
 * files one decides nothing of it: what the service refuses, the database refuses too.
 */
export class FileOnBehalf1795807200002 implements MigrationInterface {
  name = 'FileOnBehalf1795807200002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE objection ADD COLUMN on_behalf_channel text;
      ALTER TABLE appeal ADD COLUMN on_behalf_channel text,
        ADD CONSTRAINT appeal_decided_by_another CHECK (opened_by <> 'user:' || decided_by);
      CREATE FUNCTION need_other_than_objector() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT 1 FROM objection o WHERE o.id = NEW.answers_objection
            AND o.objected_by = 'user:' || NEW.decided_by) THEN
          RAISE EXCEPTION 'whoever filed an objection does not approve what answers it' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER proposal_not_by_objector BEFORE UPDATE ON proposal FOR EACH ROW
        WHEN (NEW.state = 'approved') EXECUTE FUNCTION need_other_than_objector();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER proposal_not_by_objector ON proposal;
      DROP FUNCTION need_other_than_objector();
      ALTER TABLE appeal DROP CONSTRAINT appeal_decided_by_another, DROP COLUMN on_behalf_channel;
      ALTER TABLE objection DROP COLUMN on_behalf_channel;
    `);
  }
}
