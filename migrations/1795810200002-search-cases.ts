import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What cases are searched by: one row a text, with its pairs of characters under an index, and who may find it. Rows are
 * written with what they are of; of a device that is bound later, by a trigger, since the registry knows no cases. What a
 * desk has written before is put in by `thaw search rebuild`.
 */
export class SearchCases1795810200002 implements MigrationInterface {
  name = 'SearchCases1795810200002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE case_search (
        source_id uuid NOT NULL,
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        source text NOT NULL CHECK (source IN ('case', 'device', 'message', 'note')),
        merchant_id uuid NOT NULL REFERENCES merchant (id),
        merchant_sees boolean NOT NULL,
        at timestamptz NOT NULL,
        form text NOT NULL,
        grams text[] NOT NULL,
        PRIMARY KEY (source_id, case_id),
        CONSTRAINT case_search_notes_are_internal CHECK (source <> 'note' OR NOT merchant_sees)
      );
      CREATE INDEX case_search_order ON case_search (at, source_id, case_id);
      CREATE INDEX case_search_merchant ON case_search (merchant_id, at, source_id, case_id) WHERE merchant_sees;
      CREATE INDEX case_search_grams ON case_search USING gin (grams);
      GRANT SELECT, INSERT, DELETE ON case_search TO thaw_serving;

      CREATE FUNCTION find_by_device() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        of_device text;
      BEGIN
        SELECT btrim(regexp_replace(lower(serial_no), '[^a-z0-9]+', ' ', 'g')) INTO of_device
        FROM device WHERE id = NEW.device_id;
        INSERT INTO case_search (source_id, case_id, source, merchant_id, merchant_sees, at, form, grams)
        SELECT NEW.device_id, c.id, 'device', c.merchant_id, true, c.opened_at, of_device,
          ARRAY(SELECT DISTINCT substr(of_device, i, 2) FROM generate_series(1, length(of_device) - 1) i
                WHERE substr(of_device, i, 2) !~ ' ')
        FROM freeze_case c WHERE c.terminal_id = NEW.terminal_id
        ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $$;
      CREATE TRIGGER device_binding_found AFTER INSERT ON device_binding FOR EACH ROW EXECUTE FUNCTION find_by_device();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER device_binding_found ON device_binding;
      DROP FUNCTION find_by_device();
      DROP TABLE case_search;
    `);
  }
}
