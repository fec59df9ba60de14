import { Injectable } from '@nestjs/common';
import { DomainError, systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { HistoryReader } from '@thaw/transactions';
import { ScanEngine, factsDigest } from './engine';
import { FindingRow, findingOf } from './finding.entity';
import { findingsDigest } from './findings-digest';
import { foldHistory } from './fold-history';
import {
  firstDifference,
  type ReplayDifference,
  type ReplayObstacle,
  type ReplayVerdict,
} from './replay-verdict';
import type { Finding } from './rules';
import { Scan } from './scan.entity';
import { goneRule, setupOf } from './scan-setup';

const WORKER = systemActor('worker');
const FINDINGS_A_PAGE = 5_000;

/** Runs finished scans again as they were, and compares. Writes nothing. */
@Injectable()
export class ScanReplayer {
  constructor(
    private readonly database: Database,
    private readonly history: HistoryReader,
  ) {}

  /**
   * Folds the history as it stood when it was scanned, from its rows and not from what is derived of them, with the
   * rules, parameters and facts of that time. Rows that came since, late ones too, do not matter.
   * @throws DomainError NOT_FOUND
   */
  async replay(
    scanId: string,
    onProgress: () => Promise<void> = () => Promise.resolve(),
  ): Promise<ReplayVerdict> {
    const scan = await this.database.asActor(WORKER, (tx) => tx.findOneBy(Scan, { id: scanId }));
    if (!scan) throw new DomainError('NOT_FOUND');
    const { historyDigest, historyLastId, findingsDigest: stored, counts } = scan;
    if (scan.state !== 'finished') return impossible(scan, 'not_finished');
    if (historyDigest === null || historyLastId === null || stored === null || counts === null) {
      return impossible(scan, 'not_recorded');
    }
    if (goneRule(scan) !== null) return impossible(scan, 'rule_gone');
    if (factsDigest(scan.facts) !== scan.factsDigest) return differs(scan, { part: 'facts' });

    const engine = new ScanEngine(setupOf(scan));
    const mark = await this.database.asActor(
      WORKER,
      (tx) =>
        foldHistory(
          this.history,
          tx,
          scan.terminalId,
          [engine],
          { stored: false, upTo: historyLastId },
          onProgress,
        ),
      { snapshot: true },
    );
    if (mark.rows < counts.records) return impossible(scan, 'rows_gone', mark.digest);
    if (mark.digest !== historyDigest) return differs(scan, { part: 'history' }, mark.digest);

    const { findings } = engine.finish();
    const replayed = { history: mark.digest, findings: findingsDigest(findings) };
    const kept = await this.database.asActor(WORKER, (tx) => storedFindings(tx, scan.id));
    const difference =
      firstDifference(kept, findings) ??
      (replayed.findings === stored ? null : ({ part: 'findings_digest' } as const));
    return {
      outcome: difference === null ? 'same' : 'differs',
      obstacle: null,
      difference,
      stored: digestsOf(scan),
      replayed,
    };
  }
}

const digestsOf = ({ historyDigest, findingsDigest: findings }: Scan): ReplayVerdict['stored'] => ({
  history: historyDigest,
  findings,
});

const impossible = (scan: Scan, obstacle: ReplayObstacle, history: string | null = null): ReplayVerdict => ({
  outcome: 'impossible',
  obstacle,
  difference: null,
  stored: digestsOf(scan),
  replayed: { history, findings: null },
});

const differs = (scan: Scan, difference: ReplayDifference, history: string | null = null): ReplayVerdict => ({
  outcome: 'differs',
  obstacle: null,
  difference,
  stored: digestsOf(scan),
  replayed: { history, findings: null },
});

async function storedFindings(tx: Tx, scanId: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (;;) {
    const rows = await tx
      .createQueryBuilder(FindingRow, 'f')
      .addSelect('f.transactionIds')
      .where('f.scanId = :scanId AND f.ordinal > :after', { scanId, after: findings.length - 1 })
      .orderBy('f.ordinal')
      .limit(FINDINGS_A_PAGE)
      .getMany();
    for (const row of rows) findings.push(findingOf(row));
    if (rows.length < FINDINGS_A_PAGE) return findings;
  }
}
