import { Inject, Injectable } from '@nestjs/common';
import { DomainError, isAllowed, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, Logger, requestJob, type Tx } from '@thaw/platform';
import { RegistryQuery, type TerminalView } from '@thaw/registry';
import {
  HistoryAppends,
  readLedger,
  type AppendedRows,
  type HistoryLedger,
  type RecordVerdict,
} from '@thaw/transactions';
import { BLOCK_ROWS, type GivenRecord } from '@thaw/transactions/records';
import type { FindingPart } from '../engine';
import { isLate } from './open-rows';
import { SetupInForce } from './setup-in-force.service';
import { StandingFold, type FoldFrom } from './standing-fold.service';
import type { RefreshReason } from './standing-scan.entity';
import { setupDigest } from './standing-setup';
import { statusOf, whyStale, type StandingStatus } from './standing-status';
import { tellWatcher } from './watched-terminals.service';
import {
  askForRefresh,
  beginStanding,
  markForRefresh,
  noteFactsAt,
  readStanding,
  type StandingRow,
} from './standing-store';

export interface AppendOutcome {
  readonly appendId: string;
  /** In the order of the records. */
  readonly verdicts: readonly RecordVerdict[];
  readonly standing: StandingStatus;
  /** The findings in which the new transactions take part; empty while they wait for a rescan. */
  readonly touched: readonly FindingPart[];
}

/** Facts from outside the registry are looked at anew when they are so old. */
const FACTS_AGE_MS = 86_400_000;
/** A refresh that was asked for so long ago has lost its job. */
const LOST_AFTER_MS = 120_000;
/** One that goes on failing is asked for at least so often. */
const MOST_WAIT_MS = 86_400_000;
const WORKER = systemActor('worker');

