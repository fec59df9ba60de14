import { Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { baseRatesOf } from './base-rates/base-rates.query';
import { FindingRow } from './finding.entity';
import { findingView, type FindingView } from './finding.view';
import { RuleSetRepository } from './rule-sets/rule-set.repository';
import type { RuleCount } from './rules';
import { Scan } from './scan.entity';
import { scanOutline, scanView, type OutlineReading, type ScanOutline, type ScanView } from './scan.view';

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

/** What a scan was run with. */
type ScanMakeup = Pick<Scan, 'ruleSetId' | 'rules'>;
type OfProfile = Pick<OutlineReading, 'feeProfile'>;

interface OutlinedScan {
  readonly id: string;
  readonly findings: readonly { readonly rule: string; readonly weight: number }[];
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
    const counts = await tx.query<RuleCount[]>(
      'SELECT rule, weight, count(*)::int AS findings FROM finding WHERE scan_id = $1 GROUP BY rule, weight',
      [scan.id],
    );
    return scanView({ scan, counts, ...(await this.beside(tx, scan, counts)) });
  }

  /** What a reading of a case shows of its scan, of which the findings are read already. The facts, which are long, are not read. */
  async outline(tx: Tx, { id, findings }: OutlinedScan): Promise<ScanOutline> {
    const [scan] = await tx.query<(Pick<Scan, 'cutOffAt' | 'score'> & ScanMakeup & OfProfile)[]>(
      `SELECT cut_off_at AS "cutOffAt", score, rule_set_id AS "ruleSetId", rules, facts->>'feeProfile' AS "feeProfile"
       FROM scan WHERE id = $1`,
      [id],
    );
    if (!scan) throw new DomainError('NOT_FOUND');
    const counts = countsOf(findings);
    const { cutOffAt, score, feeProfile } = scan;
    const beside = await this.beside(tx, scan, counts);
    return scanOutline({ scan: { id, cutOffAt, score }, feeProfile, counts, ...beside });
  }

  /** The set of the scan, the one that is active, and how often the rules that fired do so on what is ordinary. */
  private async beside(
    tx: Tx,
    scan: ScanMakeup,
    counts: readonly RuleCount[],
  ): Promise<Pick<OutlineReading, 'set' | 'active' | 'rates'>> {
    const active = await this.sets.active(tx);
    const set = scan.ruleSetId === active.id ? active : await this.sets.ofScan(tx, scan);
    const fired = scan.rules.filter(({ code }) => counts.some(({ rule }) => rule === code));
    return { set, active, rates: await baseRatesOf(tx, fired) };
  }

  async latestOfCase(tx: Tx, caseId: string): Promise<Scan | null> {
    return tx.findOne(Scan, { where: { caseId }, order: { seq: 'DESC' } });
  }

  async latestFinished(tx: Tx, caseId: string): Promise<ScanSummary | null> {
    // Of the scan no more than its id: its facts are long, and every reading of a case comes by here.
    const scan = await tx.findOne(Scan, {
      select: { id: true },
      where: { caseId, state: 'finished' },
      order: { seq: 'DESC' },
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

  /**
   * The greatest id of the transactions that the scan has read: what comes in later has a greater one. Of scans before
   * that was kept, the greatest that had come in by then.
   */
  async lastIdRead(tx: Tx, scanId: string): Promise<number> {
    const [row] = await tx.query<{ id: string }[]>(
      `SELECT coalesce(s.history_last_id, (
         SELECT max(t.id) FROM transaction t WHERE t.terminal_id = s.terminal_id AND t.received_at <= s.cut_off_at
       ), 0) AS id FROM scan s WHERE s.id = $1`,
      [scanId],
    );
    return Number(row?.id ?? 0);
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

function countsOf(findings: OutlinedScan['findings']): readonly RuleCount[] {
  const counts = new Map<string, RuleCount>();
  for (const { rule, weight } of findings) {
    const of = `${rule} ${weight}`;
    counts.set(of, { rule, weight, findings: (counts.get(of)?.findings ?? 0) + 1 });
  }
  return [...counts.values()];
}
