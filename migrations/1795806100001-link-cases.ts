import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What links cases: the cards that findings of a case name, of each scan the 500 that weigh most, so that nobody has to
 * look through all findings for a card; and ways from a device, an owner and an address to cases.
 */
export class LinkCases1795806100001 implements MigrationInterface {
  name = 'LinkCases1795806100001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE flagged_card (
        card_token text NOT NULL,
        case_id uuid NOT NULL REFERENCES freeze_case (id),
        PRIMARY KEY (card_token, case_id)
      );
      CREATE INDEX flagged_card_case ON flagged_card (case_id, card_token);
      GRANT SELECT, INSERT ON flagged_card TO thaw_serving;

      INSERT INTO flagged_card (card_token, case_id)
      SELECT DISTINCT card_token, case_id FROM (
        SELECT s.case_id, f.card_token,
               row_number() OVER (PARTITION BY s.id ORDER BY max(f.weight) DESC, count(*) DESC, f.card_token) AS place
        FROM scan s JOIN finding f ON f.scan_id = s.id
        WHERE s.case_id IS NOT NULL AND s.state = 'finished' AND f.card_token IS NOT NULL AND f.weight > 0
        GROUP BY s.id, s.case_id, f.card_token
      ) flagged WHERE place <= 500;

      CREATE INDEX freeze_case_terminal ON freeze_case (terminal_id, opened_at, id);
      CREATE INDEX merchant_social_credit_code ON merchant (social_credit_code);
      CREATE INDEX device_binding_device ON device_binding (device_id);
      CREATE INDEX device_binding_place ON device_binding (${PLACE('installation_address')});
      CREATE INDEX merchant_place ON merchant (${PLACE('address')});
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX merchant_place;
      DROP INDEX device_binding_place;
      DROP INDEX device_binding_device;
      DROP INDEX merchant_social_credit_code;
      DROP INDEX freeze_case_terminal;
      DROP TABLE flagged_card;
    `);
  }
}

/** An address without what people write now so, now so; linked-cases.sql.ts asks by the same expression. */
const PLACE = (column: string): string => `translate(lower(${column}), U&' \\3000,\\FF0C.\\3002-\\FF0D', '')`;
