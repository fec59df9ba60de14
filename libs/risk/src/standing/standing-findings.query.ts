import { Injectable } from '@nestjs/common';
import { DomainError, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { HistoryReader, readLedger } from '@thaw/transactions';
import { append, cardsOfRows, type FindingPart } from '../engine';
import { findingView, type FindingView } from '../finding.view';
import { RULES } from '../rules';
import { StandingFinding } from './standing-scan.entity';
import { statusOf, type StandingStatus } from './standing-scans.service';
import { scanSetup, type StandingRule } from './standing-setup';
import { readCards, readStanding, type KeptScan, type OpenFinding } from './standing-store';

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

const ORDER = new Map(RULES.map(({ code }, place) => [code, place]));

/** Reads the standing findings of terminals: what is stored, with what is open laid over it. */
@Injectable()
export class StandingFindings {
  constructor(
    private readonly registry: RegistryQuery,
    private readonly history: HistoryReader,
  ) {}

  /** @throws DomainError NOT_FOUND (the terminal) */
  async ofTerminal(tx: Tx, actor: Actor, terminalId: string): Promise<TerminalFindings> {
    await this.registry.terminal(tx, actor, terminalId);
    const standing = await readStanding(tx, terminalId);
    const status = statusOf(standing, await readLedger(tx, terminalId));
    if (!standing?.kept) return { ...status, factsAsOf: null, items: [] };
    const { setup, factsAt: factsAsOf } = standing.kept;
    const { rules } = setup;
    const items = new Map<string, StandingFindingView>();
    for (const stored of await tx.findBy(StandingFinding, { terminalId })) {
      const { rule, findingKey: key, cardToken: card, fromAt, toAt } = stored;
      const { count, sumFen, measured, threshold, unit, details } = stored;
      const [from, to] = [fromAt.getTime(), toAt.getTime()];
      const head = { key, card, from, to, count, sumFen, measured, threshold, unit, details };
      items.set(`${rule} ${key}`, viewOf({ rule, head }, rules, true));
    }
    for (const open of JSON.parse(standing.openFindings ?? '[]') as OpenFinding[]) {
      items.set(`${open.rule} ${open.head.key}`, viewOf(open, rules, false));
    }
    const place = ({ rule }: StandingFindingView): number => ORDER.get(rule) ?? ORDER.size;
    const sorted = [...items.values()].sort(
      (a, b) => place(a) - place(b) || a.from.getTime() - b.from.getTime() || (a.key < b.key ? -1 : 1),
    );
    return { ...status, factsAsOf, items: sorted };
  }

  /**
   * The ids of the transactions that make a finding, in the order of the history.
   * @throws DomainError NOT_FOUND (the terminal, or such a finding)
   */
  async transactionsOf(
    tx: Tx,
    actor: Actor,
    terminalId: string,
    { rule, key }: { readonly rule: string; readonly key: string },
  ): Promise<readonly number[]> {
    await this.registry.terminal(tx, actor, terminalId);
    const stored = await tx.query<{ ids: string[] }[]>(
      `SELECT transaction_ids AS ids FROM (
         SELECT position, transaction_ids FROM standing_finding_part
         WHERE terminal_id = $1 AND rule = $2 AND finding_key = $3
         UNION ALL SELECT 2147483647, transaction_ids FROM standing_finding
         WHERE terminal_id = $1 AND rule = $2 AND finding_key = $3
       ) parts ORDER BY position`,
      [terminalId, rule, key],
    );
    const standing = await readStanding(tx, terminalId);
    const open = standing?.kept ? await this.openParts(tx, terminalId, standing.kept, standing.openRows) : [];
    const part = open.find((one) => one.rule === rule && one.head.key === key);
    if (stored.length === 0 && !part) throw new DomainError('NOT_FOUND');
    return [...stored.flatMap(({ ids }) => ids.map(Number)), ...(part?.ids ?? [])];
  }

  /** What the open rows come to. Only the heads of it are kept: the ids are those of many rows. */
  private async openParts(
    tx: Tx,
    terminalId: string,
    kept: KeptScan,
    openRows: number,
  ): Promise<readonly FindingPart[]> {
    const rows = await this.history.rowsBehind(tx, terminalId, kept.place, openRows);
    const cards = await readCards(tx, terminalId, cardsOfRows(rows));
    return append(scanSetup(kept.setup), { stream: kept.stream, cards }, rows, 0).open;
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
