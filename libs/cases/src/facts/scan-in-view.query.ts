import { Injectable } from '@nestjs/common';
import { isMerchantUser, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { ScansQuery } from '@thaw/risk';
import { IsNull } from 'typeorm';
import { DECIDED_STATES } from '../domain';
import { Appeal, Proposal, type FreezeCase } from '../entities';

@Injectable()
export class ScanInView {
  constructor(private readonly scans: ScansQuery) {}

  /**
   * The scan whose hits count: the one that an appealed decision rests on; for a merchant whose case is decided, the
   * one of the decision, since those hits an appeal has to answer; else the last one.
   */
  async of(tx: Tx, { id, state }: FreezeCase, actor: Actor): Promise<string | null> {
    const appeal = await tx.findOneBy(Appeal, { caseId: id, decidedAt: IsNull() });
    if (appeal) return (await tx.findOneByOrFail(Proposal, { id: appeal.proposalId })).scanId;
    if (isMerchantUser(actor) && DECIDED_STATES.includes(state)) {
      const decided = await tx.findOne(Proposal, {
        where: { caseId: id, state: 'approved' },
        order: { seq: 'DESC' },
      });
      if (decided) return decided.scanId;
    }
    return (await this.scans.latestFinished(tx, id))?.id ?? null;
  }
}
