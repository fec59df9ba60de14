import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who cleaned a machine neither attests nor verifies its independent re-scan, whoever serves. */
export class RescanIndependently1795807300001 implements MigrationInterface {
  name = 'RescanIndependently1795807300001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION need_independent_rescan() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT 1 FROM remediation_step c WHERE c.case_id = NEW.case_id AND c.code = 'clean_image'
            AND c.closed_at IS NULL AND c.attested_by IN (NEW.attested_by, NEW.verified_by)) THEN
          RAISE EXCEPTION 'whoever cleaned the machine has no part in its independent re-scan'
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER remediation_step_independent BEFORE INSERT OR UPDATE OF attested_by, verified_by ON remediation_step
        FOR EACH ROW WHEN (NEW.code = 'independent_rescan') EXECUTE FUNCTION need_independent_rescan();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER remediation_step_independent ON remediation_step;
      DROP FUNCTION need_independent_rescan();
    `);
  }
}
