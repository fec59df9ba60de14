import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Views of cases that people keep for themselves or share, and the order in which each person has them. */
export class SaveViews1795810200001 implements MigrationInterface {
  name = 'SaveViews1795810200001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE saved_view (
        id uuid PRIMARY KEY,
        version integer NOT NULL,
        owner_id uuid NOT NULL REFERENCES app_user (id),
        shared_with text NOT NULL CHECK (shared_with IN ('nobody', 'queue', 'everybody')),
        queue text,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        listing jsonb NOT NULL,
        columns jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT saved_view_queue CHECK ((shared_with = 'queue') = (queue IS NOT NULL)),
        CONSTRAINT saved_view_name UNIQUE (owner_id, name_zh)
      );
      CREATE INDEX saved_view_shared ON saved_view (created_at, id) WHERE shared_with <> 'nobody';
      CREATE TABLE view_order (
        user_id uuid PRIMARY KEY REFERENCES app_user (id),
        view_ids jsonb NOT NULL
      );
      GRANT SELECT, INSERT, UPDATE ON saved_view, view_order TO thaw_serving;
      GRANT DELETE ON saved_view TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE view_order; DROP TABLE saved_view;`);
  }
}
