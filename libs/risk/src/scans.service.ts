import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, Logger, requestJob, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { factsOfTerminal } from './facts/facts-of-terminal';
import { RULES, resolveParameters } from './rules';
import { Scan, type ScannedRule } from './scan.entity';

const WORKER = systemActor('worker');
/** A running scan that has not moved for this long has lost its job. */
const LOST_AFTER_MS = 120_000;

/** Scans: asked for in a transaction, run by a job (see ScanRunner), and what becomes of those whose job is lost. */
@Injectable()
export class ScansService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
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
      // Until it runs: what was there then counts.
      facts: factsOfTerminal(terminal),
      factsLeftOut: {},
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
}
