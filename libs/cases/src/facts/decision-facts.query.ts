import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { ScansQuery } from '@thaw/risk';
import { IsNull } from 'typeorm';
import type { DecisionFacts, ProposalFact } from '../domain';
import { Objection, type Proposal } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';
import { filerOf } from './filer';
import { scanFact } from './scan-facts.query';

@Injectable()
export class DecisionFactsQuery implements FactsReader<DecisionFacts> {
  constructor(private readonly scans: ScansQuery) {}

  async read({ tx, rows, freezeCase: { id } }: FactsAbout): Promise<DecisionFacts> {
    const proposals = await rows.proposals();
    const pending = proposals.find(({ state }) => state === 'pending');
    const approved = proposals.findLast(({ state }) => state === 'approved');
    const objection = await tx.findOneBy(Objection, {
      caseId: id,
      answeredBy: IsNull(),
      dismissalReply: IsNull(),
    });
    return {
      pendingProposal: pending ? await this.proposalFact(tx, pending) : null,
      approvedProposal: approved ? await this.proposalFact(tx, approved) : null,
      openObjection: objection && {
        id: objection.id,
        filedBy: filerOf(objection.objectedBy, objection),
      },
    };
  }

  private async proposalFact(tx: Tx, proposal: Proposal): Promise<ProposalFact> {
    const { findings } = scanFact(await this.scans.summary(tx, proposal.scanId));
    const { id, outcome, proposedBy, fingerprint, measuresAfter, answersObjection, objectionReply } =
      proposal;
    return {
      id,
      outcome,
      proposedBy,
      fingerprint,
      measuresAfter,
      answersObjection,
      objectionReply,
      findings,
    };
  }
}
