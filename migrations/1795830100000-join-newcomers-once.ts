import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Only a newcomer joins the queues that take newcomers. Another role later, a promotion for one, brought people back into
 * queues that an admin had taken them out of: whoever was ever a member of any is none.
 */
export class JoinNewcomersOnce1795830100000 implements MigrationInterface {
  name = 'JoinNewcomersOnce1795830100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(joinQueues(`
    IF EXISTS (SELECT FROM queue_member WHERE user_id = NEW.user_id)
      OR EXISTS (SELECT FROM queue q JOIN queue_change c ON c.subject = 'member' AND c.subject_id = q.code || '/' || NEW.user_id)
    THEN RETURN NULL;
    END IF;`)); // prettier-ignore
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(joinQueues(''));
  }
}

const joinQueues = (unless: string): string => `
  CREATE OR REPLACE FUNCTION join_queues() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN${unless}
    WITH joined AS (
      INSERT INTO queue_member (queue, user_id, cap, skills, version)
      SELECT code, NEW.user_id, 60, '{}', 1 FROM queue WHERE newcomers
      ON CONFLICT DO NOTHING RETURNING queue
    )
    INSERT INTO queue_change (at, actor, subject, subject_id, kind, now_is)
    SELECT NEW.confirmed_at, coalesce(nullif(current_setting('thaw.actor', true), ''), NEW.confirmed_by),
           'member', queue || '/' || NEW.user_id, 'made', '{"cap": 60, "skills": []}'::jsonb FROM joined;
    RETURN NULL;
  END $$`;
