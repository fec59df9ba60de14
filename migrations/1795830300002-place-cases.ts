import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In which queue a case was since when, and under which reason and class: figures of a past period keep to what was so then.
 * A trigger writes it beside what it tells, so that no way of moving a case can forget to. Of what was before this, what
 * stood when the case first moved is all that is known.
 */
export class PlaceCases1795830300002 implements MigrationInterface {
  name = 'PlaceCases1795830300002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE case_placing (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        at timestamptz NOT NULL,
        queue text,
        reason_code text,
        sla_class text
      );
      CREATE INDEX case_placing_order ON case_placing (case_id, at, id);
      CREATE TRIGGER case_placing_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_placing
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE FUNCTION keep_placing() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.queue IS NOT NULL AND NOT EXISTS (SELECT FROM case_placing WHERE case_id = NEW.id) THEN
          INSERT INTO case_placing (case_id, at, queue, reason_code, sla_class)
          VALUES (NEW.id, OLD.opened_at, OLD.queue, OLD.reason_code, OLD.sla_class);
        END IF;
        INSERT INTO case_placing (case_id, at, queue, reason_code, sla_class)
        VALUES (NEW.id, NEW.changed_at, NEW.queue, NEW.reason_code, NEW.sla_class);
        RETURN NULL;
      END $$;
      CREATE TRIGGER freeze_case_placing AFTER UPDATE OF queue, reason_code, sla_class ON freeze_case FOR EACH ROW
        WHEN ((OLD.queue, OLD.reason_code, OLD.sla_class) IS DISTINCT FROM (NEW.queue, NEW.reason_code, NEW.sla_class))
        EXECUTE FUNCTION keep_placing();
      GRANT SELECT, INSERT ON case_placing TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER freeze_case_placing ON freeze_case;
      DROP FUNCTION keep_placing();
      DROP TABLE case_placing;
    `);
  }
}
