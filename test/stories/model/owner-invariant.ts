/**
 * Who has the next step, by the state of the case: `$1` is the desk's time. A queue stands for the agents who work it; a
 * clock that runs stands for what it will do or tell; a command under way for the terminal system.
 */
const running = (kind: string): string =>
  `EXISTS (SELECT 1 FROM case_clock k WHERE k.case_id = c.id AND k.kind = '${kind}' AND k.stopped_at IS NULL)`;
const AGENTS = '(c.queue IS NOT NULL OR c.owner_id IS NOT NULL)';
const HOLD = 'EXISTS (SELECT 1 FROM authority_hold h WHERE h.case_id = c.id AND h.released_at IS NULL)';
const COMING_BACK = `EXISTS (SELECT 1 FROM replacement r WHERE r.case_id = c.id AND r.state = 'compensating')`;
/** Longer than a sweep leaves an appeal of the last moment to go first. */
const GRACE = `interval '15 minutes'`;

const OWNED: { readonly [state: string]: string } = {
  // Whoever triages: it is in nobody's queue yet, and in every agent's list.
  reported: `c.reason_code IS NULL AND c.outcome IS NULL AND ${running('triage')}`,
  investigating: `c.reason_code IS NOT NULL AND ${AGENTS} AND ${running('decision')}`,
  reviewing: `c.reason_code IS NOT NULL AND ${AGENTS} AND ${running('decision')}`,
  // The merchant, as long as the time to answer runs; then the clock.
  awaiting_merchant: `${running('evidence')} AND EXISTS (SELECT 1 FROM evidence_request r
    WHERE r.case_id = c.id AND r.closed_at IS NULL)`,
  // A supervisor who did not propose.
  pending_approval: `${running('decision')} AND EXISTS (SELECT 1 FROM proposal p
    JOIN user_role u ON u.role = 'supervisor' AND u.user_id <> p.proposed_by
    WHERE p.case_id = c.id AND p.state = 'pending')`,
  // The merchant, until the letter is opened and the window has passed; then the clock. Of K the authority.
  upheld: `CASE c.outcome WHEN 'K' THEN ${HOLD}
    ELSE ${HOLD} OR ${COMING_BACK} OR (c.appeal_until > $1::timestamptz - ${GRACE} OR (c.appeal_until IS NULL
      AND EXISTS (SELECT 1 FROM notification n WHERE n.case_id = c.id AND n.recipient_kind = 'merchant'
        AND n.template IN ('decision_letter', 'appeal_letter') AND n.delivered_at IS NULL))) END`,
  remediating: `${running('fix')} AND EXISTS (SELECT 1 FROM remediation r WHERE r.case_id = c.id AND r.ended_at IS NULL)`,
  replacing: `${running('fix')} AND EXISTS (SELECT 1 FROM remediation r WHERE r.case_id = c.id AND r.ended_at IS NULL)`,
  appealing: `${running('appeal_reply')} AND EXISTS (SELECT 1 FROM appeal a WHERE a.case_id = c.id AND a.decided_at IS NULL)`,
  // The terminal system; where it failed, the agents, who were told.
  restoring: `${running('restore')} AND (${COMING_BACK} OR EXISTS (SELECT 1 FROM gateway_command g WHERE g.case_id = c.id
    AND g.purpose = 'restore' AND g.closed_at IS NULL AND (g.state IN ('pending', 'sent') OR (g.state = 'failed' AND ${AGENTS}))))`,
  // The watch; once it is over, whoever must answer its hits.
  monitoring: `${running('watch')} AND c.watch_until IS NOT NULL AND (c.watch_until > $1::timestamptz - ${GRACE} OR ${COMING_BACK}
    OR EXISTS (SELECT 1 FROM watch_hit h WHERE h.case_id = c.id AND h.answer IS NULL))`,
  terminating: `${AGENTS} AND c.outcome IN ('T', 'B')`,
  closed: 'c.resolution IS NOT NULL AND c.closed_at IS NOT NULL',
};

const cases = Object.entries(OWNED).map(([state, owned]) => `WHEN '${state}' THEN ${owned}`);

export const OWNER = `SELECT c.id, c.state || ' ' || coalesce(c.outcome, '–') AS breach FROM freeze_case c
  WHERE (CASE c.state ${cases.join('\n')} ELSE false END) IS NOT TRUE`;
