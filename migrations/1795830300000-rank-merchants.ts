import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who registered a merchant otherwise, and when: queues go by its tier, fees and hours by its category. */
export class RankMerchants1795830300000 implements MigrationInterface {
  name = 'RankMerchants1795830300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE merchant_event (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        merchant_id uuid NOT NULL REFERENCES merchant (id),
        at timestamptz NOT NULL,
        actor text NOT NULL,
        before jsonb NOT NULL,
        after jsonb NOT NULL
      );
      CREATE INDEX merchant_event_order ON merchant_event (merchant_id, id);
      CREATE TRIGGER merchant_event_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON merchant_event
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      GRANT SELECT, INSERT ON merchant_event TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE merchant_event');
  }
}
