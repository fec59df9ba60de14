import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Scans name the set they ran, and what the sets in shadow found beside it. Scans from before have none: they ran the
 * defaults, which is what set 1 holds, once it is made. The columns have constant defaults: no row is rewritten.
 */
export class PinRuleSets1795785000001 implements MigrationInterface {
  name = 'PinRuleSets1795785000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE scan ADD rule_set_id uuid REFERENCES rule_set (id), ADD shadows jsonb NOT NULL DEFAULT '[]';

CREATE TABLE shadow_result (
  scan_id uuid NOT NULL REFERENCES scan (id),
  rule_set_id uuid NOT NULL REFERENCES rule_set (id),
  score integer NOT NULL,
  findings integer NOT NULL,
  parts jsonb NOT NULL,
  digest bytea NOT NULL,
  finished_at timestamptz NOT NULL,
  PRIMARY KEY (scan_id, rule_set_id)
);
CREATE INDEX shadow_result_order ON shadow_result (rule_set_id, finished_at);
GRANT SELECT, INSERT ON shadow_result TO thaw_serving;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shadow_result');
    await runner.query('ALTER TABLE scan DROP rule_set_id, DROP shadows');
  }
}
