import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The desk's own base rates are taken over whole: what no longer holds goes. */
export class RenewBaseRates1795792000001 implements MigrationInterface {
  name = 'RenewBaseRates1795792000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT DELETE ON rule_base_rate TO thaw_serving');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE DELETE ON rule_base_rate FROM thaw_serving');
  }
}
