import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A terminal whose restriction is appealed against goes on being watched; those that are now had been left alone. */
export class WatchUnderAppeal1795807200003 implements MigrationInterface {
  name = 'WatchUnderAppeal1795807200003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX appeal_watched ON appeal (case_id) WHERE decided_at IS NULL AND appealed_state = 'monitoring';
      INSERT INTO watched_terminal (terminal_id, since)
      SELECT c.terminal_id, now() FROM freeze_case c JOIN appeal a ON a.case_id = c.id
      WHERE a.decided_at IS NULL AND a.appealed_state = 'monitoring'
      ON CONFLICT DO NOTHING;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX appeal_watched');
  }
}
