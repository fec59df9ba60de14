import { Inject, Injectable } from '@nestjs/common';
import { DomainError, isAllowed, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
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
import { beginStanding, markForRefresh, noteFactsAt, readStanding, type StandingRow } from './standing-store';

/** How the findings of a terminal stand to its history. */
export interface StandingStatus {
  /** Whether they are those of the whole history as it is. */
  readonly upToDate: boolean;
  /** Why they are being made anew; null where they need not. */
  readonly rescanQueued: RefreshReason | null;
  readonly asOf: Date | null;
}

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
        return { appendId, verdicts, standing: statusOf(standing, before), touched: [] };
      }
      const judged = await this.judge(tx, terminal, standing, before, written, now);
      return { appendId, verdicts, ...judged };
    });
  }

  /** Rows have come into the history by an import: where there are findings to keep, they are brought up to date. */
  async noteImport(tx: Tx, terminalId: string, accepted: number): Promise<void> {
    if (accepted === 0 || (await readStanding(tx, terminalId)) === null) return;
    await markForRefresh(tx, terminalId, 'history', this.clock.now());
    // Also where it was asked for before: the job may have stepped aside for this import.
    await requestJob(tx, 'standing.refresh', { terminalId });
  }

  /** A sweep: asks anew for the job of refreshes that were lost with the queue. @returns how many. */
  async requeueLost(now: Date): Promise<number> {
    return this.database.asActor(systemActor('worker'), async (tx) => {
      const [lost] = await tx.query<[{ terminal_id: string }[], number]>(
        `UPDATE standing_scan SET refresh_requested_at = $1 WHERE terminal_id IN (
           SELECT terminal_id FROM standing_scan WHERE refresh_requested_at < $2 FOR UPDATE SKIP LOCKED LIMIT 100
         ) RETURNING terminal_id`,
        [now, new Date(now.getTime() - LOST_AFTER_MS)],
      );
      for (const { terminal_id: terminalId } of lost) {
        await requestJob(tx, 'standing.refresh', { terminalId });
      }
      return lost.length;
    });
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
      const isNew = await markForRefresh(tx, terminal.id, reason, now);
      if (isNew) await requestJob(tx, 'standing.refresh', { terminalId: terminal.id });
      const rescanQueued = standing?.refresh?.reason ?? reason;
      return { standing: { upToDate: false, rescanQueued, asOf: standing?.asOf ?? null }, touched: [] };
    }
    // Blocks are made from time to time, by the job: that costs what a block costs.
    const isBlockFull = Math.floor(records / BLOCK_ROWS) > Math.floor((records - rows.length) / BLOCK_ROWS);
    const areFactsOld = now.getTime() - (standing?.kept?.factsAt ?? now).getTime() > FACTS_AGE_MS;
    // Asked for once a day, not with every append until the job has come to it.
    if (areFactsOld) await noteFactsAt(tx, terminal.id, now);
    if (isBlockFull || droppedBlocks || areFactsOld)
      await requestJob(tx, 'standing.refresh', { terminalId: terminal.id });
    const fresh = new Set(rows.map(({ id }) => id));
    const { moved, open } = folded;
    return {
      standing: { upToDate: true, rescanQueued: null, asOf: now },
      touched: [...(moved?.settled ?? []), ...open].filter(({ ids }) => ids.some((id) => fresh.has(id))),
    };
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
  if (standing.refresh) return standing.refresh.reason;
  if (standing.written !== before.written) return 'history';
  if (standing.kept.setupDigest !== digest) return 'setup';
  return first && isLate(first, standing.kept.place) ? 'late' : null;
}

export function statusOf(standing: StandingRow | null, ledger: HistoryLedger): StandingStatus {
  if (standing === null) return { upToDate: false, rescanQueued: null, asOf: null };
  const { refresh, written, asOf } = standing;
  return {
    upToDate: refresh === null && written === ledger.written,
    rescanQueued: refresh?.reason ?? null,
    asOf,
  };
}
