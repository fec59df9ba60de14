import type { FigureCode, Grouping } from './figures';

/** The column of a case {@link placed} that a grouping reads: never a word of the caller's. */
const GROUP_OF: { readonly [grouping in Grouping]: string } = {
  all: `'all'::text`,
  queue: 'c.queue',
  reason: 'c.reason_code',
  sla_class: 'c.sla_class',
};

/**
 * All figures take $1 and $2, the first instant of the period and the first after it, and give rows of grp, part, count, of,
 * median and ninth_tenth. @param seen keeps to what whoever asks sees: a condition on a case `c`.
 */
export type FigureSql = (grouping: Grouping, seen: string) => string;

/**
 * The case as it was at an instant, `c`: in the queue, under the reason and in the class of then. What was before a case
 * was put in any queue counts for the first that it came to.
 */
const placed = (caseId: string, at: string): string => `
    CROSS JOIN LATERAL (
      SELECT own.id, own.terminal_id, own.merchant_id, own.owner_id, own.outcome,
             CASE WHEN p.case_id IS NULL THEN own.queue ELSE p.queue END AS queue,
             CASE WHEN p.case_id IS NULL THEN own.reason_code ELSE p.reason_code END AS reason_code,
             CASE WHEN p.case_id IS NULL THEN own.sla_class ELSE p.sla_class END AS sla_class
      FROM freeze_case own
      LEFT JOIN LATERAL (
        SELECT * FROM (
          (SELECT 1 AS choice, q.* FROM case_placing q WHERE q.case_id = own.id AND q.at <= ${at} ORDER BY q.at DESC, q.id DESC LIMIT 1)
          UNION ALL
          (SELECT 2 AS choice, q.* FROM case_placing q WHERE q.case_id = own.id AND q.at > ${at} ORDER BY q.at, q.id LIMIT 1)
        ) either ORDER BY choice LIMIT 1
      ) p ON true
      WHERE own.id = ${caseId}
    ) c`;

const NO_PART = 'NULL::text AS part';
const NO_TIMES = 'NULL::bigint AS median, NULL::bigint AS ninth_tenth';
const times = (ms: string): string =>
  `round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ${ms}))::bigint AS median,
   round(percentile_cont(0.9) WITHIN GROUP (ORDER BY ${ms}))::bigint AS ninth_tenth`;
const ms = (from: string, to: string): string => `(extract(epoch FROM ${to} - ${from}) * 1000)`;

/** What the merchant hears of the desk, by persons: a reminder or a letter of a clock is no answer. */
const ANSWERS = `(e.type IN ('request_evidence', 'approved', 'dismissed')
                  OR (e.type = 'message_sent' AND e.data ->> 'fromMerchant' = 'false'))`;

/** Where a freeze begins, be it by a further notice. One that stands since before an appeal goes on through it. */
const BEGINS = `(b.type IN ('opened', 'refrozen', 'reopened')
                 OR (b.from_state IN ('monitoring', 'closed') AND b.to_state = 'investigating'))`;

/** Every freeze that had not ended before the period: from when, until when, and how it ended. */
const FREEZES = `
  SELECT b.case_id, b.type, b.at AS began, done.at AS ended, done.to_state AS ended_as
  FROM case_event b
  LEFT JOIN LATERAL (
    SELECT e.at, e.to_state FROM case_event e
    WHERE e.case_id = b.case_id AND e.seq > b.seq AND e.to_state IN ('monitoring', 'closed')
      AND e.from_state IS DISTINCT FROM e.to_state
    ORDER BY e.seq LIMIT 1
  ) done ON true
  WHERE ${BEGINS} AND b.at < $2 AND (done.at IS NULL OR done.at > $1)`;

/** Where a freeze of the period stands for: at its end, or at the period's. */
const ENDS = 'least(coalesce(f.ended, $2), $2)';

/** Cases that were open at the end: opened before, and not closed since they last opened. */
const OPEN_AT_END = `
  SELECT o.case_id, o.at FROM case_event o
  WHERE o.type = 'opened' AND o.at < $2 AND (
    SELECT e.to_state FROM case_event e WHERE e.case_id = o.case_id AND e.at < $2 ORDER BY e.seq DESC LIMIT 1
  ) <> 'closed'`;

const DECIDED_APPEALS = `
  SELECT a.case_id, a.decided_at, a.proposal_id, (a.decision <> 'upheld') AS overturned FROM appeal a
  WHERE a.decided_at >= $1 AND a.decided_at < $2`;

/**
 * Whether a clock that stopped had a breach that stood: the last that happened to it before was no taking back. Another target
 * takes a breach back only where it leaves time.
 */
