import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is due at an endpoint, and what of it is asked for already, are found for each endpoint by itself. */
export class ShareOutWebhooks1795820800000 implements MigrationInterface {
  name = 'ShareOutWebhooks1795820800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX webhook_delivery_due;
      CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_at) WHERE state = 'waiting';
      CREATE INDEX webhook_delivery_claimed ON webhook_delivery (endpoint_id, claimed_until) WHERE state = 'waiting';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX webhook_delivery_claimed;
      DROP INDEX webhook_delivery_due;
      CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'waiting';
    `);
  }
}
