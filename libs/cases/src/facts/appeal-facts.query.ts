import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { ScansQuery } from '@thaw/risk';
import type { AppealFact, AppealFacts } from '../domain';
import { Appeal, Proposal } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';
import { filerOf } from './filer';
import { scanFact } from './scan-facts.query';

@Injectable()
export class AppealFactsQuery implements FactsReader<AppealFacts> {
  constructor(private readonly scans: ScansQuery) {}

  async read({ tx, freezeCase }: FactsAbout): Promise<AppealFacts> {
    const appeals = await tx.find(Appeal, {
      where: { caseId: freezeCase.id },
      order: { openedAt: 'ASC', id: 'ASC' },
    });
    const open = appeals.find(({ decidedAt }) => decidedAt === null);
    const last = appeals.findLast(({ decidedAt }) => decidedAt !== null);
    return {
      openAppeal: open ? await this.appealFact(tx, open) : null,
      lastAppeal: last?.decision ? { proposalId: last.proposalId, decision: last.decision } : null,
    };
  }

  private async appealFact(tx: Tx, appeal: Appeal): Promise<AppealFact> {
    const { scanId } = await tx.findOneByOrFail(Proposal, { id: appeal.proposalId });
    const { findings } = scanFact(await this.scans.summary(tx, scanId));
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
