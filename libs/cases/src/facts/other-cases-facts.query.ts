import { Injectable } from '@nestjs/common';
import {
  CLASSIFIED_IN,
  UPHOLDING,
  type CaseCounts,
  type OtherCasesFacts,
  type Outcome,
  type ReasonCode,
} from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

const FOUNDED: readonly Outcome[] = ['UR', 'RM', 'RP', 'RL', 'K', 'T', 'B'];
/** That a device broke or a licence ran out says nothing of how somebody trades. */
const OF_NOBODY: readonly ReasonCode[] = ['HARDWARE', 'KYC_EXPIRED'];
/** Of a merchant with very many, the latest. */
const LOOKED_AT = 1_000;

@Injectable()
export class OtherCasesFactsQuery implements FactsReader<OtherCasesFacts> {
  async read({ tx, freezeCase }: FactsAbout): Promise<OtherCasesFacts> {
    const { id, state, terminalId, merchantId, openedAt, beganAnewAt } = freezeCase;
    if (!CLASSIFIED_IN.includes(state)) return { otherCases: null };
    const rows = await tx.query<(CaseCounts & { readonly here: boolean })[]>(COUNTS, [
      ...[merchantId, id, openedAt, terminalId, FOUNDED, UPHOLDING, OF_NOBODY, LOOKED_AT],
    ]);
    const here = rows.find((row) => row.here) ?? NONE;
    const elsewhere = rows.find((row) => !row.here) ?? NONE;
    return {
      otherCases: {
        terminal: { ...counts(here), anew: here.anew + (beganAnewAt === null ? 0 : 1) },
        merchant: sum(counts(here), counts(elsewhere)),
      },
    };
  }
}

const NONE: CaseCounts = { cases: 0, founded: 0, upheld: 0, anew: 0 };

const counts = ({ cases, founded, upheld, anew }: CaseCounts): CaseCounts => ({
  cases,
  founded,
  upheld,
  anew,
});

const sum = (a: CaseCounts, b: CaseCounts): CaseCounts => ({
  cases: a.cases + b.cases,
  founded: a.founded + b.founded,
  upheld: a.upheld + b.upheld,
  anew: a.anew + b.anew,
});

/** A decision counts while it stands: of a case that is decided anew it does not. */
const COUNTS = `
SELECT here, count(*)::int AS cases, count(*) FILTER (WHERE founded)::int AS founded,
       count(*) FILTER (WHERE founded AND outcome = ANY($6))::int AS upheld, count(*) FILTER (WHERE anew)::int AS anew
FROM (
  SELECT c.terminal_id = $4 AS here, c.outcome, c.began_anew_at IS NOT NULL AS anew,
         coalesce(c.outcome = ANY($5) AND c.reason_code <> ALL($7) AND c.state NOT IN
           ('reported', 'investigating', 'awaiting_merchant', 'reviewing', 'pending_approval', 'appealing'), false) AS founded
  FROM freeze_case c
  WHERE c.merchant_id = $1 AND c.id <> $2 AND c.opened_at > $3::timestamptz - interval '2 years'
    AND coalesce(c.resolution, '') NOT IN ('not_frozen', 'duplicate', 'withdrawn')
  ORDER BY c.opened_at DESC, c.id DESC LIMIT $8
) AS other GROUP BY here`;
