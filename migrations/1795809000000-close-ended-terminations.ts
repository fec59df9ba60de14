import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a termination ordered and the terminal system did not do is tried no more once the termination has ended. It was
 * left to be tried again: of a case that was opened again, that retired a device which was at work.
 */
export class CloseEndedTerminations1795809000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE gateway_command g SET state = 'withdrawn', closed_at = now()
      FROM freeze_case c WHERE c.id = g.case_id AND c.state <> 'terminating'
        AND g.purpose = 'terminate' AND g.state = 'failed' AND g.closed_at IS NULL;
    `);
  }

  /** What had failed and was closed looks like what is closed by now; none of it is wanted back. */
  async down(): Promise<void> {}
}
