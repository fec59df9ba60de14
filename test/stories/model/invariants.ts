import type { TestDatabase } from '../../support/test-database';

interface Invariant {
  readonly never: string;
  /** Of every case that breaks it one row, with its id and in what way. */
  readonly sql: string;
}

/**
 * What must hold of a case after any step, said in SQL over what is stored and not in the desk's own code, which could
 * be wrong in both places.
 */
export const INVARIANTS: readonly Invariant[] = [
  {
    never: 'a case without owner of the next step',
    sql: `SELECT c.id, c.state AS breach FROM freeze_case c WHERE NOT CASE
      WHEN c.state IN ('investigating', 'reviewing') THEN c.queue IS NOT NULL OR c.owner_id IS NOT NULL
      WHEN c.state = 'awaiting_merchant' THEN
        EXISTS (SELECT 1 FROM case_clock k WHERE k.case_id = c.id AND k.kind = 'evidence' AND k.stopped_at IS NULL)
      WHEN c.state = 'pending_approval' THEN
        EXISTS (SELECT 1 FROM proposal p WHERE p.case_id = c.id AND p.state = 'pending')
      WHEN c.state IN ('remediating', 'replacing') THEN
        EXISTS (SELECT 1 FROM case_clock k WHERE k.case_id = c.id AND k.kind = 'fix' AND k.stopped_at IS NULL)
      WHEN c.state = 'appealing' THEN
        EXISTS (SELECT 1 FROM appeal a WHERE a.case_id = c.id AND a.decided_at IS NULL)
        AND EXISTS (SELECT 1 FROM case_clock k WHERE k.case_id = c.id AND k.kind = 'appeal_reply' AND k.stopped_at IS NULL)
      WHEN c.state = 'restoring' THEN
        EXISTS (SELECT 1 FROM gateway_command g WHERE g.case_id = c.id AND g.purpose = 'restore' AND g.state <> 'confirmed')
      WHEN c.state = 'monitoring' THEN c.watch_until IS NOT NULL
      ELSE true END`,
  },
  {
    never: 'a live terminal with two devices, or with none while its case is closed as restored',
    sql: `SELECT c.id, c.resolution || ', ' || n.live || ' devices' AS breach
      FROM freeze_case c, LATERAL (SELECT count(*)::int AS live FROM device_binding b
        WHERE b.terminal_id = c.terminal_id AND b.unbound_at IS NULL) n
      WHERE (n.live > 1 OR (c.state = 'closed' AND c.resolution IN ('restored', 'restored_with_limits', 'replaced') AND n.live <> 1
        AND NOT EXISTS (SELECT 1 FROM freeze_case d WHERE d.terminal_id = c.terminal_id AND d.number > c.number)))`,
  },
  {
    never: 'an approval by the proposer',
    sql: `SELECT p.case_id AS id, p.id::text AS breach FROM proposal p
      WHERE p.state IN ('approved', 'returned') AND p.decided_by = p.proposed_by`,
  },
  {
    never: 'an appeal decided by someone involved',
    sql: `SELECT a.case_id AS id, a.id::text AS breach FROM appeal a WHERE a.decided_by IS NOT NULL AND (
        EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = a.case_id AND e.actor = 'user:' || a.decided_by
          AND e.persona <> 'reviewer')
        OR EXISTS (SELECT 1 FROM proposal p WHERE p.case_id = a.case_id AND a.decided_by IN (p.proposed_by, p.decided_by))
        OR EXISTS (SELECT 1 FROM appeal b WHERE b.case_id = a.case_id AND b.id <> a.id AND b.decided_by = a.decided_by))`,
  },
  {
    never: 'a measure in force that the decision lifted, once trading is given back',
    sql: `SELECT c.id, m.level || ' ' || m.scope AS breach FROM freeze_case c
      JOIN LATERAL (SELECT measures_after FROM proposal WHERE case_id = c.id AND state = 'approved'
        ORDER BY seq DESC LIMIT 1) p ON true
      JOIN LATERAL jsonb_to_recordset(p.measures_after) AS a ("measureId" uuid, change text) ON a.change = 'lift'
      JOIN measure m ON m.id = a."measureId" AND m.lifted_at IS NULL
      WHERE c.outcome IN ('U', 'UR', 'RM', 'RP', 'RL')
        AND (c.state = 'monitoring' OR (c.state = 'closed' AND c.resolution = 'restored'))
        AND NOT EXISTS (SELECT 1 FROM appeal o WHERE o.case_id = c.id AND o.decision IN ('overturned', 'overturned_in_part'))`,
  },
  {
    never: 'an event missing for a state change, or a gap in the timeline',
    sql: `SELECT e.case_id AS id, coalesce(e.seq::text, 'end') || ': ' || coalesce(e.before, '–') || ' → ' || coalesce(e.from_state, '–') AS breach
      FROM (SELECT case_id, seq, from_state, row_number() OVER w AS n, lag(to_state) OVER w AS before FROM case_event
            WINDOW w AS (PARTITION BY case_id ORDER BY seq)) e
      WHERE e.seq <> e.n OR (e.n > 1 AND e.before IS DISTINCT FROM e.from_state)
      UNION ALL
      SELECT c.id, 'last: ' || l.to_state || ' but the case is ' || c.state FROM freeze_case c,
        LATERAL (SELECT to_state FROM case_event WHERE case_id = c.id ORDER BY seq DESC LIMIT 1) l
      WHERE l.to_state <> c.state`,
  },
  {
    never: 'a clock running on a closed case',
    sql: `SELECT c.id, k.kind AS breach FROM case_clock k JOIN freeze_case c ON c.id = k.case_id
      WHERE c.state = 'closed' AND k.stopped_at IS NULL AND k.kind <> 'major_event'`,
  },
  {
    never: 'trading given back while an authority holds',
    sql: `SELECT c.id, c.state AS breach FROM freeze_case c WHERE c.state = 'restoring'
      AND EXISTS (SELECT 1 FROM authority_hold h WHERE h.case_id = c.id AND h.released_at IS NULL)`,
  },
];

const ALL = INVARIANTS.map(({ sql }, at) => `SELECT ${at} AS at, id, breach FROM (${sql}) b${at}`).join(
  '\nUNION ALL\n',
);

/** @returns what is broken of any case, in words; empty where all holds. */
export async function breaches(database: TestDatabase): Promise<readonly string[]> {
  const found = await database.query<{ at: number; number: string; breach: string }>(
    `SELECT a.at, c.number, a.breach FROM (${ALL}) a JOIN freeze_case c ON c.id = a.id`,
    [],
  );
  return found.map(({ at, number, breach }) => `${number}: never ${INVARIANTS[at]?.never}: ${breach}`);
}
