import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far an import is in the bytes of its file. Of those that ended before, only the whole is known. */
export class CountBytesDone1795781000001 implements MigrationInterface {
  name = 'CountBytesDone1795781000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE history_import ADD COLUMN bytes_done bigint NOT NULL DEFAULT 0');
    await runner.query(
      `UPDATE history_import SET bytes_done = size_bytes WHERE state IN ('finished', 'refused')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE history_import DROP COLUMN bytes_done');
  }
}
