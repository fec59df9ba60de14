'use strict';
/**
 * The rules that set-based SQL can say without a page of it each, for a terminal of a low-rate profile, with default
 * parameters. Each gives a row a finding, with the ids of its transactions as the rule files do. They speak of `sale`:
 * approved purchases as (id, sold_at, day, month, amount, card, card_type), days and months local, `month` a whole number;
 * and are said so that PostgreSQL and DuckDB both understand them.
 */
const CREDIT = `card IS NOT NULL AND card_type = 'credit'`;

/** e(digit): its expected share. */
const BENFORD = Array.from({ length: 9 }, (_, i) => `(${i + 1}, ${Math.log10(1 + 1 / (i + 1))})`).join(', ');

const RULE_SQL = {
  R1a: `SELECT id, amount FROM sale WHERE amount > 5000000`,
  R1b: `SELECT day, count(*) AS n, sum(amount) AS total, array_agg(id) AS ids FROM sale
        GROUP BY day HAVING sum(amount) >= 20000000`,
  R3: `SELECT month, count(*) AS n, (array_agg(id) FILTER (WHERE amount % 100 <> 0))[1:10] AS ids FROM sale
       GROUP BY month HAVING count(*) FILTER (WHERE amount % 100 <> 0) > 0`,
  R4: `SELECT month, array_agg(id) FILTER (WHERE card_type = 'credit') AS ids FROM sale GROUP BY month
       HAVING count(*) FILTER (WHERE card_type = 'credit') >= 20
          AND 4 * count(*) FILTER (WHERE card_type = 'debit' AND amount >= 20000)
              < count(*) FILTER (WHERE card_type = 'credit')`,
  R5: `WITH used AS (SELECT DISTINCT card, month FROM sale WHERE ${CREDIT}),
       run AS (SELECT card, month, month - row_number() OVER (PARTITION BY card ORDER BY month) AS run FROM used),
       long_run AS (SELECT card, min(month) AS first, max(month) AS last FROM run GROUP BY card, run HAVING count(*) > 2)
       SELECT l.card, l.first, count(*) AS n, sum(s.amount) AS total, array_agg(s.id) AS ids
       FROM long_run l JOIN sale s ON s.card = l.card AND s.month BETWEEN l.first AND l.last AND s.card_type = 'credit'
       GROUP BY l.card, l.first`,
  R6a: `SELECT card, day, count(*) AS n, sum(amount) AS total, array_agg(id) AS ids FROM sale WHERE ${CREDIT}
        GROUP BY card, day HAVING count(*) > 2`,
  R6b: `WITH gap AS (
          SELECT id, sold_at, amount, card,
            CASE WHEN sold_at - lag(sold_at) OVER (PARTITION BY card ORDER BY sold_at, id) < INTERVAL '600 seconds' THEN 0 ELSE 1 END AS opens
          FROM sale WHERE ${CREDIT}),
        chain AS (SELECT id, amount, card, sum(opens) OVER (PARTITION BY card ORDER BY sold_at, id) AS chain FROM gap)
        SELECT card, chain, count(*) AS n, sum(amount) AS total, array_agg(id) AS ids FROM chain
        GROUP BY card, chain HAVING count(*) > 1`,
  R6c: `SELECT card, month, count(*) AS n, sum(amount) AS total, array_agg(id) AS ids FROM sale WHERE ${CREDIT}
        GROUP BY card, month HAVING count(*) > 5`,
  X1: `SELECT day, count(*) AS n, sum(amount) AS total, array_agg(id) AS ids FROM sale
       WHERE amount BETWEEN 4500000 AND 5000000 GROUP BY day HAVING count(*) >= 3`,
  X10: `WITH e(digit, share) AS (VALUES ${BENFORD}),
        seen AS (SELECT month, CAST(substr(CAST(amount AS text), 1, 1) AS int) AS digit, count(*) AS n FROM sale GROUP BY 1, 2),
        total AS (SELECT month, sum(n) AS n FROM seen GROUP BY month HAVING sum(n) >= 50)
        SELECT t.month, sum(s.n * s.n / (t.n * e.share)) - max(t.n) AS chi
        FROM total t JOIN seen s ON s.month = t.month JOIN e ON e.digit = s.digit
        GROUP BY t.month HAVING floor(1000 * (sum(s.n * s.n / (t.n * e.share)) - max(t.n))) > 15507`,
};

/** What `sale` is in PostgreSQL: of one terminal, straight from the rows. The id is a uuid of ours. */
const saleView = (terminalId) => `
  CREATE OR REPLACE TEMP VIEW sale AS
  SELECT id, local AS sold_at, local::date AS day,
    (extract(year FROM local) * 12 + extract(month FROM local))::int AS month, amount_fen AS amount,
    card_token AS card, card_type
  FROM (SELECT id, occurred_at AT TIME ZONE 'Asia/Shanghai' AS local, amount_fen, card_token, card_type FROM transaction
        WHERE terminal_id = '${terminalId}' AND type = 'purchase' AND status = 'approved' AND currency = 'CNY') AS own`;

module.exports = { RULE_SQL, saleView };
