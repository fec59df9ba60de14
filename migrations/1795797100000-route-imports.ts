import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A file of several terminals is routed to their histories: the parent of their imports, and the lines that went to none.
 * The parent never changes: how far it is, its imports say.
 */
export class RouteImports1795797100000 implements MigrationInterface {
  name = 'RouteImports1795797100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE routed_import (
        id uuid PRIMARY KEY,
        file_name text NOT NULL,
        content_hash bytea NOT NULL,
        size_bytes bigint NOT NULL,
        options jsonb NOT NULL,
        header jsonb NOT NULL,
        duplicate_of uuid REFERENCES routed_import (id),
        strict boolean NOT NULL,
        terminals integer NOT NULL,
        lines_total integer NOT NULL,
        rejected integer NOT NULL,
        failure text,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX routed_import_content ON routed_import (content_hash, created_at);
      CREATE TABLE routed_reject (
        routed_import_id uuid NOT NULL REFERENCES routed_import (id),
        line integer NOT NULL,
        reason text NOT NULL,
        field text,
        message jsonb NOT NULL,
        columns jsonb NOT NULL,
        PRIMARY KEY (routed_import_id, line)
      );
      ALTER TABLE history_import ADD COLUMN routed_import_id uuid REFERENCES routed_import (id);
      CREATE INDEX history_import_routed ON history_import (routed_import_id) WHERE routed_import_id IS NOT NULL;
      CREATE TRIGGER routed_import_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON routed_import
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      GRANT SELECT, INSERT ON routed_import, routed_reject TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE history_import DROP COLUMN routed_import_id;
      DROP TABLE routed_reject;
      DROP TABLE routed_import;
    `);
  }
}
