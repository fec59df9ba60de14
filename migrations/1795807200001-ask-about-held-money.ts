import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money whose day has come and that is still held: whom the desk has told of it, once for each day that was named. */
export class AskAboutHeldMoney1795807200001 implements MigrationInterface {
  name = 'AskAboutHeldMoney1795807200001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE held_money_due (
        measure_id uuid NOT NULL REFERENCES measure (id),
        due_at timestamptz NOT NULL,
        told_at timestamptz NOT NULL,
        PRIMARY KEY (measure_id, due_at)
      );
      GRANT SELECT, INSERT ON held_money_due TO thaw_serving;
      CREATE INDEX measure_holding ON measure (id)
        WHERE lifted_at IS NULL AND released_at IS NULL AND level IN ('F2', 'F5');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX measure_holding; DROP TABLE held_money_due;');
  }
}
