import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A plan of quality reviews says from which month on it draws, so that months in which no worker ran are drawn once one
 * does. Whoever has done anything on a case, or wrote what puts it right, worked on it and does not review it.
 */
export class MissNoDraw1795830300001 implements MigrationInterface {
  name = 'MissNoDraw1795830300001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE quality_plan ADD COLUMN draws_from text CHECK (draws_from ~ '^[0-9]{4}-[0-9]{2}$');
      UPDATE quality_plan p SET draws_from = coalesce(
        (SELECT min(d.month) FROM quality_draw d WHERE d.queue = p.queue),
        to_char(p.changed_at - interval '1 month', 'YYYY-MM'));
      ALTER TABLE quality_plan ALTER COLUMN draws_from SET NOT NULL;

      CREATE OR REPLACE FUNCTION worked_on_case(of_case uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT FROM case_event WHERE case_id = of_case AND actor = 'user:' || person)
          OR EXISTS (SELECT FROM proposal WHERE case_id = of_case AND person IN (proposed_by, decided_by))
          OR EXISTS (SELECT FROM appeal WHERE case_id = of_case AND decided_by = person)
          OR EXISTS (SELECT FROM freeze_case WHERE id = of_case AND owner_id = person)
          OR EXISTS (SELECT FROM quality_sample s JOIN quality_review r ON r.sample_id = s.id
                     JOIN quality_correction k ON k.review_id = r.id WHERE s.case_id = of_case AND k.corrected_by = person)
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION worked_on_case(of_case uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT FROM proposal WHERE case_id = of_case AND person IN (proposed_by, decided_by))
          OR EXISTS (SELECT FROM appeal WHERE case_id = of_case AND decided_by = person)
          OR EXISTS (SELECT FROM freeze_case WHERE id = of_case AND owner_id = person)
          OR EXISTS (SELECT FROM case_event WHERE case_id = of_case AND type = 'dismissed' AND actor = 'user:' || person)
      $$;
      ALTER TABLE quality_plan DROP COLUMN draws_from;
    `);
  }
}
