import { createHash, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Inject, Injectable } from '@nestjs/common';
import { Zone, systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { HistoryReader } from '@thaw/transactions';
import { MoreThan } from 'typeorm';
import {
  BacktestEngine,
  BacktestSum,
  factsDigest,
  partOf,
  type BacktestPart,
  type PastDecision,
} from '../engine';
import { TerminalFactsQuery } from '../facts/terminal-facts.query';
import { chooseTerminals } from './choose-terminals';
import { workOf, type BacktestWork } from './backtest-work';
import { Backtest, BacktestTerminal } from './backtest.entity';

/** What the desk has decided on these terminals; those that are missing it has not decided upon. */
export type DecisionsOf = (
  tx: Tx,
  terminalIds: readonly string[],
) => Promise<ReadonlyMap<string, PastDecision>>;

interface Run {
  readonly backtest: Backtest;
  readonly work: BacktestWork;
  /** Its own mark on the backtest. */
  readonly runner: string;
}

interface ReadTerminal {
  readonly part: BacktestPart;
  readonly factsDigest: string;
  readonly historyDigest: Buffer | null;
}

const WORKER = systemActor('worker');
/** How many rows pass between two reports of progress. */
const PROGRESS_ROWS = 50_000;
/** After so long the rest becomes another job, behind the imports and scans that wait. */
const TURN_MS = 20_000;
const PARTS_A_PAGE = 500;

/** Runs backtests terminal by terminal: what one leaves is stored with the progress, and added up at the end. */
@Injectable()
export class BacktestRunner {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly history: HistoryReader,
    private readonly facts: TerminalFactsQuery,
  ) {}

  /**
   * The job `backtest.run`. Safe to run again after a crash, when it goes on behind the terminals that are done, and twice
   * at once: whoever began last goes on, the other stops.
   */
  async run(backtestId: string, decisionsOf: DecisionsOf): Promise<void> {
    const run = await this.begin(backtestId);
    if (!run) return;
    const until = performance.now() + TURN_MS;
    for (;;) {
      const terminal = await this.next(run);
      if (terminal === null) break;
      const read = await this.readTerminal(run, terminal.terminalId);
      if (read === null || !(await this.store(run, terminal.position, read))) return;
      if (performance.now() > until) return this.goOnLater(run);
    }
    await this.finish(run, decisionsOf);
  }

  private async begin(id: string): Promise<Run | null> {
    return this.database.asActor(WORKER, async (tx) => {
      const backtest = await tx.findOne(Backtest, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!backtest || !['queued', 'running'].includes(backtest.state)) return null;
      const now = this.clock.now();
      const work = workOf(backtest.sets);
      if (work === null) {
        await tx.update(Backtest, { id }, { state: 'failed', failure: 'RULES_CHANGED', finishedAt: now });
        return null;
      }
      const begun = {
        state: 'running' as const,
        startedAt: backtest.startedAt ?? now,
        heartbeatAt: now,
        runner: randomUUID(),
        terminalsTotal: backtest.terminalsTotal ?? (await chooseTerminals(tx, backtest)),
      };
      await tx.update(Backtest, { id }, begun);
      return { backtest: Object.assign(backtest, begun), work, runner: begun.runner };
    });
  }

  private async next({ backtest }: Run): Promise<Pick<BacktestTerminal, 'position' | 'terminalId'> | null> {
    return this.database.asActor(WORKER, async (tx) => {
      const [next] = await tx.query<{ position: number; terminalId: string }[]>(
        `SELECT position, terminal_id AS "terminalId" FROM backtest_terminal
         WHERE backtest_id = $1 AND position > $2 ORDER BY position LIMIT 1`,
        [backtest.id, backtest.terminalsDone],
      );
      return next ?? null;
    });
  }

  /** Null where the backtest is no more this run's to go on with. */
  private async readTerminal(run: Run, terminalId: string): Promise<ReadTerminal | null> {
    const { work, backtest } = run;
    let historyDigest: Buffer | null = null;
    return this.database.asActor(
      WORKER,
      async (tx) => {
        const { currency } = await this.registry.terminal(tx, WORKER, terminalId);
        const { facts } = await this.facts.of(tx, terminalId);
        const engine = new BacktestEngine({
          plan: work.plan,
          facts,
          zone: new Zone(backtest.timeZone),
          currency,
        });
        let [done, reported] = [0, 0];
        let isStill = true;
        for await (const { block, digest } of this.history.readHistory(tx, terminalId)) {
          engine.feedBlock(block);
          historyDigest = digest;
          done += block.rows;
          if (done - reported < PROGRESS_ROWS) continue;
          reported = done;
          isStill = await this.report(run, done);
          if (!isStill) break;
        }
        if (!isStill) return null;
        const part = partOf(engine.finish(), work.plan, work.rules);
        return { part, factsDigest: factsDigest(facts), historyDigest };
      },
      { snapshot: true },
    );
  }

  /** @returns whether the backtest is still this run's. */
  private report({ backtest, runner }: Run, rows: number): Promise<boolean> {
    return this.database.asActor(WORKER, async (tx) => {
      const [, changed] = await tx.query<[object[], number]>(
        `UPDATE backtest SET rows_done = $3, heartbeat_at = $4 WHERE id = $1 AND runner = $2 AND state = 'running'`,
        [backtest.id, runner, backtest.rowsDone + rows, this.clock.now()],
      );
      return changed === 1;
    });
  }

  private store({ backtest, runner }: Run, position: number, read: ReadTerminal): Promise<boolean> {
    return this.database.asActor(WORKER, async (tx) => {
      const rowsDone = backtest.rowsDone + read.part.records;
      const [, changed] = await tx.query<[object[], number]>(
        `UPDATE backtest SET terminals_done = $3, rows_done = $4, heartbeat_at = $5
         WHERE id = $1 AND runner = $2 AND state = 'running'`,
        [backtest.id, runner, position, rowsDone, this.clock.now()],
      );
      if (changed === 0) return false;
      await tx.update(BacktestTerminal, { backtestId: backtest.id, position }, { ...read });
      Object.assign(backtest, { terminalsDone: position, rowsDone });
      return true;
    });
  }

  private async goOnLater({ backtest, runner }: Run): Promise<void> {
    await this.database.asActor(WORKER, async (tx) => {
      const isStill = await tx.existsBy(Backtest, { id: backtest.id, runner, state: 'running' });
      if (isStill) await requestJob(tx, 'backtest.run', { backtestId: backtest.id });
    });
  }

  private async finish({ backtest, work, runner }: Run, decisionsOf: DecisionsOf): Promise<void> {
    await this.database.asActor(WORKER, async (tx) => {
      const current = await tx.findOne(Backtest, {
        where: { id: backtest.id, runner, state: 'running' },
        lock: { mode: 'pessimistic_write' },
      });
      if (!current) return;
      const sum = new BacktestSum(work.plan, work.sets);
      const digest = createHash('sha256');
      for (let after = 0; ; after += PARTS_A_PAGE) {
        const page = await tx.find(BacktestTerminal, {
          where: { backtestId: backtest.id, position: MoreThan(after) },
          order: { position: 'ASC' },
          take: PARTS_A_PAGE,
        });
        const decisions = await decisionsOf(
          tx,
          page.map(({ terminalId }) => terminalId),
        );
        for (const { terminalId, part, factsDigest: facts, historyDigest } of page) {
          sum.add(part as BacktestPart, decisions.get(terminalId) ?? null);
          digest.update(`${terminalId} ${facts} ${historyDigest?.toString('hex') ?? ''}\n`);
        }
        if (page.length < PARTS_A_PAGE) break;
      }
      await tx.update(
        Backtest,
        { id: backtest.id },
        {
          state: 'finished',
          result: sum.result(),
          historiesDigest: digest.digest('hex'),
          finishedAt: this.clock.now(),
        },
      );
    });
  }
}
