import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often rules fire on ordinary shops, beside what the code itself brings; and when a set's were last asked for. */
export class KeepBaseRates1795785000002 implements MigrationInterface {
  name = 'KeepBaseRates1795785000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE rule_base_rate (
  population text NOT NULL,
  rule text NOT NULL,
  rule_version integer NOT NULL,
  parameters jsonb NOT NULL,
  fee_profile text NOT NULL CHECK (fee_profile IN ('standard', 'low_rate', 'capped')),
  size integer NOT NULL CHECK (size > 0),
  fired integer NOT NULL CHECK (fired BETWEEN 0 AND size),
  findings integer NOT NULL CHECK (findings >= fired),
  measured_at timestamptz NOT NULL,
  PRIMARY KEY (population, rule, rule_version, parameters, fee_profile)
);
GRANT SELECT, INSERT, UPDATE ON rule_base_rate TO thaw_serving;
ALTER TABLE rule_set ADD rates_asked_at timestamptz;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rule_base_rate');
    await runner.query('ALTER TABLE rule_set DROP rates_asked_at');
  }
}
