import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { readLedger } from '@thaw/transactions';
import { canOpenState } from '../engine';
import { findingView, type FindingView } from '../finding.view';
import { RULES } from '../rules';
import { OpenFindings, openOf } from './open-findings.query';
import { SetupInForce } from './setup-in-force.service';
import { StandingFinding } from './standing-scan.entity';
import { canRun, setupDigest, type StandingRule } from './standing-setup';
import { statusOf, whyStale, type StandingStatus } from './standing-status';
import { askForRefresh, readStanding, type OpenFinding, type StandingRow } from './standing-store';

/** A finding of a terminal as staff read it; rule and key tell it apart from all others of the terminal. */
export interface StandingFindingView extends Omit<FindingView, 'id'> {
  readonly key: string;
  /** Whether all of it rests on transactions that are settled: no later one takes it back, though it may grow. */
  readonly settled: boolean;
}

export interface TerminalFindings extends StandingStatus {
  /** When locations, chargebacks and cards of other terminals were last looked at. */
  readonly factsAsOf: Date | null;
  /** By rule in the order of the list, then by time. */
  readonly items: readonly StandingFindingView[];
}

export interface FindingName {
  readonly rule: string;
  readonly key: string;
}

const ORDER = new Map(RULES.map(({ code }, place) => [code, place]));

/**
 * Reads the standing findings of terminals: what is stored, with what is open laid over it. Where they are of another
 * history or other rules by now, and nobody has asked for a rescan, whoever reads them has.
 */
@Injectable()
export class StandingFindings {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly setups: SetupInForce,
    private readonly registry: RegistryQuery,
    private readonly open: OpenFindings,
  ) {}

  /** @throws DomainError NOT_FOUND (the terminal) */
  ofTerminal(actor: Actor, terminalId: string): Promise<TerminalFindings> {
    return this.look(actor, terminalId, async (tx, standing, status) => {
      if (!standing?.kept) return { ...status, factsAsOf: null, items: [] };
      const items = await this.itemsOf(tx, terminalId, standing.kept.setup.rules, standing.openFindings);
      return { ...status, factsAsOf: standing.kept.factsAt, items };
    });
  }

  private async itemsOf(
    tx: Tx,
    terminalId: string,
    rules: readonly StandingRule[],
    openFindings: string | null,
  ): Promise<readonly StandingFindingView[]> {
    const items = new Map<string, StandingFindingView>();
    for (const stored of await tx.findBy(StandingFinding, { terminalId })) {
      const { rule, findingKey: key, cardToken: card, fromAt, toAt } = stored;
      const { count, sumFen, measured, threshold, unit, details } = stored;
      const [from, to] = [fromAt.getTime(), toAt.getTime()];
      const head = { key, card, from, to, count, sumFen, measured, threshold, unit, details };
      items.set(`${rule} ${key}`, viewOf({ rule, head }, rules, true));
    }
    for (const open of openOf(openFindings)) {
      items.set(`${open.rule} ${open.head.key}`, viewOf(open, rules, false));
    }
    const place = ({ rule }: StandingFindingView): number => ORDER.get(rule) ?? ORDER.size;
    return [...items.values()].sort(
      (a, b) => place(a) - place(b) || a.from.getTime() - b.from.getTime() || (a.key < b.key ? -1 : 1),
    );
  }

  /**
   * The ids of the transactions that make a finding, in the order of the history.
   * @throws DomainError NOT_FOUND (the terminal, or such a finding) · FINDING_OUTDATED where only a rule that this
   *   program no longer has, or state of another build, could tell
   */
  async transactionsOf(actor: Actor, terminalId: string, finding: FindingName): Promise<readonly number[]> {
    const ids = await this.look(actor, terminalId, (tx, standing) =>
      this.idsOf(tx, terminalId, standing, finding),
    );
    if (ids === null) throw new DomainError('FINDING_OUTDATED');
    return ids;
  }

  /** All as of one moment. */
  private async look<T>(
    actor: Actor,
    terminalId: string,
    read: (tx: Tx, standing: StandingRow | null, status: StandingStatus) => Promise<T>,
  ): Promise<T> {
    const { result, missing } = await this.database.asActor(
      actor,
      async (tx) => {
        const terminal = await this.registry.terminal(tx, actor, terminalId);
        const standing = await readStanding(tx, terminalId);
        const digest = standing?.kept ? setupDigest(await this.setups.of(tx, terminal)) : '';
        const stale = whyStale(standing, await readLedger(tx, terminalId), digest);
        const result = await read(tx, standing, statusOf(standing, stale));
        return { result, missing: standing?.refresh ? null : stale };
      },
      { snapshot: true },
    );
    // Apart from the reading, which must not fail where somebody writes at once.
    if (missing !== null) {
      await this.database.asActor(actor, (tx) => askForRefresh(tx, terminalId, missing, this.clock.now()));
    }
    return result;
  }

  /** @returns null where they cannot be told. */
  private async idsOf(
    tx: Tx,
    terminalId: string,
    standing: StandingRow | null,
    { rule, key }: FindingName,
  ): Promise<readonly number[] | null> {
    const stored = await tx.query<{ ids: string[] }[]>(
      `SELECT transaction_ids AS ids FROM (
         SELECT position, transaction_ids FROM standing_finding_part
         WHERE terminal_id = $1 AND rule = $2 AND finding_key = $3
         UNION ALL SELECT 2147483647, transaction_ids FROM standing_finding
         WHERE terminal_id = $1 AND rule = $2 AND finding_key = $3
       ) parts ORDER BY position`,
      [terminalId, rule, key],
    );
    const ids = stored.flatMap((part) => part.ids.map(Number));
    const isIt = (one: OpenFinding): boolean => one.rule === rule && one.head.key === key;
    if (!standing?.kept || !openOf(standing.openFindings).some(isIt)) {
      if (stored.length === 0) throw new DomainError('NOT_FOUND');
      return ids;
    }
    if (!canRun(standing.kept.setup) || !canOpenState(standing.kept.stream)) return null;
    const open = await this.open.parts(tx, terminalId, standing.kept, standing.openRows);
    return [...ids, ...(open.find(isIt)?.ids ?? [])];
  }
}

function viewOf(
  { rule, head }: OpenFinding,
  rules: readonly StandingRule[],
  settled: boolean,
): StandingFindingView {
  const { version = 0, weight = 0, parameters = {} } = rules.find(({ code }) => code === rule) ?? {};
  const { key, card, from, to, count, sumFen, measured, threshold, unit, details = {} } = head;
  const { id: _id, ...view } = findingView({
    id: '',
    rule,
    ruleVersion: version,
    weight,
    findingKey: key,
    cardToken: card,
    fromAt: new Date(from),
    toAt: new Date(to),
    ...{ count, sumFen, measured, threshold, unit, details, parameters },
  });
  return { ...view, key, settled };
}
