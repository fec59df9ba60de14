import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * From here on every event tells what it does to the clocks of its case. Of what went before, events do not tell: each case
 * that has clocks gets one event that says how they stood, and is told from there.
 */
export class KnowClocksOfBefore1795810000000 implements MigrationInterface {
  name = 'KnowClocksOfBefore1795810000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO case_event (case_id, seq, at, type, actor, persona, from_state, to_state, data)
      SELECT c.id, (SELECT coalesce(max(e.seq), 0) + 1 FROM case_event e WHERE e.case_id = c.id),
        date_trunc('milliseconds', now()), 'clocks_known', 'system:setup', 'clock', c.state, c.state,
        jsonb_build_object('clocks', k.clocks)
      FROM freeze_case c JOIN (
        SELECT case_id, jsonb_agg(jsonb_build_object('clock', kind, 'does', 'known', 'run', run, 'revision', calendar_revision,
          'startedAt', ${msOf('started_at')}, 'pausedAt', ${msOf('paused_at')}, 'stoppedAt', ${msOf('stopped_at')},
          'overdueAt', ${msOf('overdue_at')}) ORDER BY kind) AS clocks
        FROM case_clock GROUP BY case_id
      ) k ON k.case_id = c.id;
    `);
  }

  /** Events are only ever added: those that were stay, and tell nothing to a desk that does not ask. */
  async down(): Promise<void> {}
}

/** Whole milliseconds since the epoch, as instants are reckoned with; null stays null. */
function msOf(column: string): string {
  return `floor(extract(epoch FROM ${column}) * 1000)::bigint`;
}
