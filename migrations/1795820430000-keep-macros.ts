import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Macros: actions that people take again and again, under a name, for themselves or shared. */
export class KeepMacros1795820430000 implements MigrationInterface {
  name = 'KeepMacros1795820430000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE macro (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        owner_id uuid NOT NULL REFERENCES app_user (id),
        shared_with text NOT NULL CHECK (shared_with IN ('nobody', 'queue', 'everybody')),
        queue text REFERENCES queue (code),
        name_zh text NOT NULL,
        name_en text NOT NULL,
        steps jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT macro_queue CHECK ((shared_with = 'queue') = (queue IS NOT NULL)),
        CONSTRAINT macro_name UNIQUE (owner_id, name_zh)
      );
      CREATE INDEX macro_shared ON macro (created_at, id) WHERE shared_with <> 'nobody';
      GRANT SELECT, INSERT, UPDATE, DELETE ON macro TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE macro`);
  }
}
