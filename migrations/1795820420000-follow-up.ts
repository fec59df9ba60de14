import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When people mean to look at cases again, each for themselves, and when they were reminded. */
export class FollowUp1795820420000 implements MigrationInterface {
  name = 'FollowUp1795820420000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE case_follow_up (
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        user_id uuid NOT NULL REFERENCES app_user (id),
        due_at timestamptz NOT NULL,
        told_at timestamptz,
        PRIMARY KEY (case_id, user_id)
      );
      CREATE INDEX case_follow_up_mine ON case_follow_up (user_id, due_at);
      CREATE INDEX case_follow_up_due ON case_follow_up (due_at) WHERE told_at IS NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON case_follow_up TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE case_follow_up`);
  }
}
