import { Injectable } from '@nestjs/common';
import { ScansQuery } from '@thaw/risk';
import { IsNull } from 'typeorm';
import type { AppealFacts } from '../domain';
import { Appeal, Proposal } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';
import { scanFact } from './scan-facts.query';

@Injectable()
export class AppealFactsQuery implements FactsReader<AppealFacts> {
  constructor(private readonly scans: ScansQuery) {}

  async read({ tx, freezeCase }: FactsAbout): Promise<AppealFacts> {
    const appeal = await tx.findOneBy(Appeal, { caseId: freezeCase.id, decidedAt: IsNull() });
    if (!appeal) return { openAppeal: null };
    const { scanId } = await tx.findOneByOrFail(Proposal, { id: appeal.proposalId });
    const { findings } = scanFact(await this.scans.summary(tx, scanId));
    const { id, round, appealedState, appealedOutcome } = appeal;
    return { openAppeal: { id, round, appealedState, appealedOutcome, findings } };
  }
}
