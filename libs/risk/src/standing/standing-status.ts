import type { HistoryLedger } from '@thaw/transactions';
import type { RefreshReason } from './standing-scan.entity';
import type { StandingRow } from './standing-store';

/** How the findings of a terminal stand to its history and to the rules in force. */
export interface StandingStatus {
  /** Whether they are those of the whole history as it is, under the rules and facts of the registry as they are. */
  readonly upToDate: boolean;
  /** Why they are being made anew; null where they need not. */
  readonly rescanQueued: RefreshReason | null;
  /** How often the rescan was given up since it is waited for; each time it is asked for again later, at last daily. */
  readonly rescanFailures: number;
  readonly asOf: Date | null;
}

/** Why the findings are to be made anew, asked for or not; null where they need not, or nobody has asked for any. */
export function whyStale(
  standing: StandingRow | null,
  ledger: HistoryLedger,
  digest: string,
): RefreshReason | null {
  if (standing === null) return null;
  if (standing.refresh) return standing.refresh.reason;
  if (standing.kept === null) return 'first';
  if (standing.written !== ledger.written) return 'history';
  return standing.kept.setupDigest === digest ? null : 'setup';
}

/** @param stale as `whyStale` says; what it names is to be asked for, if it is not yet. */
export const statusOf = (standing: StandingRow | null, stale: RefreshReason | null): StandingStatus => ({
  upToDate: standing !== null && stale === null,
  rescanQueued: stale,
  rescanFailures: standing?.refresh?.failures ?? 0,
  asOf: standing?.asOf ?? null,
});
