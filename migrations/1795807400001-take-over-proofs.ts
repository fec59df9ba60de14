import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Proofs that came from a case which another took over. A proof stays with the steps that were signed on it; the other
 * case has the same file under an id of its own, which tells what it was taken from.
 */
export class TakeOverProofs1795807400001 implements MigrationInterface {
  name = 'TakeOverProofs1795807400001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE proof_file ADD COLUMN taken_from uuid REFERENCES proof_file (id);
      CREATE INDEX proof_file_taken ON proof_file (taken_from) WHERE taken_from IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX proof_file_taken; ALTER TABLE proof_file DROP COLUMN taken_from;');
  }
}
