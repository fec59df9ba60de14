import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The feed of what happens, for whoever looks on. Triggers write it beside the events of cases and what is told to
 * inboxes, whichever door they came by; an ended session is heard of as well. A place (`position`: 1, 2, 3 …) is given after
 * the commit: whoever has read up to one has missed none before it. The order of ids is that of writing, not of committing.
 */
export class HearLive1795820410000 implements MigrationInterface {
  name = 'HearLive1795820410000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE live_event (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        position bigint,
        at timestamptz NOT NULL DEFAULT now(),
        case_id uuid REFERENCES freeze_case (id),
        event_id bigint REFERENCES case_event (id),
        recipient_id uuid,
        CONSTRAINT live_event_of_one CHECK ((case_id IS NULL) = (event_id IS NULL) AND (case_id IS NULL) <> (recipient_id IS NULL))
      );
      CREATE UNIQUE INDEX live_event_position ON live_event (position);
      CREATE INDEX live_event_unplaced ON live_event (id) WHERE position IS NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON live_event TO thaw_serving;

      CREATE FUNCTION tell_live_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO live_event (case_id, event_id) VALUES (NEW.case_id, NEW.id);
        RETURN NULL;
      END $$;
      CREATE TRIGGER case_event_live AFTER INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION tell_live_of_case();
      CREATE FUNCTION tell_live_of_inbox() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO live_event (recipient_id) VALUES (NEW.recipient_id);
        RETURN NULL;
      END $$;
      CREATE TRIGGER notification_live AFTER INSERT ON notification FOR EACH ROW EXECUTE FUNCTION tell_live_of_inbox();
      CREATE FUNCTION wake_live() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NOTIFY thaw_live;
        RETURN NULL;
      END $$;
      CREATE TRIGGER live_event_wake AFTER INSERT ON live_event FOR EACH STATEMENT EXECUTE FUNCTION wake_live();
      CREATE TRIGGER session_ends_live AFTER UPDATE OF revoked_at ON session FOR EACH STATEMENT EXECUTE FUNCTION wake_live();
      CREATE TRIGGER user_ends_live AFTER UPDATE OF disabled_at ON app_user FOR EACH STATEMENT EXECUTE FUNCTION wake_live();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER user_ends_live ON app_user;
      DROP TRIGGER session_ends_live ON session;
      DROP TRIGGER notification_live ON notification;
      DROP TRIGGER case_event_live ON case_event;
      DROP TABLE live_event;
      DROP FUNCTION wake_live();
      DROP FUNCTION tell_live_of_inbox();
      DROP FUNCTION tell_live_of_case();
    `);
  }
}
