import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Deliveries that have arrived go after a time, with their tries, and so do those that nobody can send any more. All others
 * stay, and so do their tries, whoever would remove them.
 */
export class KeepWebhooksForATime1795830300003 implements MigrationInterface {
  name = 'KeepWebhooksForATime1795830300003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX webhook_delivery_arrived ON webhook_delivery (next_at) WHERE state = 'sent';
      CREATE FUNCTION keep_webhook_delivery(of_delivery uuid) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM webhook_delivery d JOIN webhook_endpoint e ON e.id = d.endpoint_id
                       WHERE d.id = of_delivery AND (d.state = 'sent' OR (d.state = 'dead' AND e.state = 'removed'))) THEN
          RAISE EXCEPTION 'a delivery is kept until it has arrived, or nobody can send it any more';
        END IF;
      END $$;
      CREATE FUNCTION keep_undelivered() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM keep_webhook_delivery(OLD.id);
        RETURN OLD;
      END $$;
      CREATE FUNCTION keep_tries_of_undelivered() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM keep_webhook_delivery(OLD.delivery_id);
        RETURN OLD;
      END $$;
      CREATE TRIGGER webhook_delivery_kept BEFORE DELETE ON webhook_delivery FOR EACH ROW EXECUTE FUNCTION keep_undelivered();
      DROP TRIGGER webhook_attempt_insert_only ON webhook_attempt;
      CREATE TRIGGER webhook_attempt_insert_only BEFORE UPDATE OR TRUNCATE ON webhook_attempt
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER webhook_attempt_kept BEFORE DELETE ON webhook_attempt FOR EACH ROW EXECUTE FUNCTION keep_tries_of_undelivered();
      GRANT DELETE ON webhook_delivery, webhook_attempt TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE DELETE ON webhook_delivery, webhook_attempt FROM thaw_serving;
      DROP TRIGGER webhook_attempt_kept ON webhook_attempt;
      DROP TRIGGER webhook_attempt_insert_only ON webhook_attempt;
      CREATE TRIGGER webhook_attempt_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON webhook_attempt
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      DROP TRIGGER webhook_delivery_kept ON webhook_delivery;
      DROP FUNCTION keep_tries_of_undelivered();
      DROP FUNCTION keep_undelivered();
      DROP FUNCTION keep_webhook_delivery(uuid);
      DROP INDEX webhook_delivery_arrived;
    `);
  }
}
