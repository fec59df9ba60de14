import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists of cases sort by stands on the case, each sort in an index of its own over open cases: when the case last
 * changed, and when its decision is due, which a trigger copies from the clock that runs, so that one index can hold it
 * beside priority, owner, state and queue. A page then costs the same at any depth.
 */
export class SortCases1795810200000 implements MigrationInterface {
  name = 'SortCases1795810200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE freeze_case ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
      ALTER TABLE freeze_case ADD COLUMN decision_due_at timestamptz;
      UPDATE freeze_case c SET
        changed_at = coalesce((SELECT max(e.at) FROM case_event e WHERE e.case_id = c.id), c.opened_at),
        decision_due_at = (SELECT k.due_at FROM case_clock k
          WHERE k.case_id = c.id AND k.kind = 'decision' AND k.stopped_at IS NULL AND k.paused_at IS NULL);

      CREATE FUNCTION tell_decision_due() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE freeze_case
        SET decision_due_at = CASE WHEN NEW.stopped_at IS NULL AND NEW.paused_at IS NULL THEN NEW.due_at END
        WHERE id = NEW.case_id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER case_clock_begun AFTER INSERT ON case_clock FOR EACH ROW
        WHEN (NEW.kind = 'decision') EXECUTE FUNCTION tell_decision_due();
      CREATE TRIGGER case_clock_moved AFTER UPDATE ON case_clock FOR EACH ROW
        WHEN (NEW.kind = 'decision' AND (NEW.due_at, NEW.paused_at, NEW.stopped_at)
          IS DISTINCT FROM (OLD.due_at, OLD.paused_at, OLD.stopped_at)) EXECUTE FUNCTION tell_decision_due();

      CREATE INDEX freeze_case_changed ON freeze_case (changed_at, id);
      CREATE INDEX freeze_case_open_changed ON freeze_case (changed_at, id) WHERE state <> 'closed';
      CREATE INDEX freeze_case_due ON freeze_case (${DUE}, id) WHERE state <> 'closed';
      CREATE INDEX freeze_case_urgent ON freeze_case (priority, ${DUE}, id) WHERE state <> 'closed';
      ${LEADS.map(
        ([name, lead]) => `
      CREATE INDEX freeze_case_${name}_due ON freeze_case (${lead}, ${DUE}, id) WHERE state <> 'closed';
      CREATE INDEX freeze_case_${name}_urgent ON freeze_case (${lead}, priority, ${DUE}, id) WHERE state <> 'closed';`,
      ).join('')}
      CREATE INDEX terminal_by_number ON terminal (terminal_no);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX terminal_by_number;
      DROP TRIGGER case_clock_moved ON case_clock;
      DROP TRIGGER case_clock_begun ON case_clock;
      DROP FUNCTION tell_decision_due();
      DROP INDEX freeze_case_due, freeze_case_urgent, ${LEADS.map(
        ([name]) => `freeze_case_${name}_due, freeze_case_${name}_urgent`,
      ).join(', ')};
      ALTER TABLE freeze_case DROP COLUMN decision_due_at, DROP COLUMN changed_at;
    `);
  }
}

const DUE = `coalesce(decision_due_at, 'infinity'::timestamptz)`;

const LEADS = [
  ['owner', `coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid)`],
  ['state', 'state'],
  ['queue', 'queue'],
] as const;
