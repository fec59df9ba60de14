import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, Logger, type Tx } from '@thaw/platform';
import { HistoryReader } from '@thaw/transactions';
import { factsDigest, type Found, type ScanOutcome } from './engine';
import { TerminalFactsQuery } from './facts/terminal-facts.query';
import { storeFindings } from './finding-store';
import { FindingsDigest } from './findings-digest';
import { foldHistory, type HistoryMark } from './fold-history';
import { HistoryScan } from './history-scan/history-scan';
import { scoreOf, type Finding } from './rules';
import { ScanProgress } from './scan-progress';
import { Scan } from './scan.entity';
import { setupOf } from './scan-setup';
import { ShadowFold } from './shadows/shadow-fold';
import { ShadowResult } from './shadows/shadow-result.entity';

export interface FinishedScan {
  readonly caseId: string | null;
  readonly findings: number;
  readonly score: number;
}

const WORKER = systemActor('worker');

/** Runs scans: one streamed pass with bounded memory, stored once. */
@Injectable()
export class ScanRunner {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly history: HistoryReader,
    private readonly facts: TerminalFactsQuery,
    private readonly logger: Logger,
  ) {}

  /**
   * The job `scan.run`. Safe to run again after a crash, and twice at once: the findings are stored by whoever is first.
   * @param onFinished runs in the transaction that stores the findings, once.
   */
  async run(scanId: string, onFinished: (tx: Tx, done: FinishedScan) => Promise<void>): Promise<void> {
    const scan = await this.begin(scanId);
    if (!scan) return;
    const { outcome, history, shadows } = await this.fold(scan);
    const { findings, counts } = outcome;
    const { total } = scoreOf(findings.counts());
    await this.database.asActor(WORKER, async (tx) => {
      const current = await tx.findOne(Scan, { where: { id: scanId }, lock: { mode: 'pessimistic_write' } });
      if (current?.state !== 'running') return;
      const digest = new FindingsDigest();
      await storeFindings(tx, scanId, eachTold(findings, digest));
      await tx.insert(ShadowResult, shadows);
      await tx.update(
        Scan,
        { id: scanId },
        {
          state: 'finished',
          // Of this run: another may have begun since, and moved it on to what this one has not read.
          cutOffAt: scan.cutOffAt,
          counts,
          rowsDone: counts.records,
          score: total,
          historyDigest: history.digest,
          historyLastId: history.lastId,
          factsDigest: factsDigest(scan.facts),
          findingsDigest: digest.digest(),
          finishedAt: this.clock.now(),
        },
      );
      await onFinished(tx, { caseId: scan.caseId, findings: findings.size, score: total });
    });
  }

  private async begin(scanId: string): Promise<Scan | null> {
    return this.database.asActor(WORKER, async (tx) => {
      const scan = await tx.findOne(Scan, { where: { id: scanId }, lock: { mode: 'pessimistic_write' } });
      if (!scan || scan.state === 'finished' || scan.state === 'failed') return null;
      const now = this.clock.now();
      const rowsTotal = await this.history.countHistory(tx, scan.terminalId);
      // Frozen when the scan first begins: whoever runs it again, or at once, folds the same.
      const frozen = scan.state === 'queued' ? await this.facts.of(tx, scan.terminalId) : null;
      const begun = {
        state: 'running',
        facts: frozen?.facts ?? scan.facts,
        factsLeftOut: frozen?.leftOut ?? scan.factsLeftOut,
        startedAt: now,
        heartbeatAt: now,
        cutOffAt: now,
        rowsTotal,
        rowsDone: 0,
      } as const;
      await tx.update(Scan, { id: scanId }, begun);
      return Object.assign(scan, begun);
    });
  }

  private async fold(
    scan: Scan,
  ): Promise<{ outcome: ScanOutcome; history: HistoryMark; shadows: ShadowResult[] }> {
    const setup = setupOf(scan);
    const folded = new HistoryScan(setup, scan.rowsTotal ?? 0);
    const progress = new ScanProgress((done) => this.report(scan.id, done));
    try {
      const beside = scan.shadows.map(({ ruleSetId, rules }) => ({
        ruleSetId,
        fold: new ShadowFold(rules, scan.rules, setup),
      }));
      const folds = [folded, ...beside.map(({ fold }) => fold)];
      const history = await this.database.asActor(
        WORKER,
        (tx) => foldHistory(this.history, tx, scan.terminalId, folds, {}, (done) => progress.at(done)),
        { snapshot: true },
      );
      const outcome = await folded.outcome();
      const shadows = beside.flatMap(({ ruleSetId, fold }) =>
        this.shadowResult(scan.id, ruleSetId, fold, outcome.findings),
      );
      return { outcome, history, shadows };
    } finally {
      folded.close();
      // A late word of it would be told of a scan that has ended.
      await progress.end();
    }
  }

  /** None where the set's fold failed: that is no failure of the scan. */
  private shadowResult(scanId: string, ruleSetId: string, fold: ShadowFold, scanned: Found): ShadowResult[] {
    const found = fold.finish(scanned);
    if (found) {
      const { total, parts, findings, digest } = found;
      return [{ scanId, ruleSetId, score: total, findings, parts, digest, finishedAt: this.clock.now() }];
    }
    this.logger.warn({ scanId, ruleSetId, err: fold.failure }, 'a rule set in shadow failed beside the scan');
    return [];
  }

  private async report(scanId: string, rowsDone: number): Promise<void> {
    await this.database.asActor(WORKER, (tx) =>
      tx.query('UPDATE scan SET rows_done = $2, heartbeat_at = $3 WHERE id = $1', [
        scanId,
        rowsDone,
        this.clock.now(),
      ]),
    );
  }
}

/** Each finding is made once, and told of in both places. */
function* eachTold(findings: Iterable<Finding>, digest: FindingsDigest): Generator<Finding, void, undefined> {
  for (const finding of findings) {
    digest.add(finding);
    yield finding;
  }
}
