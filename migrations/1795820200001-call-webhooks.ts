import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Endpoints of machine clients that hear of cases, their sealed secrets, and what was sent to them. */
export class CallWebhooks1795820200001 implements MigrationInterface {
  name = 'CallWebhooks1795820200001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_endpoint (
        id uuid PRIMARY KEY,
        url text NOT NULL,
        description text NOT NULL,
        event_types text[] NOT NULL,
        state text NOT NULL CHECK (state IN ('active', 'disabled', 'removed')),
        reason text CHECK (reason IN ('by_admin', 'gone', 'failing')),
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        failing_since timestamptz,
        CONSTRAINT webhook_endpoint_reason CHECK ((state = 'disabled') = (reason IS NOT NULL))
      );
      CREATE TABLE webhook_secret (
        id uuid PRIMARY KEY,
        endpoint_id uuid NOT NULL REFERENCES webhook_endpoint (id),
        sealed bytea NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz
      );
      CREATE INDEX webhook_secret_endpoint ON webhook_secret (endpoint_id);
      CREATE TABLE webhook_delivery (
        id uuid PRIMARY KEY,
        endpoint_id uuid NOT NULL REFERENCES webhook_endpoint (id),
        event_id text NOT NULL CHECK (event_id ~ '^msg_[0-9a-f]{32}$'),
        type text NOT NULL,
        payload jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
        attempts integer NOT NULL CHECK (attempts >= 0),
        next_at timestamptz NOT NULL,
        claimed_until timestamptz,
        last_status integer,
        last_error text,
        created_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX webhook_delivery_event ON webhook_delivery (endpoint_id, event_id);
      CREATE INDEX webhook_delivery_list ON webhook_delivery (endpoint_id, created_at, id);
      CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'waiting';
      CREATE TABLE webhook_attempt (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        delivery_id uuid NOT NULL REFERENCES webhook_delivery (id),
        at timestamptz NOT NULL,
        status integer,
        error text
      );
      CREATE INDEX webhook_attempt_delivery ON webhook_attempt (delivery_id, id);
      CREATE TRIGGER webhook_attempt_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON webhook_attempt
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      GRANT SELECT, INSERT, UPDATE ON webhook_endpoint, webhook_delivery TO thaw_serving;
      GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_secret TO thaw_serving;
      GRANT SELECT, INSERT ON webhook_attempt TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_attempt, webhook_delivery, webhook_secret, webhook_endpoint');
  }
}
