import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How each clock has run, so that its due instant can be reckoned again. Of those from before only the outcome is known: they
 * are due when they were due, as something said elsewhere, and what was left of a paused one is left of it still.
 */
export class KeepRunsOfClocks1795808000001 implements MigrationInterface {
  name = 'KeepRunsOfClocks1795808000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE case_clock ADD run jsonb, ADD calendar_revision integer REFERENCES calendar_change (revision);
      UPDATE case_clock SET calendar_revision = 1, run = jsonb_build_object(
        'target', jsonb_build_object('kind', 'until', 'at', to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
        'beganAt', ${msOf('began_at')},
        'ran', CASE WHEN paused_at IS NULL THEN '[]'::jsonb
          ELSE jsonb_build_array(jsonb_build_array(${msOf('began_at')}, ${msOf('paused_at')})) END,
        'since', CASE WHEN paused_at IS NULL THEN ${msOf('began_at')} END,
        'extraMs', 0);
      ALTER TABLE case_clock ALTER run SET NOT NULL, ALTER calendar_revision SET NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE case_clock DROP run, DROP calendar_revision');
  }
}

/** Whole milliseconds since the epoch. */
function msOf(column: string): string {
  return `floor(extract(epoch FROM ${column}) * 1000)::bigint`;
}
