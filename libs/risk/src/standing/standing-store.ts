import { requestJob, type Tx } from '@thaw/platform';
import type { HistoryPlace } from '@thaw/transactions';
import type { FindingPart } from '../engine';
import type { RefreshReason } from './standing-scan.entity';
import type { StandingSetup } from './standing-setup';

/** A standing scan as an append reads it. */
export interface KeptScan {
  readonly setup: StandingSetup;
  /** Of the setup with the facts of the registry alone. */
  readonly setupDigest: string;
  /** When the facts were last looked at. */
  readonly factsAt: Date;
  readonly stream: string;
  /** The last row that the state has seen; null where it has seen none. */
  readonly place: HistoryPlace | null;
}

export interface StandingRow {
  /** Null before the first scan. */
  readonly kept: KeptScan | null;
  readonly written: number;
  readonly records: number;
  /** How many of them stand behind the place of the state. */
  readonly openRows: number;
  readonly asOf: Date | null;
  readonly openFindings: string | null;
  /** With how often its job was given up. */
  readonly refresh: { readonly reason: RefreshReason; readonly failures: number } | null;
}

export type OpenFinding = Pick<FindingPart, 'rule' | 'head'>;

interface RawStanding {
  readonly setup_digest: string | null;
  readonly rules: StandingSetup['rules'];
  readonly facts: StandingSetup['facts'];
  readonly facts_at: Date;
  readonly time_zone: string;
  readonly currency: string;
  readonly written: string;
  readonly state: string | null;
  readonly place_at: Date | null;
  readonly place_line: number;
  readonly place_id: string;
  readonly records: string;
  readonly open_rows: number;
  readonly open_findings: string | null;
  readonly as_of: Date | null;
  readonly refresh_requested_at: Date | null;
  readonly refresh_reason: RefreshReason;
  readonly refresh_failures: number;
}

export async function readStanding(tx: Tx, terminalId: string): Promise<StandingRow | null> {
  const [row] = await tx.query<RawStanding[]>('SELECT * FROM standing_scan WHERE terminal_id = $1', [
    terminalId,
  ]);
  return row ? standingOf(row) : null;
}

const standingOf = (row: RawStanding): StandingRow => ({
  kept:
    row.state === null || row.setup_digest === null
      ? null
      : {
          setup: {
            rules: row.rules,
            facts: row.facts,
            timeZone: row.time_zone,
            currency: row.currency,
          },
          setupDigest: row.setup_digest,
          factsAt: row.facts_at,
          stream: row.state,
          place: row.place_at && {
            at: row.place_at.getTime(),
            line: row.place_line,
            id: Number(row.place_id),
          },
        },
  written: Number(row.written),
  records: Number(row.records),
  openRows: row.open_rows,
  asOf: row.as_of,
  openFindings: row.open_findings,
  refresh: row.refresh_requested_at && {
    reason: row.refresh_reason,
    failures: row.refresh_failures,
  },
});

/** The pieces of these cards, of those that have one. */
export async function readCards(
  tx: Tx,
  terminalId: string,
  cards: ReadonlySet<string>,
): Promise<Map<string, string>> {
  if (cards.size === 0) return new Map();
  const rows = await tx.query<{ card: string; state: string }[]>(
    // One look-up a card, whatever the planner believes of the table.
    `SELECT kept.card_token AS card, kept.state FROM unnest($2::text[]) AS asked (card)
     CROSS JOIN LATERAL (
       SELECT card_token, state FROM standing_card WHERE terminal_id = $1 AND card_token = asked.card OFFSET 0
     ) kept`,
    [terminalId, [...cards]],
  );
  return new Map(rows.map(({ card, state }) => [card, state]));
}

/** Keeps the pieces of the touched cards as they are now; what is known already is not written again. */
export async function writeCards(
  tx: Tx,
  terminalId: string,
  touched: Iterable<string>,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): Promise<void> {
  const changed: string[] = [];
  const gone: string[] = [];
  for (const card of touched) {
    const state = now.get(card);
    if (state === undefined) {
      if (before.has(card)) gone.push(card);
    } else if (state !== before.get(card)) {
      changed.push(card);
    }
  }
  // In one order, always: two at once would wait for each other.
  changed.sort();
  if (changed.length > 0) {
    await tx.query(
      `INSERT INTO standing_card SELECT $1, card, state FROM unnest($2::text[], $3::text[]) AS given (card, state)
       ON CONFLICT (terminal_id, card_token) DO UPDATE SET state = excluded.state`,
      [terminalId, changed, changed.map((card) => now.get(card))],
    );
  }
  if (gone.length > 0) {
    await tx.query('DELETE FROM standing_card WHERE terminal_id = $1 AND card_token = ANY($2)', [
      terminalId,
      gone,
    ]);
  }
}

