import { Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { ScansService, type FindingView, type Scan } from '@thaw/risk';
import { IsNull } from 'typeorm';
import { CaseRepository } from './case.repository';
import { weighing, type CaseState } from './domain';
import { Appeal, Proposal, type FreezeCase } from './entities';

/** Where a decision stands, so that what a merchant may answer are its findings and no others. */
const DECIDED: readonly CaseState[] = [
  'upheld',
  'remediating',
  'replacing',
  'restoring',
  'monitoring',
  'terminating',
  'closed',
];

/** Reads the scans of a case and what they found. */
@Injectable()
export class CaseFindings {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly scans: ScansService,
  ) {}

  /**
   * The hits that matter now: of the last scan, or of the scan that an appealed decision rests on. A merchant sees
   * those that weigh, in merchant-safe words; once there is a decision, those that it rests on.
   */
  async findings(
    actor: Actor,
    number: string,
  ): Promise<readonly (FindingView | Readonly<Record<string, unknown>>)[]> {
    return this.database.asActor(actor, async (tx) => {
      const scanId = await this.scanInView(tx, await this.cases.get(tx, number, actor), actor);
      if (scanId === null) return [];
      const findings = await this.scans.findings(tx, scanId);
      if (!isMerchantUser(actor)) return findings;
      return weighing(findings).map(({ id, title, merchantExplanation, from, to }) => ({
        id, title, explanation: merchantExplanation, from, to,
      })); // prettier-ignore
    });
  }

  /** @throws DomainError NOT_FOUND for a scan of another case. */
  async scan(actor: Actor, number: string, scanId: string): Promise<Scan> {
    return this.database.asActor(actor, async (tx) => {
      const { id } = await this.cases.get(tx, number, actor);
      const scan = await this.scans.get(tx, scanId);
      if (scan.caseId !== id) throw new DomainError('NOT_FOUND');
      return scan;
    });
  }

  /** Ids of the transactions behind one of {@link findings}. */
  async findingTransactions(actor: Actor, number: string, findingId: string): Promise<readonly number[]> {
    return this.database.asActor(actor, async (tx) => {
      const scanId = await this.scanInView(tx, await this.cases.get(tx, number, actor), actor);
      if (scanId === null) throw new DomainError('NOT_FOUND');
      return (await this.scans.finding(tx, scanId, findingId)).transactionIds;
    });
  }

  private async scanInView(tx: Tx, { id, state }: FreezeCase, actor: Actor): Promise<string | null> {
    const appeal = await tx.findOneBy(Appeal, { caseId: id, decidedAt: IsNull() });
    if (appeal) return (await tx.findOneByOrFail(Proposal, { id: appeal.proposalId })).scanId;
    if (isMerchantUser(actor) && DECIDED.includes(state)) {
      const decided = await tx.findOne(Proposal, {
        where: { caseId: id, state: 'approved' },
        order: { proposedAt: 'DESC', id: 'DESC' },
      });
      if (decided) return decided.scanId;
    }
    return (await this.scans.latestFinished(tx, id))?.id ?? null;
  }
}
