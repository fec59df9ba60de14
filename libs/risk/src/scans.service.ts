import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Zone, actorRef, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, Logger, requestJob, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery, defaultHours, type TerminalView } from '@thaw/registry';
import { HistoryReader } from '@thaw/transactions';
import { findingView, type FindingView } from './finding.view';
import { FindingRow } from './finding.entity';
import { RULES, factsOf, resolveParameters, score, type Finding, type TerminalFacts } from './rules';
import { Scan, type ScannedRule } from './scan.entity';
import { ScanEngine, type ScanResult } from './engine';

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

export interface FinishedScan {
  readonly caseId: string | null;
  readonly findings: number;
  readonly score: number;
}

const WORKER = systemActor('worker');
/** How many rows pass between two reports of progress. */
const PROGRESS_ROWS = 20_000;
/** Stays below the driver's 65,535 parameters a statement. */
const FINDINGS_A_STATEMENT = 500;
/** A running scan that has not moved for this long has lost its job. */
const LOST_AFTER_MS = 120_000;

/** Scans: asked for in a transaction, run by a job in one streamed pass with bounded memory, stored once. */
@Injectable()
export class ScansService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly history: HistoryReader,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError ALREADY_EXISTS while one is under way for the case. */
  async request(
    tx: Tx,
    actor: Actor,
    of: { terminalId: string; caseId: string | null },
    now: Date,
  ): Promise<Scan> {
    if (of.caseId !== null) {
      const underWay = await tx.query<{ id: string }[]>(
        `SELECT id FROM scan WHERE case_id = $1 AND state IN ('queued', 'running') LIMIT 1`,
        [of.caseId],
      );
      if (underWay[0]) {
        throw new DomainError('ALREADY_EXISTS', {
          detail: {
            zh: '本案件的扫描正在进行，请等待其完成。',
            en: 'A scan of this case is under way: wait for it to finish.',
          },
          extra: { scanId: underWay[0].id },
        });
      }
    }
    const terminal = await this.registry.terminal(tx, actor, of.terminalId);
    const scan = tx.create(Scan, {
      id: randomUUID(),
      ...of,
      state: 'queued',
      rules: RULES.map((rule): ScannedRule => ({
        code: rule.code,
        version: rule.version,
        parameters: resolveParameters(rule, {}),
      })),
      facts: factsOfTerminal(terminal),
      timeZone: this.config.timeZone,
      currency: terminal.currency,
      cutOffAt: now,
      rowsTotal: null,
      rowsDone: 0,
      counts: null,
      score: null,
      failure: null,
      createdBy: actorRef(actor),
      createdAt: now,
      startedAt: null,
      heartbeatAt: null,
      finishedAt: null,
    });
    await tx.insert(Scan, scan);
    await requestJob(tx, 'scan.run', { scanId: scan.id });
    return scan;
  }

  /**
   * The job `scan.run`. Safe to run again after a crash, and twice at once: the findings are stored by whoever is first.
   * @param onFinished runs in the transaction that stores the findings, once.
   */
  async run(scanId: string, onFinished: (tx: Tx, done: FinishedScan) => Promise<void>): Promise<void> {
    const scan = await this.begin(scanId);
    if (!scan) return;
    const result = await this.fold(scan);
    await this.database.asActor(WORKER, async (tx) => {
      const current = await tx.findOne(Scan, { where: { id: scanId }, lock: { mode: 'pessimistic_write' } });
      if (current?.state !== 'running') return;
      const { total } = score(result.findings);
      await storeFindings(tx, scanId, result.findings);
      await tx.update(
        Scan,
        { id: scanId },
        {
          state: 'finished',
          counts: result.counts,
          rowsDone: result.counts.records,
          score: total,
          finishedAt: this.clock.now(),
        },
      );
      await onFinished(tx, { caseId: scan.caseId, findings: result.findings.length, score: total });
    });
  }

  /** The attempts of the job are used up. */
  async failed(scanId: string, error: Error): Promise<void> {
    this.logger.error({ scanId, err: error }, 'scan failed');
    await this.database.asActor(WORKER, (tx) =>
      tx.query(
        `UPDATE scan SET state = 'failed', failure = 'INTERNAL', finished_at = $2 WHERE id = $1 AND state IN ('queued', 'running')`,
        [scanId, this.clock.now()],
      ),
    );
  }

  /** The sweep: scans whose job was lost with the queue get another. @returns how many. */
  async requeueLost(now: Date): Promise<number> {
    return this.database.asActor(WORKER, async (tx) => {
      const [lost] = await tx.query<[{ id: string }[], number]>(
        `UPDATE scan SET heartbeat_at = $1 WHERE id IN (
           SELECT id FROM scan WHERE state IN ('queued', 'running') AND coalesce(heartbeat_at, created_at) < $2
           FOR UPDATE SKIP LOCKED LIMIT 100) RETURNING id`,
        [now, new Date(now.getTime() - LOST_AFTER_MS)],
      );
      for (const { id } of lost) await requestJob(tx, 'scan.run', { scanId: id });
      return lost.length;
    });
  }

  async get(tx: Tx, scanId: string): Promise<Scan> {
    const scan = await tx.findOneBy(Scan, { id: scanId });
    if (!scan) throw new DomainError('NOT_FOUND');
    return scan;
  }

  async latestOfCase(tx: Tx, caseId: string): Promise<Scan | null> {
    return tx.findOne(Scan, { where: { caseId }, order: { createdAt: 'DESC', id: 'DESC' } });
  }

  async latestFinished(tx: Tx, caseId: string): Promise<ScanSummary | null> {
    const scan = await tx.findOne(Scan, {
      where: { caseId, state: 'finished' },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    return scan && this.summary(tx, scan.id);
  }

  async summary(tx: Tx, scanId: string): Promise<ScanSummary> {
    const { id, cutOffAt } = await this.get(tx, scanId);
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

  private async begin(scanId: string): Promise<Scan | null> {
    return this.database.asActor(WORKER, async (tx) => {
      const scan = await tx.findOne(Scan, { where: { id: scanId }, lock: { mode: 'pessimistic_write' } });
      if (!scan || scan.state === 'finished' || scan.state === 'failed') return null;
      const now = this.clock.now();
      const rowsTotal = await this.history.countHistory(tx, scan.terminalId);
      const begun = {
        state: 'running',
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

  private async fold(scan: Scan): Promise<ScanResult> {
    const parameters = Object.fromEntries(scan.rules.map(({ code, parameters: values }) => [code, values]));
    const engine = new ScanEngine({
      rules: RULES,
      parameters,
      facts: scan.facts,
      zone: new Zone(scan.timeZone),
      currency: scan.currency,
    });
    let done = 0;
    let reported = 0;
    await this.database.asActor(
      WORKER,
      async (tx) => {
        for await (const { block } of this.history.readHistory(tx, scan.terminalId)) {
          engine.feedBlock(block);
          done += block.rows;
          if (done - reported >= PROGRESS_ROWS) {
            reported = done;
            await this.report(scan.id, done);
          }
        }
      },
      { snapshot: true },
    );
    return engine.finish();
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

/** Whole numbers that the driver hands over as text. */
interface BigSums {
  readonly sum_fen: string;
  readonly measured: string;
}

/** As they stand when the scan is asked for: a merchant's own hours, else those usual for its trade. */
const factsOfTerminal = ({ feeProfile, merchant }: TerminalView): TerminalFacts => ({
  ...factsOf(feeProfile),
  hours: merchant.hours ?? defaultHours(merchant.mcc),
});

async function storeFindings(tx: Tx, scanId: string, findings: readonly Finding[]): Promise<void> {
  const rows = findings.map((finding, ordinal) => ({
    id: randomUUID(),
    scanId,
    ordinal,
    rule: finding.rule,
    ruleVersion: finding.version,
    weight: finding.weight,
    findingKey: finding.key,
    cardToken: finding.card,
    fromAt: new Date(finding.from),
    toAt: new Date(finding.to),
    count: finding.count,
    sumFen: finding.sumFen,
    measured: finding.measured,
    threshold: finding.threshold,
    unit: finding.unit,
    details: finding.details ?? {},
    parameters: finding.parameters,
    transactionIds: finding.transactions,
  }));
  for (let at = 0; at < rows.length; at += FINDINGS_A_STATEMENT) {
    await tx.insert(FindingRow, rows.slice(at, at + FINDINGS_A_STATEMENT));
  }
}
