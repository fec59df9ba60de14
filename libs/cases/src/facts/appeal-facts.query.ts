import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { ScansQuery } from '@thaw/risk';
import type { AppealFact, AppealFacts } from '../domain';
import type { Appeal, Proposal } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';
import { filerOf } from './filer';
import { scanFact } from './scan-facts.query';

@Injectable()
export class AppealFactsQuery implements FactsReader<AppealFacts> {
  constructor(private readonly scans: ScansQuery) {}

  async read({ tx, rows }: FactsAbout): Promise<AppealFacts> {
    const appeals = await rows.appeals();
    const open = appeals.find(({ decidedAt }) => decidedAt === null);
    const last = appeals.findLast(({ decidedAt }) => decidedAt !== null);
    return {
      openAppeal: open ? await this.appealFact(tx, open, await rows.proposals()) : null,
      lastAppeal: last?.decision ? { proposalId: last.proposalId, decision: last.decision } : null,
    };
  }

  private async appealFact(tx: Tx, appeal: Appeal, proposals: readonly Proposal[]): Promise<AppealFact> {
    const appealed = proposals.find(({ id: own }) => own === appeal.proposalId);
    if (!appealed) throw new Error(`appeal ${appeal.id} is against no decision of its case`);
    const { findings } = scanFact(await this.scans.summary(tx, appealed.scanId));
    const { id, round, appealedState, appealedOutcome } = appeal;
    return {
      id,
      round,
      filedBy: filerOf(appeal.openedBy, appeal),
      appealedState,
      appealedOutcome,
      findings,
      measureJoined: await measureJoined(tx, appeal),
    };
  }
}

/** A notice's measure nobody need confirm, and it takes the place of none: one that the desk imposes is the desk's own matter. */
async function measureJoined(tx: Tx, { caseId, openedAt }: Appeal): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `SELECT FROM measure
     WHERE case_id = $1 AND began_at >= $2 AND lifted_at IS NULL AND confirm_by IS NULL AND replaces_id IS NULL
     LIMIT 1`,
    [caseId, openedAt],
  );
  return rows.length > 0;
}
