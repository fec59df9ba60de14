/**
 * Cases linked to one, each with why: `by`, how often, and by what. Whatever the desk holds, a request looks at no more
 * than 500 cards of the case, 100 cases of each, 500 terminals that shared a device or stand at the place, 200 merchants
 * of the owner or at the place, and 500 cases of each way: every step goes by an index and has its limit. Of more, the
 * latest are taken.
 */

const latestOf = (column: 'terminal_id' | 'merchant_id', of: string, limit: number): string =>
  `CROSS JOIN LATERAL (SELECT c.id FROM freeze_case c WHERE c.${column} = ${of} AND c.id <> $1
     ORDER BY c.opened_at DESC, c.id DESC LIMIT ${limit}) AS c`;

/**
 * $1 the case, $2 kinds of link, $3 and $4 opened_at and id of the last of the page before or null, $5 how many.
 * @param visible what `c` must be to be seen, with parameters from $6 on.
 */
export const linkedCasesSeen = (visible: string): string => `
WITH self AS MATERIALIZED (
  SELECT c.terminal_id, c.merchant_id, m.social_credit_code, m.place
  FROM freeze_case c JOIN merchant m ON m.id = c.merchant_id WHERE c.id = $1
), by_terminal AS (
  SELECT c.id, NULL AS value FROM self ${latestOf('terminal_id', 'self.terminal_id', 500)} WHERE 'terminal' = ANY($2)
), cards AS MATERIALIZED (
  SELECT card_token FROM flagged_card WHERE case_id = $1 AND 'card' = ANY($2) ORDER BY card_token LIMIT 500
), by_card AS (
  SELECT f.case_id AS id, NULL AS value FROM cards CROSS JOIN LATERAL (
    SELECT case_id FROM flagged_card f WHERE f.card_token = cards.card_token AND f.case_id <> $1
    ORDER BY case_id DESC LIMIT 100
  ) AS f
), shared AS MATERIALIZED (
  SELECT DISTINCT other.terminal_id, d.serial_no
  FROM self JOIN device_binding own ON own.terminal_id = self.terminal_id
  JOIN device_binding other ON other.device_id = own.device_id AND other.terminal_id <> self.terminal_id
  JOIN device d ON d.id = own.device_id
  WHERE 'device' = ANY($2) LIMIT 500
), by_device AS (
  SELECT c.id, shared.serial_no AS value FROM shared ${latestOf('terminal_id', 'shared.terminal_id', 20)}
), by_owner AS (
  SELECT c.id, self.social_credit_code AS value FROM self CROSS JOIN LATERAL (
    SELECT m.id FROM merchant m WHERE m.social_credit_code = self.social_credit_code LIMIT 200
  ) AS m ${latestOf('merchant_id', 'm.id', 500)} WHERE 'owner' = ANY($2)
), places AS MATERIALIZED (
  SELECT DISTINCT b.place
  FROM self JOIN device_binding b ON b.terminal_id = self.terminal_id WHERE 'address' = ANY($2)
), neighbours AS MATERIALIZED (
  SELECT DISTINCT b.terminal_id, b.installation_address AS value FROM places CROSS JOIN LATERAL (
    SELECT b.terminal_id, b.installation_address FROM device_binding b
    WHERE b.place = places.place LIMIT 500
  ) AS b JOIN self ON b.terminal_id <> self.terminal_id
), by_address AS (
  SELECT c.id, neighbours.value FROM neighbours ${latestOf('terminal_id', 'neighbours.terminal_id', 20)}
  UNION ALL
  SELECT c.id, m.address FROM self CROSS JOIN LATERAL (
    SELECT m.id, m.address FROM merchant m WHERE m.place = self.place AND m.id <> self.merchant_id LIMIT 200
  ) AS m ${latestOf('merchant_id', 'm.id', 20)} WHERE 'address' = ANY($2)
), links AS (
  SELECT id, 'terminal' AS by, value FROM by_terminal UNION ALL SELECT id, 'card', value FROM by_card
  UNION ALL SELECT id, 'device', value FROM by_device UNION ALL SELECT id, 'owner', value FROM by_owner
  UNION ALL SELECT id, 'address', value FROM by_address
), why AS (
  SELECT id, by, count(*)::int AS count, array_agg(DISTINCT value) FILTER (WHERE value IS NOT NULL) AS values
  FROM links GROUP BY id, by
)
SELECT c.id, c.number, c.state, c.reason_code, c.reference_version, c.outcome, c.resolution, c.opened_at, c.closed_at,
       t.terminal_no, m.merchant_no, m.name AS merchant_name, of.why
FROM (
  SELECT id, json_agg(json_build_object('by', by, 'count', count, 'values', coalesce(values, '{}')) ORDER BY by) AS why
  FROM why GROUP BY id
) AS of JOIN freeze_case c ON c.id = of.id JOIN terminal t ON t.id = c.terminal_id JOIN merchant m ON m.id = c.merchant_id
WHERE ${visible} AND ($3::timestamptz IS NULL OR (c.opened_at, c.id) < ($3::timestamptz, $4::uuid))
ORDER BY c.opened_at DESC, c.id DESC LIMIT $5`;
