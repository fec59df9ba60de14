import { Injectable } from '@nestjs/common';
import { DomainError, type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { ScanReplays, ScansQuery, type Scan, type ScanReplay, type ScanView } from '@thaw/risk';
import { CaseRepository } from './case.repository';

/** The scans of a case: read, and run again to see that they hold. None of it changes the case, be it closed or not. */
@Injectable()
export class CaseScans {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly scans: ScansQuery,
    private readonly replaysOfScans: ScanReplays,
  ) {}

  /** @throws DomainError NOT_FOUND for a scan of another case. */
  async scan(actor: Actor, number: string, scanId: string): Promise<ScanView> {
    return this.database.asActor(actor, async (tx) =>
      this.scans.view(tx, await this.scanOf(tx, actor, number, scanId)),
    );
  }

  /** The replays of a scan, the latest first. @throws DomainError NOT_FOUND for a scan of another case. */
  async replays(actor: Actor, number: string, scanId: string): Promise<readonly ScanReplay[]> {
    return this.database.asActor(actor, async (tx) => {
      const { id } = await this.scanOf(tx, actor, number, scanId);
      return this.replaysOfScans.ofScan(tx, id);
    });
  }

  /** @throws DomainError NOT_FOUND for a scan of another case · ALREADY_EXISTS while a replay of it is under way. */
  async startReplay(actor: Actor, number: string, scanId: string): Promise<ScanReplay> {
    return this.database.asActor(actor, async (tx) => {
      const { id } = await this.scanOf(tx, actor, number, scanId);
      return this.replaysOfScans.request(tx, actor, id);
    });
  }

  private async scanOf(tx: Tx, actor: Actor, number: string, scanId: string): Promise<Scan> {
    const { id } = await this.cases.get(tx, number, actor);
    const scan = await this.scans.get(tx, scanId);
    if (scan.caseId !== id) throw new DomainError('NOT_FOUND');
    return scan;
  }
}
