import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a clock began, apart from the run that its reminders belong to; items that a former reason required; the answer to
 * an objection in a case that was dismissed; and the id by which the terminal system knows a measure that another case
 * took over.
 */
export class ReclassifyAndDismiss1795799300000 implements MigrationInterface {
  name = 'ReclassifyAndDismiss1795799300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE case_clock ADD COLUMN began_at timestamptz;
      UPDATE case_clock SET began_at = started_at;
      ALTER TABLE case_clock ALTER COLUMN began_at SET NOT NULL;
      ALTER TABLE evidence_item ADD COLUMN released boolean NOT NULL DEFAULT false;
      ALTER TABLE objection ADD COLUMN dismissal_reply text,
        ADD CONSTRAINT objection_answered_once CHECK (answered_by IS NULL OR dismissal_reply IS NULL);
      ALTER TABLE measure ADD COLUMN known_as uuid REFERENCES measure (id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE measure DROP COLUMN known_as;
      ALTER TABLE objection DROP COLUMN dismissal_reply;
      ALTER TABLE evidence_item DROP COLUMN released;
      ALTER TABLE case_clock DROP COLUMN began_at;
    `);
  }
}
