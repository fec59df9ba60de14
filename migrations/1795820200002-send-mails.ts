import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people are told beside the inbox: by which address, how they want it, and what is on its way to whom. What was
 * told before this counts as seen to, so that nobody gets a mail of what is long past.
 */
export class SendMails1795820200002 implements MigrationInterface {
  name = 'SendMails1795820200002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification ADD COLUMN routed_at timestamptz DEFAULT now(),
        ADD COLUMN round_the_clock boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT notification_urgent CHECK (recipient_kind = 'user' OR NOT round_the_clock);
      ALTER TABLE notification ALTER COLUMN routed_at DROP DEFAULT;
      CREATE INDEX notification_unrouted ON notification (created_at, id) WHERE routed_at IS NULL;

      CREATE TABLE contact (
        user_id uuid NOT NULL REFERENCES app_user (id),
        channel text NOT NULL CHECK (channel IN ('email')),
        address text NOT NULL,
        changed_by text NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, channel)
      );
      CREATE TABLE channel_choice (
        user_id uuid NOT NULL REFERENCES app_user (id),
        kind text NOT NULL,
        channel text NOT NULL CHECK (channel IN ('email')),
        mode text NOT NULL CHECK (mode IN ('now', 'digest', 'off')),
        PRIMARY KEY (user_id, kind, channel)
      );
      CREATE TABLE telling_hours (
        user_id uuid PRIMARY KEY REFERENCES app_user (id),
        quiet_from integer NOT NULL CHECK (quiet_from BETWEEN 0 AND 1439),
        quiet_to integer NOT NULL CHECK (quiet_to BETWEEN 0 AND 1439),
        digest_at integer NOT NULL CHECK (digest_at BETWEEN 0 AND 1439)
      );
      CREATE TABLE dispatch (
        id uuid PRIMARY KEY,
        channel text NOT NULL CHECK (channel IN ('email')),
        user_id uuid NOT NULL REFERENCES app_user (id),
        case_id uuid REFERENCES freeze_case (id),
        digest_for timestamptz,
        state text NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
        attempts integer NOT NULL CHECK (attempts >= 0),
        next_at timestamptz NOT NULL,
        claimed_until timestamptz,
        last_error text,
        created_at timestamptz NOT NULL,
        sent_at timestamptz,
        CONSTRAINT dispatch_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX dispatch_digest ON dispatch (user_id, channel, digest_for) WHERE digest_for IS NOT NULL;
      CREATE INDEX dispatch_due ON dispatch (next_at) WHERE state = 'waiting';
      CREATE INDEX dispatch_list ON dispatch (created_at, id);
      CREATE INDEX dispatch_thread ON dispatch (case_id, user_id, sent_at) WHERE state = 'sent';
      CREATE TABLE dispatch_item (
        notification_id uuid NOT NULL REFERENCES notification (id),
        channel text NOT NULL,
        user_id uuid NOT NULL REFERENCES app_user (id),
        dispatch_id uuid NOT NULL REFERENCES dispatch (id),
        PRIMARY KEY (notification_id, channel, user_id)
      );
      CREATE INDEX dispatch_item_dispatch ON dispatch_item (dispatch_id);
      GRANT SELECT, INSERT, UPDATE, DELETE ON contact TO thaw_serving;
      GRANT SELECT, INSERT, UPDATE ON channel_choice, telling_hours, dispatch TO thaw_serving;
      GRANT SELECT, INSERT ON dispatch_item TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE dispatch_item, dispatch, telling_hours, channel_choice, contact;
      DROP INDEX notification_unrouted;
      ALTER TABLE notification DROP COLUMN routed_at, DROP COLUMN round_the_clock;
    `);
  }
}
