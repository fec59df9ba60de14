import { randomInt, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, Logger, requestJob, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { checkNames, plainDigest, resolveSet, type NamedSet, type WrittenSet } from '../engine';
import { RULES, resolveSettings, type RuleSettings } from '../rules';
import { RuleSetRepository } from '../rule-sets/rule-set.repository';
import { Backtest, type BacktestScope, type BacktestSet } from './backtest.entity';

export interface WantedSet extends WrittenSet {
  /** Number of the rule set that it begins with; the active one where left out. */
  readonly ruleSet?: number | undefined;
}

export type WantedScope =
  | Exclude<BacktestScope, { kind: 'sample' }>
  | { readonly kind: 'sample'; readonly terminals: number; readonly seed?: number | undefined }
  | { readonly kind: 'sample'; readonly percent: number; readonly seed?: number | undefined };

export interface WantedBacktest {
  readonly sets: readonly WantedSet[];
  readonly scope: WantedScope;
}

export const SEED_MAX = 2_147_483_647;
/** Under way at once: each keeps a worker busy. */
const UNDER_WAY_MAX = 3;
const WORKER = systemActor('worker');
/** A backtest that has not moved for this long has lost its job. */
const LOST_AFTER_MS = 120_000;

/** Backtests: asked for here, run by a job (see BacktestRunner), cancelled, and given another job where theirs was lost. */
@Injectable()
export class BacktestsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly ruleSets: RuleSetRepository,
    private readonly logger: Logger,
  ) {}

  /**
   * @returns its id.
   * @throws DomainError INVALID_REQUEST naming set, rule and parameter with its bounds · NOT_FOUND for a rule set or terminal ·
   *   ALREADY_EXISTS while too many are under way.
   */
  async request(actor: Actor, { sets, scope }: WantedBacktest): Promise<string> {
    checkNames(sets);
    return this.database.asActor(actor, async (tx) => {
      if (scope.kind === 'terminal') await this.registry.terminal(tx, actor, scope.terminalId);
      const resolved: BacktestSet[] = [];
      for (const set of sets) resolved.push(await this.resolved(tx, set));
      await needRoom(tx);
      const now = this.clock.now();
      const backtest = tx.create(Backtest, {
        id: randomUUID(),
        state: 'queued',
        sets: resolved,
        setsDigest: plainDigest(resolved),
        scope: seeded(scope),
        timeZone: this.config.timeZone,
        terminalsTotal: null,
        historiesDigest: null,
        result: null,
        failure: null,
        runner: null,
        createdBy: actorRef(actor),
        createdAt: now,
        startedAt: null,
        heartbeatAt: null,
        finishedAt: null,
      });
      await tx.insert(Backtest, backtest);
      await requestJob(tx, 'backtest.run', { backtestId: backtest.id });
      return backtest.id;
    });
  }

  /**
   * Stops it: whoever works on it notices within seconds. Safe to ask twice.
   * @throws DomainError NOT_FOUND · GUARD_REFUSED where it is over.
   */
  async cancel(actor: Actor, id: string): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      const backtest = await tx.findOne(Backtest, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!backtest) throw new DomainError('NOT_FOUND');
      if (backtest.state === 'cancelled') return;
      if (backtest.state === 'finished' || backtest.state === 'failed') {
        throw new DomainError('GUARD_REFUSED', {
          rule: 'backtest.under_way',
          detail: {
            zh: '回测已经结束，无需取消。',
            en: 'The backtest is over: there is nothing to cancel.',
          },
        });
      }
      await tx.update(Backtest, { id }, { state: 'cancelled', finishedAt: this.clock.now() });
    });
  }

  /** The attempts of the job are used up. */
  async failed(id: string, error: Error): Promise<void> {
    this.logger.error({ backtestId: id, err: error }, 'backtest failed');
    await this.database.asActor(WORKER, (tx) =>
      tx.query(
        `UPDATE backtest SET state = 'failed', failure = 'INTERNAL', finished_at = $2
         WHERE id = $1 AND state IN ('queued', 'running')`,
        [id, this.clock.now()],
      ),
    );
  }

  /** The sweep: backtests whose job was lost with the queue get another. @returns how many. */
  async requeueLost(now: Date): Promise<number> {
    return this.database.asActor(WORKER, async (tx) => {
      const [lost] = await tx.query<[{ id: string }[], number]>(
        `UPDATE backtest SET heartbeat_at = $1 WHERE id IN (
           SELECT id FROM backtest WHERE state IN ('queued', 'running') AND coalesce(heartbeat_at, created_at) < $2
           FOR UPDATE SKIP LOCKED LIMIT 100) RETURNING id`,
        [now, new Date(now.getTime() - LOST_AFTER_MS)],
      );
      for (const { id } of lost) await requestJob(tx, 'backtest.run', { backtestId: id });
      return lost.length;
    });
  }

  private async resolved(tx: Tx, { ruleSet, ...written }: WantedSet): Promise<BacktestSet> {
    const base =
      ruleSet === undefined ? await this.ruleSets.active(tx) : await this.ruleSets.byNumber(tx, ruleSet);
    // A rule set by itself is tried as scans run it; with changes, as a draft made from it would be.
    const { name, rules } =
      (written.rules ?? []).length === 0
        ? { name: resolveSet({ name: written.name }, RULES).name, rules: resolveSettings(base.rules, RULES) }
        : resolveSet(written, RULES, base.rules);
    return { name, ruleSet: base.number, rules: settingsOf(rules) };
  }
}

const settingsOf = (rules: NamedSet['rules']): RuleSettings =>
  Object.fromEntries(
    rules.map(({ rule: { code, version }, enabled, weight, parameters }) => [
      code,
      { version, enabled, weight, parameters },
    ]),
  );

const seeded = (scope: WantedScope): BacktestScope =>
  scope.kind === 'sample' ? { ...scope, seed: scope.seed ?? randomInt(SEED_MAX) } : scope;

/** One who asks holds the count until the commit, so that two who ask at once do not both take the last place. */
async function needRoom(tx: Tx): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('backtests under way', 0))`);
  const [row] = await tx.query<{ count: string }[]>(
    `SELECT count(*) AS count FROM backtest WHERE state IN ('queued', 'running')`,
  );
  if (Number(row?.count) < UNDER_WAY_MAX) return;
  throw new DomainError('ALREADY_EXISTS', {
    detail: {
      zh: `已有 ${UNDER_WAY_MAX} 个回测正在进行，请等待其完成或取消其中一个。`,
      en: `${UNDER_WAY_MAX} backtests are under way: wait for one to finish, or cancel one.`,
    },
  });
}
