import { Injectable } from '@nestjs/common';
import { ScansQuery, type ScanSummary } from '@thaw/risk';
import type { ScanFact, ScanFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class ScanFactsQuery implements FactsReader<ScanFacts> {
  constructor(private readonly scans: ScansQuery) {}

  async read({ tx, freezeCase }: Pick<FactsAbout, 'tx' | 'freezeCase'>): Promise<ScanFacts> {
    const scan = await this.scans.latestFinished(tx, freezeCase.id);
    return { scan: scan && scanFact(scan) };
  }
}

export const scanFact = (scan: ScanSummary): ScanFact => ({
  id: scan.id,
  cutOffAt: scan.cutOffAt,
  findings: scan.findings.map(({ key, ...finding }) => ({ ...finding, identity: `${finding.rule}|${key}` })),
});
