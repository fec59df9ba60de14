import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nobody signs as somebody else, but a measure that takes the place of another, in its case or in the one that takes it over,
 * goes on bearing the names of who set and who confirmed that one; and so does one that stands again after it was lifted.
 */
export class CarryMeasuresOver1795830500006 implements MigrationInterface {
  name = 'CarryMeasuresOver1795830500006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      sign(`AND NOT (TG_TABLE_NAME = 'measure' AND EXISTS (
        SELECT FROM public.measure m WHERE to_jsonb(m) ->> TG_ARGV[place] = signature
          AND (m.id = (signed ->> 'replaces_id')::uuid
            OR m.case_id = (signed ->> 'case_id')::uuid AND m.lifted_at IS NOT NULL AND signed ->> 'confirm_by' IS NULL)))`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(sign(''));
  }
}

const sign = (unless: string): string => `
CREATE OR REPLACE FUNCTION sign_as_oneself() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  acting text := coalesce(current_setting('thaw.actor', true), '');
  signed jsonb := to_jsonb(NEW);
  before jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
  signature text;
  place integer;
BEGIN
  IF acting = '' OR acting LIKE 'system:%' THEN RETURN NEW; END IF;
  FOR place IN 0 .. TG_NARGS - 1 LOOP
    signature := signed ->> TG_ARGV[place];
    IF signature IS DISTINCT FROM before ->> TG_ARGV[place] AND signature IS NOT NULL
      AND acting NOT IN (signature, 'user:' || signature)
      AND NOT (TG_TABLE_NAME = 'user_role' AND signature = 'system:identity')
      ${unless} THEN
      RAISE EXCEPTION '% of % bears the name of who acts', TG_ARGV[place], TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_by_oneself';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
`;
