import { Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor, type Page } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { badCursor } from '@thaw/registry';
import { ScansQuery, type FindingView } from '@thaw/risk';
import { HistoriesQuery, TransactionsQuery, type TransactionView } from '@thaw/transactions';
import { CaseRepository } from './case.repository';
import { weighing } from './domain';
import { recordLook } from './record-look';
import { ScanInView } from './facts/scan-in-view.query';
import { merchantFinding, type MerchantFinding } from './views/merchant-finding.view';

/** What is behind a finding, of which a part may be held no more. */
interface Behind {
  readonly terminalId: string;
  readonly from: Date;
  readonly to: Date;
  readonly ids: readonly number[];
  /** A time before which its transactions are no longer held: old years have been dropped since. */
  readonly droppedBefore: Date | null;
}

/** The hits of a case, and the transactions behind each. */
@Injectable()
export class CaseFindings {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly scanInView: ScanInView,
    private readonly scans: ScansQuery,
    private readonly histories: HistoriesQuery,
    private readonly transactions: TransactionsQuery,
  ) {}

  /**
   * The hits that matter now: of the last scan, or of the scan that an appealed decision rests on. A merchant sees
   * those that weigh, in merchant-safe words; once there is a decision, those that it rests on.
   */
  async of(actor: Actor, number: string): Promise<readonly FindingView[] | readonly MerchantFinding[]> {
    return this.database.asActor(actor, async (tx) => {
      const freezeCase = await this.cases.get(tx, number, actor);
      const scanId = await this.scanInView.of(tx, freezeCase, actor);
      if (scanId === null) return [];
      await recordLook(tx, actor, freezeCase.id, 'finding');
      const findings = await this.scans.findings(tx, scanId);
      return isMerchantUser(actor) ? weighing(findings).map(merchantFinding) : findings;
    });
  }

  /** Ids of the transactions behind one of them, in the order of time. */
  async transactionIds(
    actor: Actor,
    number: string,
    findingId: string,
  ): Promise<{ readonly items: readonly number[]; readonly droppedBefore: Date | null }> {
    return this.database.asActor(actor, async (tx) => {
      const { ids, droppedBefore } = await this.behind(tx, actor, number, findingId);
      return { items: ids, droppedBefore };
    });
  }

  /**
   * The transactions behind one of them, a page at a time: one finding may hold a shop's whole month.
   * @throws DomainError INVALID_REQUEST for a cursor that is none of ours.
   */
  async sales(
    actor: Actor,
    number: string,
    findingId: string,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Page<TransactionView> & Pick<Behind, 'droppedBefore'>> {
    if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) throw badCursor();
    const begin = Number(cursor ?? 0);
    return this.database.asActor(actor, async (tx) => {
      const { terminalId, from, to, ids, droppedBefore } = await this.behind(tx, actor, number, findingId);
      const end = begin + limit;
      const items = await this.transactions.transactionsByIds(
        tx,
        terminalId,
        from,
        to,
        ids.slice(begin, end),
      );
      return { items, next: end < ids.length ? String(end) : null, droppedBefore };
    });
  }

  private async behind(tx: Tx, actor: Actor, number: string, findingId: string): Promise<Behind> {
    const freezeCase = await this.cases.get(tx, number, actor);
    const scanId = await this.scanInView.of(tx, freezeCase, actor);
    if (scanId === null) throw new DomainError('NOT_FOUND');
    await recordLook(tx, actor, freezeCase.id, 'transaction');
    const { transactionIds, from, to } = await this.scans.finding(tx, scanId, findingId);
    const before = await this.histories.droppedBefore(tx);
    return {
      ...{ terminalId: freezeCase.terminalId, from, to, ids: transactionIds },
      droppedBefore: before && from < before ? before : null,
    };
  }
}
