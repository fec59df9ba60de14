import { Injectable } from '@nestjs/common';
import type { Actor, Bilingual } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { RuleSetEvent } from '../rule-sets/rule-set-event.entity';
import { RuleSetRepository } from '../rule-sets/rule-set.repository';
import { RULES } from '../rules';

/** The latest so many scans are compared: enough to judge a set by, and a bound to what reading costs. */
const SCANS_COMPARED = 1_000;

export interface ShadowRuleView {
  readonly rule: string;
  readonly title: Bilingual;
  /** In how many of the scans it fired, and how many findings it has in them all: in shadow and under the active set. */
  readonly shadowScans: number;
  readonly shadowFindings: number;
  readonly activeScans: number;
  readonly activeFindings: number;
}

export interface ShadowView {
  /** When it last began to run in shadow; null: never. */
  readonly since: Date | null;
  /** The latest 1,000 of them at most. */
  readonly scans: number;
  /** Means over those scans; null where there are none. */
  readonly shadowScore: number | null;
  readonly activeScore: number | null;
  /** Those that fired under either set. */
  readonly rules: readonly ShadowRuleView[];
}

interface RuleRow {
  readonly rule: string;
  readonly scans: number;
  readonly findings: number;
}

/** Reads what sets found in shadow, beside what the active set found in the same scans. */
@Injectable()
export class ShadowsQuery {
  constructor(
    private readonly database: Database,
    private readonly sets: RuleSetRepository,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async get(actor: Actor, number: number): Promise<ShadowView> {
    return this.database.asActor(actor, async (tx) => {
      await this.sets.active(tx);
      const { id } = await this.sets.byNumber(tx, number);
      const started = await tx.findOne(RuleSetEvent, {
        where: { ruleSetId: id, type: 'shadow_started' },
        order: { version: 'DESC' },
      });
      if (!started) return { since: null, scans: 0, shadowScore: null, activeScore: null, rules: [] };
      return { since: started.at, ...(await compared(tx, id, started.at)) };
    });
  }
}

async function compared(tx: Tx, setId: string, since: Date): Promise<Omit<ShadowView, 'since'>> {
  // What a scan runs is fixed when it is asked for: one from before may have run the set as it was then.
  const latest = `WITH latest AS (
    SELECT r.scan_id, r.score, r.parts FROM shadow_result r JOIN scan s ON s.id = r.scan_id
    WHERE r.rule_set_id = $1 AND r.finished_at >= $2 AND s.created_at >= $2
    ORDER BY r.finished_at DESC LIMIT ${SCANS_COMPARED})`;
  const [means] = await tx.query<[{ scans: number; shadow: number | null; active: number | null }]>(
    `${latest} SELECT count(*)::int AS scans, avg(l.score)::float8 AS shadow, avg(s.score)::float8 AS active
     FROM latest l JOIN scan s ON s.id = l.scan_id`,
    [setId, since],
  );
  const shadow = await tx.query<RuleRow[]>(
    `${latest} SELECT p.rule, count(*)::int AS scans, sum(p.findings)::int AS findings
     FROM latest, jsonb_to_recordset(parts) AS p (rule text, findings int) GROUP BY p.rule`,
    [setId, since],
  );
  const active = await tx.query<RuleRow[]>(
    `${latest} SELECT f.rule, count(DISTINCT f.scan_id)::int AS scans, count(*)::int AS findings
     FROM finding f WHERE f.scan_id IN (SELECT scan_id FROM latest) GROUP BY f.rule`,
    [setId, since],
  );
  return {
    scans: means.scans,
    shadowScore: means.shadow,
    activeScore: means.active,
    rules: RULES.flatMap(({ code, title }) => {
      const [one, other] = [rowOf(shadow, code), rowOf(active, code)];
      if (!one && !other) return [];
      return {
        rule: code,
        title,
        shadowScans: one?.scans ?? 0,
        shadowFindings: one?.findings ?? 0,
        activeScans: other?.scans ?? 0,
        activeFindings: other?.findings ?? 0,
      };
    }),
  };
}

const rowOf = (rows: readonly RuleRow[], code: string): RuleRow | undefined =>
  rows.find(({ rule }) => rule === code);