const STOPPED_CLOCKS = `
  SELECT s.case_id, s.at, s.clock, coalesce(last.does = 'overdue', false) AS overdue
  FROM (
    SELECT e.case_id, e.seq, e.at, change ->> 'clock' AS clock
    FROM case_event e, jsonb_array_elements(e.data -> 'clocks') change
    WHERE e.at >= $1 AND e.at < $2 AND e.data ? 'clocks' AND change ->> 'does' = 'stop'
  ) s
  LEFT JOIN LATERAL (
    SELECT change ->> 'does' AS does
    FROM case_event e, jsonb_array_elements(e.data -> 'clocks') WITH ORDINALITY AS each(change, place)
    WHERE e.case_id = s.case_id AND e.seq <= s.seq AND e.data ? 'clocks' AND change ->> 'clock' = s.clock
      AND (change ->> 'does' IN ('start', 'overdue', 'clear_overdue', 'extend')
           OR (change ->> 'does' = 'retarget'
             AND coalesce(e.data ->> 'dueAt', e.data ->> 'decisionDueAt')::timestamptz > e.at)
           OR (change ->> 'does' = 'reckon' AND change ->> 'restarts' = 'true'))
    ORDER BY e.seq DESC, place DESC LIMIT 1
  ) last ON true`;

export const FIGURE_SQL: { readonly [code in FigureCode]: FigureSql } = {
  opened: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) AS count, NULL::bigint AS of, ${NO_TIMES}
    FROM case_event e ${placed('e.case_id', 'e.at')}
    WHERE e.type = 'opened' AND e.at >= $1 AND e.at < $2 AND ${seen} GROUP BY 1`,

  open_cases: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) AS count, NULL::bigint AS of, ${NO_TIMES}
    FROM (${OPEN_AT_END}) o ${placed('o.case_id', '$2')} WHERE $1::timestamptz IS NOT NULL AND ${seen} GROUP BY 1`,

  open_age: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) AS count, count(*) AS of, ${times(ms('o.at', '$2'))}
    FROM (${OPEN_AT_END}) o ${placed('o.case_id', '$2')} WHERE $1::timestamptz IS NOT NULL AND ${seen} GROUP BY 1`,

  first_answer: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) AS count, count(*) AS of, ${times(ms('o.at', 'answer.at'))}
    FROM case_event o
    CROSS JOIN LATERAL (
      SELECT e.at FROM case_event e
      WHERE e.case_id = o.case_id AND e.persona IN ('agent', 'supervisor', 'reviewer') AND ${ANSWERS}
      ORDER BY e.seq LIMIT 1
    ) answer ${placed('o.case_id', 'answer.at')}
    WHERE o.type = 'opened' AND o.at >= $1 AND o.at < $2 AND ${seen} GROUP BY 1`,

  unfreeze: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) AS count, count(*) AS of, ${times(ms('f.began', 'f.ended'))}
    FROM (${FREEZES}) f ${placed('f.case_id', 'f.ended')}
    WHERE f.ended_as = 'monitoring' AND f.ended >= $1 AND f.ended < $2 AND ${seen} GROUP BY 1`,

  frozen_hours: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART},
           round(sum(extract(epoch FROM least(coalesce(f.ended, $2), $2) - greatest(f.began, $1))) / 3600)::bigint AS count,
           NULL::bigint AS of, ${NO_TIMES}
    FROM (${FREEZES}) f ${placed('f.case_id', ENDS)} WHERE ${seen} GROUP BY 1`,

  turnover_held: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART},
           coalesce(round(sum(before.fen * extract(epoch FROM least(coalesce(f.ended, $2), $2) - greatest(f.began, $1))
                              / (28 * 86400))), 0)::bigint AS count,
           NULL::bigint AS of, ${NO_TIMES}
    FROM (${FREEZES}) f ${placed('f.case_id', ENDS)} JOIN terminal t ON t.id = c.terminal_id
    CROSS JOIN LATERAL (
      SELECT sum(x.amount_fen) AS fen FROM transaction x
      WHERE x.terminal_id = c.terminal_id AND x.occurred_at >= f.began - interval '28 days' AND x.occurred_at < f.began
        AND x.type = 'purchase' AND x.status = 'approved' AND x.currency = t.currency
    ) before
    WHERE ${seen} GROUP BY 1`,

  deadlines_met: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, s.clock AS part, count(*) FILTER (WHERE NOT s.overdue) AS count, count(*) AS of, ${NO_TIMES}
    FROM (${STOPPED_CLOCKS}) s ${placed('s.case_id', 's.at')} WHERE ${seen} GROUP BY 1, 2`,

  overturned: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) FILTER (WHERE a.overturned) AS count, count(*) AS of, ${NO_TIMES}
    FROM (${DECIDED_APPEALS}) a ${placed('a.case_id', 'a.decided_at')} WHERE ${seen} GROUP BY 1`,

  overturned_by_rule: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, f.rule AS part, count(*) FILTER (WHERE a.overturned) AS count, count(*) AS of, ${NO_TIMES}
    FROM (${DECIDED_APPEALS}) a JOIN proposal p ON p.id = a.proposal_id ${placed('a.case_id', 'a.decided_at')}
    CROSS JOIN LATERAL (SELECT DISTINCT rule FROM finding WHERE scan_id = p.scan_id AND weight > 0) f
    WHERE ${seen} GROUP BY 1, 2`,

  overturned_by_agent: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, max(u.display_name) AS part, count(*) FILTER (WHERE a.overturned) AS count, count(*) AS of, ${NO_TIMES}
    FROM (${DECIDED_APPEALS}) a JOIN proposal p ON p.id = a.proposal_id JOIN app_user u ON u.id = p.proposed_by
    ${placed('a.case_id', 'a.decided_at')}
    WHERE ${seen} GROUP BY 1, u.id`,

  false_freezes: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART},
           count(*) FILTER (WHERE e.data ->> 'as' = 'not_frozen' OR (e.type <> 'dismissed' AND c.outcome = 'U')) AS count,
           count(*) AS of, ${NO_TIMES}
    FROM case_event e ${placed('e.case_id', 'e.at')}
    WHERE e.to_state = 'closed' AND e.from_state <> 'closed' AND e.at >= $1 AND e.at < $2
      AND coalesce(e.data ->> 'as', '') NOT IN ('duplicate', 'withdrawn') AND ${seen}
    GROUP BY 1`,

  repeat_freezes: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) FILTER (WHERE EXISTS (
             SELECT 1 FROM freeze_case other JOIN case_event e ON e.case_id = other.id
             WHERE other.terminal_id = c.terminal_id AND e.to_state = 'monitoring' AND e.from_state <> 'monitoring'
               AND e.at < b.at AND e.at >= b.at - interval '90 days'
           )) AS count, count(*) AS of, ${NO_TIMES}
    FROM case_event b ${placed('b.case_id', 'b.at')}
    WHERE ${BEGINS} AND b.at >= $1 AND b.at < $2 AND ${seen} GROUP BY 1`,

  evidence_rejected: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, e.data ->> 'code' AS part, count(*) FILTER (WHERE e.type = 'evidence_rejected') AS count,
           count(*) AS of, ${NO_TIMES}
    FROM case_event e ${placed('e.case_id', 'e.at')}
    WHERE e.type IN ('evidence_accepted', 'evidence_rejected') AND e.at >= $1 AND e.at < $2 AND ${seen} GROUP BY 1, 2`,

  quality: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, sum(mark.value::int) AS count, sum(5) AS of, ${NO_TIMES}
    FROM quality_review r JOIN quality_sample s ON s.id = r.sample_id ${placed('s.case_id', 's.drawn_at')}
    CROSS JOIN LATERAL jsonb_each_text(r.marks) AS mark
    WHERE r.reviewed_at >= $1 AND r.reviewed_at < $2 AND mark.value IS NOT NULL AND ${seen} GROUP BY 1`,

  quality_returned: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) FILTER (WHERE r.returned) AS count, count(*) AS of, ${NO_TIMES}
    FROM quality_review r JOIN quality_sample s ON s.id = r.sample_id ${placed('s.case_id', 's.drawn_at')}
    WHERE r.reviewed_at >= $1 AND r.reviewed_at < $2 AND ${seen} GROUP BY 1`,

  satisfaction: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, sum(a.mark) AS count, sum(5) AS of, ${NO_TIMES}
    FROM satisfaction a ${placed('a.case_id', 'a.answered_at')}
    WHERE a.answered_at >= $1 AND a.answered_at < $2 AND ${seen} GROUP BY 1`,

  satisfaction_answered: (by, seen) => `
    SELECT ${GROUP_OF[by]} AS grp, ${NO_PART}, count(*) FILTER (WHERE a.answered_at IS NOT NULL) AS count, count(*) AS of, ${NO_TIMES}
    FROM satisfaction a ${placed('a.case_id', 'a.asked_at')}
    WHERE a.asked_at >= $1 AND a.asked_at < $2 AND ${seen} GROUP BY 1`,
};
