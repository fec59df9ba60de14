import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { baseRatesOf } from './base-rates/base-rates.query';
import { FindingRow } from './finding.entity';
import { findingView, type FindingView } from './finding.view';
import { RuleSetRepository } from './rule-sets/rule-set.repository';
import type { RuleCount } from './rules';
import { Scan } from './scan.entity';
import { scanView, type ScanView } from './scan.view';

/** A finished scan with what decisions rest on. */
export interface ScanSummary {
  readonly id: string;
  readonly cutOffAt: Date;
  readonly findings: readonly {
    readonly id: string;
    readonly rule: string;
    readonly key: string;
    readonly weight: number;
    readonly count: number;
    readonly sumFen: number;
    readonly measured: number;
  }[];
}

/** Whole numbers that the driver hands over as text. */
interface BigSums {
  readonly sum_fen: string;
  readonly measured: string;
}

/** Reads scans and their findings. */
@Injectable()
export class ScansQuery {
  constructor(private readonly sets: RuleSetRepository) {}

  /** @throws DomainError NOT_FOUND */
  async get(tx: Tx, scanId: string): Promise<Scan> {
    const scan = await tx.findOneBy(Scan, { id: scanId });
    if (!scan) throw new DomainError('NOT_FOUND');
    return scan;
  }

  /** The scan with its set, and what each rule gave of its score. */
  async view(tx: Tx, scan: Scan): Promise<ScanView> {
    const set = await this.sets.ofScan(tx, scan);
    const counts = await tx.query<RuleCount[]>(
      'SELECT rule, weight, count(*)::int AS findings FROM finding WHERE scan_id = $1 GROUP BY rule, weight',
      [scan.id],
    );
    const fired = scan.rules.filter(({ code }) => counts.some(({ rule }) => rule === code));
    const rates = await baseRatesOf(tx, fired);
    return scanView({ scan, set, active: await this.sets.active(tx), counts, rates });
  }

  async latestOfCase(tx: Tx, caseId: string): Promise<Scan | null> {
    return tx.findOne(Scan, { where: { caseId }, order: { createdAt: 'DESC', id: 'DESC' } });
  }

  async latestFinished(tx: Tx, caseId: string): Promise<ScanSummary | null> {
    // Of the scan no more than its id: its facts are long, and every reading of a case comes by here.
    const scan = await tx.findOne(Scan, {
      select: { id: true },
      where: { caseId, state: 'finished' },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    return scan && this.summary(tx, scan.id);
  }

  async summary(tx: Tx, scanId: string): Promise<ScanSummary> {
    const scan = await tx.findOne(Scan, { select: { id: true, cutOffAt: true }, where: { id: scanId } });
    if (!scan) throw new DomainError('NOT_FOUND');
    const { id, cutOffAt } = scan;
    const rows = await tx.query<(Omit<ScanSummary['findings'][number], 'sumFen' | 'measured'> & BigSums)[]>(
      `SELECT id, rule, finding_key AS key, weight, count, sum_fen, measured FROM finding
       WHERE scan_id = $1 ORDER BY ordinal`,
      [scanId],
    );
    const findings = rows.map(({ sum_fen, measured, ...finding }) => ({
      ...finding,
      sumFen: Number(sum_fen),
      measured: Number(measured),
    }));
    return { id, cutOffAt, findings };
  }

  async findings(tx: Tx, scanId: string): Promise<readonly FindingView[]> {
    const rows = await tx.find(FindingRow, { where: { scanId }, order: { ordinal: 'ASC' } });
    return rows.map(findingView);
  }

  /** The finding with the ids of its transactions. */
  async finding(
    tx: Tx,
    scanId: string,
    findingId: string,
  ): Promise<FindingView & { transactionIds: readonly number[] }> {
    const row = await tx
      .createQueryBuilder(FindingRow, 'f')
      .addSelect('f.transactionIds')
      .where('f.scanId = :scanId AND f.id = :findingId', { scanId, findingId })
      .getOne();
    if (!row) throw new DomainError('NOT_FOUND');
    return { ...findingView(row), transactionIds: row.transactionIds };
  }
}
