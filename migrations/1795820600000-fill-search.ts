import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far what was written before there was a search has become findable: one row until all is, none after that. A desk
 * that has cases when this comes is filled by its worker; a new one has nothing to fill.
 */
export class FillSearch1795820600000 implements MigrationInterface {
  name = 'FillSearch1795820600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE search_fill (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        through uuid
      );
      INSERT INTO search_fill (through) SELECT NULL WHERE EXISTS (SELECT FROM freeze_case);
      GRANT SELECT, UPDATE, DELETE ON search_fill TO thaw_serving;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE search_fill');
  }
}
