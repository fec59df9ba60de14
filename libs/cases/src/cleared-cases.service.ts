import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { BaseRatesService, type ClearedCaseRate } from '@thaw/risk';
import { RULES } from '@thaw/risk/rules';

const WORKER = systemActor('worker');
/** Fewer say too little of a rule. */
const CASES_NEEDED = 50;
/** No more are looked at: the latest, which is a bound to what it costs, too. */
const CASES_LOOKED_AT = 2_000;

/**
 * What the desk's own cases say of its rules: how often each fired where the case was closed as unfounded (outcome U, no
 * restriction left). Such a case had been frozen for a reason, so its terminal is not ordinary as a simulated shop is: the
 * two figures stand beside each other and are never mixed.
 */
@Injectable()
export class ClearedCases {
  constructor(
    private readonly database: Database,
    private readonly rates: BaseRatesService,
  ) {}

  /** The sweep. @returns of how many rules, with parameters and fee profile, there are cases enough. */
  async measureRules(): Promise<number> {
    return this.database.asActor(WORKER, async (tx) => {
      const rates = await tx.query<ClearedCaseRate[]>(CLEARED, [
        CASES_LOOKED_AT,
        CASES_NEEDED,
        JSON.stringify(Object.fromEntries(RULES.map(({ code, needs = [] }) => [code, needs]))),
      ]);
      await this.rates.keepCleared(tx, rates);
      return rates.length;
    });
  }
}

/** Of each case its last finished scan; of each scan the rules that had the facts which they need. */
const CLEARED = `
WITH cleared AS (
  SELECT id FROM freeze_case WHERE state = 'closed' AND outcome = 'U' ORDER BY opened_at DESC, id DESC LIMIT $1
), scanned AS (
  SELECT DISTINCT ON (s.case_id) s.id, s.rules, s.facts FROM scan s JOIN cleared c ON c.id = s.case_id
  WHERE s.state = 'finished' ORDER BY s.case_id, s.seq DESC
), ran AS (
  SELECT s.id, s.facts->>'feeProfile' AS fee_profile, r.code, r.version, r.parameters
  FROM scanned s, jsonb_to_recordset(s.rules) AS r (code text, version int, parameters jsonb)
  WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text($3::jsonb -> r.code) AS needed (fact)
                    WHERE coalesce(s.facts -> needed.fact, 'null') = 'null')
), found AS (
  SELECT scan_id, rule, count(*)::int AS findings FROM finding WHERE scan_id IN (SELECT id FROM scanned) GROUP BY 1, 2
)
SELECT ran.code AS rule, ran.version AS "ruleVersion", ran.parameters, ran.fee_profile AS "feeProfile",
       count(*)::int AS size, count(found.findings)::int AS fired, coalesce(sum(found.findings), 0)::int AS findings
FROM ran LEFT JOIN found ON found.scan_id = ran.id AND found.rule = ran.code
GROUP BY 1, 2, 3, 4 HAVING count(*) >= $2`;
