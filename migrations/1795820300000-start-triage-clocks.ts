import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * From here on a case has a clock from its opening to its triage. Those that wait for their triage already get it as well: a
 * working day from their opening, as the usual class has, fixed here like an instant that was said elsewhere. Days are those
 * of Shanghai, since the zone of a desk is not kept in its database.
 */
export class StartTriageClocks1795820300000 implements MigrationInterface {
  name = 'StartTriageClocks1795820300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TEMPORARY TABLE untriaged ON COMMIT DROP AS
      WITH arranged AS (
        SELECT DISTINCT ON (year) off, makeup FROM holiday_year ORDER BY year, revision DESC
      ), day AS (
        SELECT d.date, CASE
          WHEN EXISTS (SELECT FROM arranged WHERE d.date::text = ANY (makeup)) THEN true
          WHEN EXISTS (SELECT FROM arranged WHERE d.date::text = ANY (off)) THEN false
          ELSE extract(isodow FROM d.date) < 6 END AS worked
        FROM (
          SELECT first.date + n AS date
          FROM (SELECT min(opened_at AT TIME ZONE 'Asia/Shanghai')::date AS date FROM freeze_case WHERE state = 'reported') first,
            generate_series(0, current_date - first.date + 40) n
        ) d
      ), waiting AS (
        SELECT c.id, c.state, date_trunc('milliseconds', c.opened_at) AS began,
          c.opened_at AT TIME ZONE 'Asia/Shanghai' AS local
        FROM freeze_case c
        WHERE c.state = 'reported'
          AND NOT EXISTS (SELECT FROM case_clock k WHERE k.case_id = c.id AND k.kind = 'triage')
      ), due AS (
        SELECT w.id, w.state, w.began, date_trunc('milliseconds', CASE
          WHEN (SELECT worked FROM day WHERE date = w.local::date) THEN n.next + w.local::time
          ELSE (n.next + 1)::timestamp END AT TIME ZONE 'Asia/Shanghai') AS due_at
        FROM waiting w, LATERAL (SELECT min(date) AS next FROM day WHERE date > w.local::date AND worked) n
      )
      SELECT d.id, d.state, d.began, d.due_at,
        jsonb_build_object(
          'target', jsonb_build_object('kind', 'until', 'at', ${textOf('d.due_at')}),
          'beganAt', ${msOf('d.began')}, 'ran', '[]'::jsonb, 'since', ${msOf('d.began')}, 'extraMs', 0) AS run,
        (SELECT max(revision) FROM calendar_change) AS revision,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('step', s.step::text, 'at', ${textOf('s.at')}) ORDER BY s.step), '[]')
         FROM (
           SELECT step, ${instantOf(`${msOf('d.began')} + floor((${msOf('d.due_at')} - ${msOf('d.began')}) * step / 100.0)`)} AS at
           FROM unnest(ARRAY[50, 80, 100, 150, 200, 250, 300, 350]) AS step
         ) s WHERE s.at > now() OR s.step = 100) AS steps
      FROM due d;

      INSERT INTO case_event (case_id, seq, at, type, actor, persona, from_state, to_state, data)
      SELECT u.id, (SELECT coalesce(max(e.seq), 0) + 1 FROM case_event e WHERE e.case_id = u.id),
        date_trunc('milliseconds', now()), 'clocks_known', 'system:setup', 'clock', u.state, u.state,
        jsonb_build_object('clocks', jsonb_build_array(jsonb_build_object('clock', 'triage', 'does', 'known', 'run', u.run,
          'revision', u.revision, 'startedAt', ${msOf('u.began')}, 'pausedAt', NULL, 'stoppedAt', NULL, 'overdueAt', NULL)))
      FROM untriaged u;

      INSERT INTO case_clock (case_id, kind, began_at, started_at, due_at, provisional, pending_steps, next_fire_at, run,
        calendar_revision)
      SELECT id, 'triage', began, began, due_at, false, steps, (steps -> 0 ->> 'at')::timestamptz, run, revision
      FROM untriaged;

      DROP TABLE untriaged;
    `);
  }

  /** Events are only ever added; a desk from before would not know what to do at the due instant. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM case_clock WHERE kind = 'triage'`);
  }
}

/** Whole milliseconds since the epoch, as instants are reckoned with. */
function msOf(expression: string): string {
  return `floor(extract(epoch FROM ${expression}) * 1000)::bigint`;
}

function instantOf(ms: string): string {
  return `timestamptz 'epoch' + (${ms}) * interval '1 millisecond'`;
}

/** As it stands in JSON. */
function textOf(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
