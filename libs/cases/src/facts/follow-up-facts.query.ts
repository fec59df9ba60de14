import { Injectable } from '@nestjs/common';
import type { FollowUpFacts } from '../domain';
import { CaseFollowUp } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class FollowUpFactsQuery implements FactsReader<FollowUpFacts> {
  async read({ tx, freezeCase: { id: caseId }, actor }: FactsAbout): Promise<FollowUpFacts> {
    if (actor.kind !== 'user' || actor.merchantId !== null) return { followUp: null };
    const found = await tx.findOneBy(CaseFollowUp, { caseId, userId: actor.userId });
    return { followUp: found && { dueAt: found.dueAt } };
  }
}
