import type { Tx } from '@thaw/platform';
import type { FindingPart } from '../engine';

/** A finding with so many ids behind its head hands them over to a part of their own before it takes more. */
const IDS_BESIDE_HEAD = 128;
/** Rows of one statement: few enough for memory, many enough for speed. */
const AT_ONCE = 1_000;

/** Lays what was settled over the findings that are kept: heads replace, ids are appended. */
export async function layOver(tx: Tx, terminalId: string, parts: readonly FindingPart[]): Promise<void> {
  // In one order, always: two at once would wait for each other.
  const sorted = parts.toSorted((a, b) =>
    a.rule !== b.rule ? (a.rule < b.rule ? -1 : 1) : a.head.key < b.head.key ? -1 : 1,
  );
  for (let from = 0; from < sorted.length; from += AT_ONCE) {
    const some = sorted.slice(from, from + AT_ONCE);
    const column = <T>(of: (part: FindingPart) => T): T[] => some.map(of);
    await tx.query(LAY_OVER, [
      terminalId,
      column(({ rule }) => rule),
      column(({ head }) => head.key),
      column(({ head }) => head.card),
      column(({ head }) => new Date(head.from)),
      column(({ head }) => new Date(head.to)),
      column(({ head }) => head.count),
      column(({ head }) => head.sumFen),
      column(({ head }) => head.measured),
      column(({ head }) => head.threshold),
      column(({ head }) => head.unit),
      column(({ head }) => JSON.stringify(head.details ?? {})),
      column(({ ids }) => `{${ids.join(',')}}`),
    ]);
  }
}

const LAY_OVER = `
  WITH given AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::integer[],
      $8::bigint[], $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[])
      AS g (rule, finding_key, card_token, from_at, to_at, count, sum_fen, measured, threshold, unit, details, ids)
  ), handed_over AS (
    INSERT INTO standing_finding_part (terminal_id, rule, finding_key, position, transaction_ids)
    SELECT $1, f.rule, f.finding_key, (
        SELECT coalesce(max(p.position) + 1, 0) FROM standing_finding_part p
        WHERE p.terminal_id = $1 AND p.rule = f.rule AND p.finding_key = f.finding_key
      ), f.transaction_ids
    FROM given CROSS JOIN LATERAL (
      SELECT k.rule, k.finding_key, k.transaction_ids FROM standing_finding k
      WHERE k.terminal_id = $1 AND k.rule = given.rule AND k.finding_key = given.finding_key
        AND cardinality(k.transaction_ids) >= ${IDS_BESIDE_HEAD} OFFSET 0
    ) f
  )
  INSERT INTO standing_finding AS f (terminal_id, rule, finding_key, card_token, from_at, to_at, count, sum_fen, measured,
    threshold, unit, details, transaction_ids)
  SELECT $1, rule, finding_key, card_token, from_at, to_at, count, sum_fen, measured, threshold, unit, details::jsonb,
    ids::bigint[] FROM given
  ON CONFLICT (terminal_id, rule, finding_key) DO UPDATE SET card_token = excluded.card_token,
    from_at = excluded.from_at, to_at = excluded.to_at, count = excluded.count, sum_fen = excluded.sum_fen,
    measured = excluded.measured, threshold = excluded.threshold, unit = excluded.unit, details = excluded.details,
    transaction_ids = CASE WHEN cardinality(f.transaction_ids) >= ${IDS_BESIDE_HEAD} THEN excluded.transaction_ids
                      ELSE f.transaction_ids || excluded.transaction_ids END`;
