import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, Logger, requestJob, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { Not } from 'typeorm';
import { factsOfTerminal } from './facts/facts-of-terminal';
import { enabledRules } from './rule-sets/enabled-rules';
import { RuleSetRepository } from './rule-sets/rule-set.repository';
import type { RuleSet } from './rule-sets/rule-set.entity';
import { Scan } from './scan.entity';

/** With the set that the case was last scanned with, or with the one that is active now. */
export const RULE_SET_CHOICES = ['pinned', 'active'] as const;
export type RuleSetChoice = (typeof RULE_SET_CHOICES)[number];

export interface ScanRequest {
  readonly terminalId: string;
  readonly caseId: string | null;
  /** Pinned where not given. What was never scanned is scanned with the active set either way. */
  readonly ruleSet?: RuleSetChoice | undefined;
}

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
    private readonly sets: RuleSetRepository,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError ALREADY_EXISTS while one is under way for the case. */
  async request(tx: Tx, actor: Actor, { ruleSet: choice, ...of }: ScanRequest, now: Date): Promise<Scan> {
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
    const active = await this.sets.active(tx);
    const set = (choice !== 'active' && (await this.pinned(tx, of.caseId))) || active;
    // Beside another set than the active one, a shadow would be compared with what it is not to take the place of.
    const shadows = set.id === active.id ? await this.sets.inShadow(tx) : [];
    const scan = tx.create(Scan, {
      id: randomUUID(),
      ...of,
      state: 'queued',
      ruleSetId: set.id,
      rules: enabledRules(set),
      shadows: shadows.map((shadow) => ({ ruleSetId: shadow.id, rules: enabledRules(shadow) })),
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
      historyDigest: null,
      historyLastId: null,
      factsDigest: null,
      findingsDigest: null,
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

  /** The set of the case's last scan, unless that failed. */
  private async pinned(tx: Tx, caseId: string | null): Promise<RuleSet | null> {
    if (caseId === null) return null;
    const last = await tx.findOne(Scan, {
      select: { id: true, ruleSetId: true },
      where: { caseId, state: Not('failed') },
      order: { seq: 'DESC' },
    });
    return last && this.sets.ofScan(tx, last);
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