export interface StandingChange {
  /** Where state moved on. */
  readonly moved: { readonly stream: string; readonly place: HistoryPlace | null } | null;
  readonly open: readonly FindingPart[];
  readonly written: number;
  readonly records: number;
  readonly openRows: number;
  readonly asOf: Date;
}

/**
 * The standing scan is up to date with this. It has a row already.
 * @returns whether somebody watches the terminal, to be told by {@link tellWatcher}
 */
export async function writeStanding(tx: Tx, terminalId: string, change: StandingChange): Promise<boolean> {
  const { moved, open, written, records, openRows, asOf } = change;
  const heads = JSON.stringify(open.map(({ rule, head }): OpenFinding => ({ rule, head })));
  const now = [terminalId, heads, written, records, openRows, asOf];
  const { stream = null, place = null } = moved ?? {};
  const [[row]] = await tx.query<[{ watched: boolean }[], number]>(
    `UPDATE standing_scan SET open_findings = $2, written = $3, records = $4, open_rows = $5, as_of = $6,
       refresh_requested_at = NULL, refresh_reason = NULL, refresh_failures = 0${moved === null ? '' : MOVED}
     WHERE terminal_id = $1 RETURNING EXISTS (SELECT FROM watched_terminal w WHERE w.terminal_id = $1) AS watched`,
    moved === null
      ? now
      : [...now, stream, place && new Date(place.at), place?.line ?? null, place?.id ?? null],
  );
  return row?.watched === true;
}

const MOVED = ', state = $7, place_at = $8, place_line = $9, place_id = $10';

/** Sets a standing scan up, and throws away all that it knew. */
export async function beginStanding(
  tx: Tx,
  terminalId: string,
  setup: StandingSetup,
  { digest, at }: { readonly digest: string; readonly at: Date },
): Promise<void> {
  for (const table of ['standing_card', 'standing_finding', 'standing_finding_part']) {
    await tx.query(`DELETE FROM ${table} WHERE terminal_id = $1`, [terminalId]);
  }
  const { rules, facts, timeZone, currency } = setup;
  await tx.query(
    `INSERT INTO standing_scan (terminal_id, setup_digest, rules, facts, time_zone, currency, facts_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (terminal_id) DO UPDATE SET setup_digest = excluded.setup_digest, rules = excluded.rules,
       facts = excluded.facts, time_zone = excluded.time_zone, currency = excluded.currency,
       facts_at = excluded.facts_at`,
    [terminalId, digest, JSON.stringify(rules), JSON.stringify(facts), timeZone, currency, at],
  );
}

/** The facts of a standing scan have been looked at, or somebody has been asked to. */
export async function noteFactsAt(tx: Tx, terminalId: string, at: Date): Promise<void> {
  await tx.query('UPDATE standing_scan SET facts_at = $2 WHERE terminal_id = $1', [terminalId, at]);
}

/** The standing scan is not up to date from now on. @returns whether it was until now, or there was none. */
export async function markForRefresh(
  tx: Tx,
  terminalId: string,
  reason: RefreshReason,
  now: Date,
): Promise<boolean> {
  const marked = await tx.query<unknown[]>(
    `INSERT INTO standing_scan AS s (terminal_id, refresh_requested_at, refresh_reason) VALUES ($1, $2, $3)
     ON CONFLICT (terminal_id) DO UPDATE SET refresh_requested_at = $2, refresh_reason = $3
       WHERE s.refresh_requested_at IS NULL
     RETURNING 1`,
    [terminalId, now, reason],
  );
  return marked.length > 0;
}

/** Marks the standing scan for a refresh and asks for the job, unless that was done before. */
export async function askForRefresh(
  tx: Tx,
  terminalId: string,
  reason: RefreshReason,
  now: Date,
): Promise<void> {
  if (await markForRefresh(tx, terminalId, reason, now))
    await requestJob(tx, 'standing.refresh', { terminalId });
}
