import { OWNER } from './owner-invariant';
import { NOTHING, fold, type Folded, type StoredEvent } from './fold';
import type { Clock } from '@thaw/kernel';
import type { TestDatabase } from '../../support/test-database';

interface Invariant {
  readonly never: string;
  /** Of every case that breaks it one row, with its id and in what way. `$1` is the desk's time. */
  readonly sql: string;
}

const GIVES_BACK = `('U', 'UR', 'RM', 'RP', 'RL')`;
const TRADES = `(c.state = 'monitoring' OR (c.state = 'closed' AND c.resolution IN ('restored', 'restored_with_limits', 'replaced')))`;

/**
 * What must hold of a case after any step, said in SQL over what is stored and not in the desk's own code, which could
 * be wrong in both places.
 */
export const INVARIANTS: readonly Invariant[] = [
  { never: 'a case without owner of the next step', sql: OWNER },
  {
    never: 'a live terminal with two devices, or with none while its case is closed as restored',
    sql: `SELECT c.id, c.resolution || ', ' || n.live || ' devices' AS breach
      FROM freeze_case c, LATERAL (SELECT count(*)::int AS live FROM device_binding b
        WHERE b.terminal_id = c.terminal_id AND b.unbound_at IS NULL) n
      WHERE (n.live > 1 OR (c.state = 'closed' AND c.resolution IN ('restored', 'restored_with_limits', 'replaced') AND n.live <> 1
        AND NOT EXISTS (SELECT 1 FROM freeze_case d WHERE d.terminal_id = c.terminal_id AND d.id <> c.id
          AND (d.state <> 'closed' OR d.closed_at > c.closed_at))))`,
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
        OR EXISTS (SELECT 1 FROM appeal b WHERE b.proposal_id = a.proposal_id AND b.id <> a.id AND b.decided_by = a.decided_by))`,
  },
  {
    // Of the last decision, be it an approval or an appeal that was granted. What the desk imposed since is another matter.
    never: 'a measure in force that the decision did not leave, once trading is given back',
    sql: `SELECT c.id, m.level || ' ' || m.scope AS breach FROM freeze_case c
      JOIN LATERAL (SELECT e.at, coalesce(e.data->'measuresAfter', p.measures_after) AS after FROM case_event e
        LEFT JOIN proposal p ON p.id = (e.data->>'proposalId')::uuid
        WHERE e.case_id = c.id AND e.type IN ('approved', 'appeal_overturned') ORDER BY e.seq DESC LIMIT 1) d ON true
      JOIN measure m ON m.case_id = c.id AND m.lifted_at IS NULL AND (m.confirm_by IS NULL OR m.began_at < d.at)
      WHERE c.outcome IN ${GIVES_BACK} AND ${TRADES}
        AND NOT EXISTS (SELECT 1 FROM jsonb_to_recordset(d.after) AS a ("measureId" uuid, change text)
          WHERE (a.change = 'keep' AND a."measureId" = m.id) OR (a.change = 'narrow' AND a."measureId" = m.replaces_id))`,
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
  {
    never: 'two open requests, proposals, appeals or remedies, or one open where the case is past it',
    sql: `SELECT c.id, c.state || ' with ' || o.what AS breach FROM freeze_case c JOIN (
        SELECT case_id, 'request' AS what, ARRAY['awaiting_merchant'] AS states FROM evidence_request WHERE closed_at IS NULL
        UNION ALL SELECT case_id, 'proposal', ARRAY['pending_approval'] FROM proposal WHERE state = 'pending'
        UNION ALL SELECT case_id, 'appeal', ARRAY['appealing', 'awaiting_merchant'] FROM appeal WHERE decided_at IS NULL
        UNION ALL SELECT case_id, 'remedy', ARRAY['remediating', 'replacing', 'appealing', 'awaiting_merchant'] FROM remediation WHERE ended_at IS NULL
      ) o ON o.case_id = c.id WHERE c.state <> ALL (o.states)`,
  },
];

const ALL = INVARIANTS.map(({ sql }, at) => `SELECT ${at} AS at, id, breach FROM (${sql}) b${at}`).join(
  '\nUNION ALL\n',
);

/** Looks at a world after each step, and knows of every case what its events have told so far. */
export class Watchman {
  private readonly told = new Map<string, { readonly folded: Folded; readonly seq: number }>();

  constructor(
    private readonly desk: {
      readonly database: Pick<TestDatabase, 'query'>;
      readonly clock: Clock;
    },
  ) {}

  /** @returns what is broken of any case, in words; empty where all holds. */
  async breaches(): Promise<readonly string[]> {
    const { database, clock } = this.desk;
    const found = await database.query<{ at: number; number: string; breach: string }>(
      `SELECT a.at, c.number, a.breach FROM (${ALL}) a JOIN freeze_case c ON c.id = a.id`,
      [clock.now()],
    );
    return [
      ...found.map(({ at, number, breach }) => `${number}: never ${INVARIANTS[at]?.never}: ${breach}`),
      ...(await this.untold()),
    ];
  }

  /** What became of a case, for whoever has to find out why. */
  async story(number: string): Promise<string> {
    const lines = await this.desk.database.query<{ line: string }>(
      `SELECT line FROM (
         SELECT 1 AS part, lpad(e.seq::text, 6, '0') AS at,
           concat_ws(' ', e.seq, e.at, e.type, e.persona, e.from_state, '→', e.to_state, e.data) AS line
           FROM case_event e JOIN freeze_case c ON c.id = e.case_id WHERE c.number = $1
         UNION ALL SELECT 2, m.began_at::text, 'measure ' || to_jsonb(m)::text
           FROM measure m JOIN freeze_case c ON c.id = m.case_id WHERE c.number = $1
         UNION ALL SELECT 3, g.created_at::text, 'command ' || to_jsonb(g)::text
           FROM gateway_command g JOIN freeze_case c ON c.id = g.case_id WHERE c.number = $1
         UNION ALL SELECT 4, '', 'case ' || to_jsonb(c)::text FROM freeze_case c WHERE c.number = $1
       ) told ORDER BY part, at`,
      [number],
    );
    return lines.map(({ line }) => line).join('\n');
  }

  /** Every event by a row of the lifecycle, and all of them together the case that is stored. */
  private async untold(): Promise<readonly string[]> {
    const { database } = this.desk;
    const known = [...this.told].map(([id, { seq }]) => ({ id, seq }));
    const events = await database.query<StoredEvent>(
      `SELECT e.case_id, e.seq, e.at, e.type, e.persona, e.from_state, e.to_state, e.data FROM case_event e
       LEFT JOIN jsonb_to_recordset($1::jsonb) AS k (id uuid, seq int) ON k.id = e.case_id
       WHERE e.seq > coalesce(k.seq, 0) ORDER BY e.case_id, e.seq`,
      [JSON.stringify(known)],
    );
    const wrong: string[] = [];
    for (const event of events) {
      const { folded } = this.told.get(event.case_id) ?? { folded: NOTHING };
      try {
        this.told.set(event.case_id, { folded: fold(folded, event), seq: event.seq });
      } catch (error) {
        return [`never an event that no row allows: ${event.case_id}: ${(error as Error).message}`];
      }
    }
    const stored = await database.query<Folded & { readonly id: string; readonly number: string; readonly merchant_version: number }>(
      `SELECT id, number, state, state_since, closed_at, owner_id, reason_code, outcome, appeal_rounds, resolution, version, merchant_version
       FROM freeze_case`,
    );
    for (const row of stored) {
      const { memory: _memory, ...folded } = this.told.get(row.id)?.folded ?? NOTHING;
      for (const name of Object.keys(folded) as (keyof typeof folded)[]) {
        if (isSame(folded[name], row[name])) continue;
        wrong.push(`${row.number}: never events that tell another case than is stored: ${name} ${String(folded[name])}, stored ${String(row[name])}`);
      }
      if (row.merchant_version > row.version) wrong.push(`${row.number}: never more steps for the merchant than there were`);
    }
    return wrong;
  } // prettier-ignore
}

/** Of a watch that has passed, events leave open which of two it is. */
const isSame = (told: unknown, stored: unknown): boolean =>
  told instanceof Date && stored instanceof Date
    ? told.getTime() === stored.getTime()
    : told === stored || (typeof told === 'string' && told.split(' or ').includes(String(stored)));
