import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import { RETENTION_CLASSES, closedBefore, keptUntil, yearsOf, type RetentionClass } from './schedule';

/** What keeps a case past its time. */
export type Keeper = 'authority' | 'legal' | 'appeal';

export interface RetentionLine {
  readonly class: RetentionClass;
  readonly years: number;
  /** Whatever was closed earlier is over, unless something keeps it. */
  readonly before: Date;
  /** Cases that the next run erases. */
  readonly due: number;
  /** Numbers of the oldest of them. */
  readonly first: readonly string[];
  readonly kept: Readonly<Record<Keeper, number>>;
  /** Erased so far. */
  readonly erased: number;
  /** When the next one comes of age; null where no closed case waits. */
  readonly next: Date | null;
}

export interface DueCase {
  readonly id: string;
  readonly number: string;
}

const FIRST = 10;

/** Which cases are over, and what keeps those that are. */
@Injectable()
export class RetentionQuery {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'retention'>) {}

  async report(tx: Tx, now: Date): Promise<readonly RetentionLine[]> {
    const years = yearsOf(this.config);
    const lines: RetentionLine[] = [];
    for (const of of RETENTION_CLASSES) lines.push(await this.line(tx, of, years[of], now));
    return lines;
  }

  /** Of those that nothing keeps, the oldest first. */
  due(tx: Tx, of: RetentionClass, now: Date, limit: number): Promise<DueCase[]> {
    const before = closedBefore(now, yearsOf(this.config)[of]);
    return tx.query<DueCase[]>(
      `SELECT id, number FROM (${over(of)}) o WHERE keeper IS NULL ORDER BY closed_at, id LIMIT $3`,
      [before, now, limit],
    );
  }

  private async line(tx: Tx, of: RetentionClass, years: number, now: Date): Promise<RetentionLine> {
    const before = closedBefore(now, years);
    const counts = await tx.query<{ keeper: Keeper | null; count: number }[]>(
      `SELECT keeper, count(*)::int AS count FROM (${over(of)}) o GROUP BY keeper`,
      [before, now],
    );
    const countOf = (keeper: Keeper | null): number =>
      counts.find((row) => row.keeper === keeper)?.count ?? 0;
    const [rest] = await tx.query<{ erased: number; closed_at: Date | null }[]>(
      `SELECT (SELECT count(*)::int FROM case_erasure WHERE class = $1) AS erased,
         (SELECT min(closed_at) FROM freeze_case WHERE closed_at >= $2) AS closed_at`,
      [of, before],
    );
    const first = await this.due(tx, of, now, FIRST);
    return {
      class: of,
      years,
      before,
      due: countOf(null),
      first: first.map(({ number }) => number),
      kept: { authority: countOf('authority'), legal: countOf('legal'), appeal: countOf('appeal') },
      erased: rest?.erased ?? 0,
      next: rest?.closed_at ? keptUntil(rest.closed_at, years) : null,
    };
  }
}

const LEFT: Readonly<Record<RetentionClass, string>> = {
  case_records: `NOT EXISTS (SELECT FROM case_erasure e WHERE e.case_id = c.id AND e.class = 'case_records')`,
  slips: `NOT EXISTS (SELECT FROM case_erasure e WHERE e.case_id = c.id)
    AND EXISTS (SELECT FROM evidence_item i WHERE i.case_id = c.id AND i.code = 'E01')`,
};

/** $1: closed before; $2: now. */
const over = (of: RetentionClass): string => `
SELECT c.id, c.number, c.closed_at, CASE
    WHEN EXISTS (SELECT FROM authority_hold h WHERE h.case_id = c.id AND h.released_at IS NULL) THEN 'authority'
    WHEN EXISTS (SELECT FROM legal_hold h WHERE h.case_id = c.id AND h.released_at IS NULL) THEN 'legal'
    WHEN c.appeal_until > $2 THEN 'appeal' END AS keeper
FROM freeze_case c WHERE c.state = 'closed' AND c.closed_at < $1 AND ${LEFT[of]}`;