/** Keeps the findings of terminals up to date while transactions come in. */
@Injectable()
export class StandingScans {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly appends: HistoryAppends,
    private readonly setups: SetupInForce,
    private readonly fold: StandingFold,
    private readonly logger: Logger,
  ) {}

  /**
   * Writes transactions into the terminal's history and brings its findings up to date: in one commit, or nothing. What
   * cannot be judged at the cost of an append (a transaction that comes very late, say) is judged by a rescan, and the
   * status tells that it is queued.
   * @throws DomainError FORBIDDEN · NOT_FOUND (the terminal) · IMPORT_IN_PROGRESS
   */
  async append(actor: Actor, terminalId: string, given: readonly GivenRecord[]): Promise<AppendOutcome> {
    // The system's own parts pass no doors; what stands here is called by them directly.
    if (actor.kind !== 'system' && !isAllowed(actor, 'history.import')) throw new DomainError('FORBIDDEN');
    return this.database.asActor(actor, async (tx) => {
      const terminal = await this.registry.terminal(tx, actor, terminalId);
      await this.appends.hold(tx, terminalId);
      const before = await readLedger(tx, terminalId);
      const now = this.clock.now();
      const written = await this.appends.write(tx, actor, terminal, given, before, now);
      const standing = await readStanding(tx, terminalId);
      const { id: appendId, verdicts } = written;
      if (written.rows.length === 0) {
        return {
          appendId,
          verdicts,
          standing: await this.look(tx, terminal, standing, before, now),
          touched: [],
        };
      }
      const judged = await this.judge(tx, terminal, standing, before, written, now);
      return { appendId, verdicts, ...judged };
    });
  }

  /**
   * An import has ended, whether all, some or none of its rows came into the history: where there are findings to keep,
   * they are brought up to date.
   */
  async noteImport(tx: Tx, terminalId: string): Promise<void> {
    const standing = await readStanding(tx, terminalId);
    if (standing === null) return;
    const { written } = await readLedger(tx, terminalId);
    if (standing.refresh === null && standing.written === written) return;
    await markForRefresh(tx, terminalId, 'history', this.clock.now());
    // Also where it was asked for before: the job may have stepped aside for this import.
    await requestJob(tx, 'standing.refresh', { terminalId });
  }

  /** The attempts of a refresh are used up. It is asked for again by the sweep, each time after twice as long. */
  async failed(terminalId: string, error: Error): Promise<void> {
    this.logger.error({ terminalId, err: error }, 'standing refresh given up for now');
    await this.database.asActor(WORKER, (tx) =>
      tx.query(
        `UPDATE standing_scan SET refresh_failures = refresh_failures + 1, refresh_requested_at = $2
         WHERE terminal_id = $1 AND refresh_requested_at IS NOT NULL`,
        [terminalId, this.clock.now()],
      ),
    );
  }

  /** A sweep: asks anew for the job of refreshes that were lost with the queue, or given up. @returns how many. */
  async requeueLost(now: Date): Promise<number> {
    return this.database.asActor(WORKER, async (tx) => {
      const [lost] = await tx.query<[{ terminal_id: string }[], number]>(
        `UPDATE standing_scan SET refresh_requested_at = $1 WHERE terminal_id IN (
           SELECT terminal_id FROM standing_scan
           WHERE refresh_requested_at < $1::timestamptz - interval '1 ms' * least($2 * 2 ^ least(refresh_failures, 30), $3)
           FOR UPDATE SKIP LOCKED LIMIT 100
         ) RETURNING terminal_id`,
        [now, LOST_AFTER_MS, MOST_WAIT_MS],
      );
      for (const { terminal_id: terminalId } of lost) {
        await requestJob(tx, 'standing.refresh', { terminalId });
      }
      return lost.length;
    });
  }

  /**
   * A sweep: asks for the refresh of findings whose history was written to or dropped from by who asks for none, as an
   * import that fails halfway does. @returns how many.
   */
  async askForMissed(now: Date): Promise<number> {
    return this.database.asActor(WORKER, async (tx) => {
      const missed = await tx.query<{ id: string }[]>(
        `SELECT terminal_id AS id FROM standing_scan s JOIN history_ledger l USING (terminal_id)
         WHERE s.refresh_requested_at IS NULL AND s.written <> l.written ORDER BY terminal_id LIMIT 1000`,
      );
      for (const { id } of missed) await askForRefresh(tx, id, 'history', now);
      return missed.length;
    });
  }

  /** How it stands where nothing is written; asks for a refresh that is missing. */
  private async look(
    tx: Tx,
    terminal: TerminalView,
    standing: StandingRow | null,
    ledger: HistoryLedger,
    now: Date,
  ): Promise<StandingStatus> {
    const stale = whyStale(standing, ledger, setupDigest(await this.setups.of(tx, terminal)));
    if (stale !== null) await askForRefresh(tx, terminal.id, stale, now);
    return statusOf(standing, stale);
  }

  private async judge(
    tx: Tx,
    terminal: TerminalView,
    standing: StandingRow | null,
    before: HistoryLedger,
    { rows, wasEmpty, droppedBlocks, ledger }: AppendedRows,
    now: Date,
  ): Promise<Pick<AppendOutcome, 'standing' | 'touched'>> {
    const digest = setupDigest(await this.setups.of(tx, terminal));
    const records = (wasEmpty ? 0 : (standing?.records ?? 0)) + rows.length;
    let from: FoldFrom | RefreshReason;
    if (wasEmpty) {
      const setup = await this.setups.whole(tx, terminal);
      await beginStanding(tx, terminal.id, setup, { digest, at: now });
      from = { setup, stream: null, place: null };
    } else {
      from = reasonToWait(standing, before, digest, rows) ?? (standing?.kept as FoldFrom);
    }
    const history = { records, written: ledger.written, at: now };
    const folded =
      typeof from === 'string' ? null : await this.fold.bringUpToDate(tx, terminal.id, from, history);
    if (folded === null) {
      const reason = typeof from === 'string' ? from : 'history';
      await askForRefresh(tx, terminal.id, reason, now);
      return { standing: statusOf(standing, reason), touched: [] };
    }
    // Blocks are made from time to time, by the job: that costs what a block costs.
    const isBlockFull = Math.floor(records / BLOCK_ROWS) > Math.floor((records - rows.length) / BLOCK_ROWS);
    const areFactsOld = now.getTime() - (standing?.kept?.factsAt ?? now).getTime() > FACTS_AGE_MS;
    // Asked for once a day, not with every append until the job has come to it.
    if (areFactsOld) await noteFactsAt(tx, terminal.id, now);
    if (isBlockFull || droppedBlocks || areFactsOld)
      await requestJob(tx, 'standing.refresh', { terminalId: terminal.id });
    const fresh = new Set(rows.map(({ id }) => id));
    const { moved, open, isWatched } = folded;
    const touched = [...(moved?.settled ?? []), ...open].filter(({ ids }) => ids.some((id) => fresh.has(id)));
    if (isWatched && touched.length > 0) await tellWatcher(tx, terminal.id);
    return { standing: { upToDate: true, rescanQueued: null, rescanFailures: 0, asOf: now }, touched };
  }
}

/** Why rows cannot be folded on to what is kept; null where they can. */
function reasonToWait(
  standing: StandingRow | null,
  before: HistoryLedger,
  digest: string,
  [first]: AppendedRows['rows'],
): RefreshReason | null {
  if (!standing?.kept) return 'first';
  return whyStale(standing, before, digest) ?? (first && isLate(first, standing.kept.place) ? 'late' : null);
}
