import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * By which calendars a queue is worked becomes part of what the desk reckons by, so that a deadline that rests on it can be
 * reckoned again: each change is a revision, written by whoever writes the queue. Clocks that run already name no calendar and
 * go on as they began.
 */
export class KeepCalendarsOfQueues1795830200000 implements MigrationInterface {
  name = 'KeepCalendarsOfQueues1795830200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE queue_calendar (
        queue text NOT NULL REFERENCES queue (code),
        revision integer NOT NULL REFERENCES calendar_change (revision),
        calendar text NOT NULL,
        class_calendars jsonb NOT NULL,
        PRIMARY KEY (queue, revision)
      );
      GRANT SELECT, INSERT ON queue_calendar TO thaw_serving;

      INSERT INTO calendar_change (revision, at, actor)
      SELECT (SELECT max(revision) + 1 FROM calendar_change), now(), 'system:migration'
      WHERE EXISTS (SELECT FROM queue WHERE ${hasOwnHours('queue')});
      INSERT INTO queue_calendar (queue, revision, calendar, class_calendars)
      SELECT code, (SELECT max(revision) FROM calendar_change), calendar, class_calendars
      FROM queue WHERE ${hasOwnHours('queue')};

      CREATE FUNCTION keep_queue_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE fresh integer;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('calendar_change', 0));
        INSERT INTO calendar_change (revision, at, actor)
        SELECT coalesce(max(revision), 0) + 1, now(), coalesce(nullif(current_setting('thaw.actor', true), ''), 'system:setup')
        FROM calendar_change RETURNING revision INTO fresh;
        INSERT INTO queue_calendar (queue, revision, calendar, class_calendars)
        VALUES (NEW.code, fresh, NEW.calendar, NEW.class_calendars);
        INSERT INTO outbox (job, payload) VALUES ('calendars.changed', '{}');
        RETURN NULL;
      END $$;
      CREATE TRIGGER queue_calendar_made AFTER INSERT ON queue FOR EACH ROW
        WHEN (${hasOwnHours('NEW')}) EXECUTE FUNCTION keep_queue_calendar();
      CREATE TRIGGER queue_calendar_changed AFTER UPDATE OF calendar, class_calendars ON queue FOR EACH ROW
        WHEN ((OLD.calendar, OLD.class_calendars) IS DISTINCT FROM (NEW.calendar, NEW.class_calendars))
        EXECUTE FUNCTION keep_queue_calendar();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER queue_calendar_changed ON queue;
      DROP TRIGGER queue_calendar_made ON queue;
      DROP FUNCTION keep_queue_calendar();
      DROP TABLE queue_calendar;
    `);
  }
}

/** Hours that a queue has from nowhere else. */
function hasOwnHours(queue: string): string {
  return `${queue}.calendar <> 'desk' OR ${queue}.class_calendars <> '{}'::jsonb`;
}
