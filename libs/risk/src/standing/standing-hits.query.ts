import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { readLedger } from '@thaw/transactions';
import { OpenFindings } from './open-findings.query';
import { SetupInForce } from './setup-in-force.service';
import { canRun, setupDigest } from './standing-setup';
import { whyStale } from './standing-status';
import { askForRefresh, readStanding, type StandingRow } from './standing-store';

/** A standing finding as who watches the terminal weighs it. */
export interface StandingHit {
  readonly rule: string;
  readonly key: string;
  readonly weight: number;
  readonly card: string | null;
  readonly from: Date;
  readonly to: Date;
  readonly count: number;
  readonly sumFen: number;
  readonly measured: number;
  readonly threshold: number;
}

export interface HitsSince {
  /** Whether the findings are those of the whole history; where they are not, a rescan is asked for and tells its end. */
  readonly upToDate: boolean;
  readonly hits: readonly StandingHit[];
}

const WORKER = systemActor('worker');

/** What the standing findings of a terminal say of transactions that came in after a certain one. */
@Injectable()
export class StandingHits {
  constructor(
    private readonly registry: RegistryQuery,
    private readonly setups: SetupInForce,
    private readonly open: OpenFindings,
  ) {}

  /**
   * Findings of at least this weight in which a transaction with a greater id takes part; and those that rest on no
   * transaction, but on locations or chargebacks. Whoever writes to the standing scan waits until the caller's
   * transaction has ended, so that rows, cards and state that are read here are of one moment.
   * @param leastWeight at least 1
   */
  async since(
    tx: Tx,
    terminalId: string,
    { afterId, leastWeight }: { readonly afterId: number; readonly leastWeight: number },
    now: Date,
  ): Promise<HitsSince> {
    await tx.query('SELECT FROM standing_scan WHERE terminal_id = $1 FOR SHARE', [terminalId]);
    const standing = await readStanding(tx, terminalId);
    const terminal = await this.registry.terminal(tx, WORKER, terminalId);
    const digest = standing?.kept ? setupDigest(await this.setups.of(tx, terminal)) : '';
    const stale = standing === null ? 'first' : whyStale(standing, await readLedger(tx, terminalId), digest);
    if (stale !== null) {
      if (standing?.refresh === undefined || standing.refresh === null)
        await askForRefresh(tx, terminalId, stale, now);
      return { upToDate: false, hits: [] };
    }
    const hits = standing?.kept ? await this.hitsOf(tx, terminalId, standing, afterId) : [];
    return { upToDate: true, hits: hits.filter(({ weight }) => weight >= leastWeight) };
  }

  /** Whether all that has come in is judged, at the cost of two look-ups. */
  async isCurrent(tx: Tx, terminalId: string): Promise<boolean> {
    const current = await tx.query<unknown[]>(
      `SELECT FROM standing_scan s LEFT JOIN history_ledger l USING (terminal_id)
       WHERE s.terminal_id = $1 AND s.state IS NOT NULL AND s.refresh_requested_at IS NULL
         AND s.written = coalesce(l.written, 0)`,
      [terminalId],
    );
    return current.length > 0;
  }

  private async hitsOf(
    tx: Tx,
    terminalId: string,
    { kept, openRows }: StandingRow,
    afterId: number,
  ): Promise<readonly StandingHit[]> {
    if (kept === null || !canRun(kept.setup)) return [];
    const weights = new Map(kept.setup.rules.map(({ code, weight }) => [code, weight]));
    const weighing = [...weights].filter(([, weight]) => weight > 0).map(([code]) => code);
    const hits = new Map<string, StandingHit & { readonly isNew: boolean }>();
    for (const row of await tx.query<StoredRow[]>(STORED, [terminalId, weighing, afterId])) {
      const { sumFen, measured, threshold, ...rest } = row;
      hits.set(`${row.rule}|${row.key}`, {
        ...rest,
        weight: weights.get(row.rule) ?? 0,
        sumFen: Number(sumFen),
        measured: Number(measured),
        threshold: Number(threshold),
      });
    }
    for (const { rule, head, ids } of await this.open.parts(tx, terminalId, kept, openRows)) {
      const { key, card, from, to, count, sumFen, measured, threshold } = head;
      const stored = hits.get(`${rule}|${key}`);
      hits.set(`${rule}|${key}`, {
        ...{ rule, key, card, count, sumFen, measured, threshold },
        weight: weights.get(rule) ?? 0,
        from: new Date(from),
        to: new Date(to),
        isNew: stored?.isNew === true || count === 0 || ids.some((id) => id > afterId),
      });
    }
    return [...hits.values()].filter(({ isNew }) => isNew).map(({ isNew: _, ...hit }) => hit);
  }
}

interface StoredRow extends Omit<StandingHit, 'weight' | 'sumFen' | 'measured' | 'threshold'> {
  readonly sumFen: string;
  readonly measured: string;
  readonly threshold: string;
  readonly isNew: boolean;
}

/** All of them: what is open may go on with one that has nothing new itself. */
const STORED = `
SELECT f.rule, f.finding_key AS key, f.card_token AS card, f.from_at AS "from", f.to_at AS "to", f.count,
       f.sum_fen AS "sumFen", f.measured, f.threshold,
       f.count = 0 OR EXISTS (SELECT FROM unnest(f.transaction_ids) AS id WHERE id > $3)
       OR EXISTS (SELECT FROM standing_finding_part p, unnest(p.transaction_ids) AS id
                  WHERE p.terminal_id = f.terminal_id AND p.rule = f.rule AND p.finding_key = f.finding_key AND id > $3)
         AS "isNew"
FROM standing_finding f WHERE f.terminal_id = $1 AND f.rule = ANY($2)`;
