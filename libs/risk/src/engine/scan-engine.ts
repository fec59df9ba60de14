import { isDeepStrictEqual } from 'node:util';
import type { Zone } from '@thaw/kernel';
import { resolveParameters } from '../rules';
import type { Finding, ParameterOverrides, Purchase, Rule, TerminalFacts } from '../rules';
import { FindingCollector, joinFindings, type FindingPart } from './finding-collector';
import { SCAN_STATE_FORMAT, type ScanCounts, type ScanSetupMark, type ScanState } from './scan-state';

/** One row of a terminal's history as it was imported. */
export interface ScanRecord {
  /** The transaction's id in the database, or its 1-based line in a file. */
  readonly id: number;
  /** The acquirer's receipt time, ms since the epoch. */
  readonly at: number;
  /** Whole and positive, in minor units of `currency`. */
  readonly amountFen: number;
  readonly currency: string;
  readonly type: 'purchase' | 'refund' | 'cash';
  readonly status: 'approved' | 'declined' | 'voided' | 'reversed';
  /** Card token; null or empty where the row names none. */
  readonly card: string | null;
  readonly cardType: 'credit' | 'debit' | 'unknown';
}

export interface ScanSetup {
  readonly rules: readonly Rule[];
  /** What differs from the defaults. */
  readonly parameters?: ParameterOverrides;
  readonly facts: TerminalFacts;
  /** The desk's time zone: days, months and hours are read in it. */
  readonly zone: Zone;
  /** The terminal's own currency: thresholds are its minor units. */
  readonly currency: string;
}

export interface ScanResult {
  /** By rule in the order of the list, then `from`, then key. */
  readonly findings: readonly Finding[];
  readonly counts: ScanCounts;
}

interface RunningRule {
  readonly rule: Rule;
  readonly parameters: Readonly<Record<string, number>>;
  state: unknown;
  readonly settled: FindingCollector;
}

/**
 * One pass over one terminal's history for all rules together. Records come in the order of time, equal times by file
 * line, then id; the engine filters and dates them once, and steps every rule.
 *
 * To append: restore the saved state, feed the new records, upsert {@link settled} and replace what was provisional
 * with {@link provisional}. For a history in one go: feed everything, then {@link finish}.
 */
export class ScanEngine {
  private readonly running: readonly RunningRule[];
  private lastAt: number | null = null;
  private lastDate: { day: number; month: number } | null = null;
  private records = 0;
  private purchases = 0;
  private notPurchase = 0;
  private notApproved = 0;
  private otherCurrency = 0;
  private unknownCardType = 0;
  private withoutCard = 0;
  /** One object for all rows: a rule reads it within its step and never keeps it. */
  private readonly purchase: { -readonly [field in keyof Purchase]: Purchase[field] } = {
    id: 0,
    at: 0,
    day: 0,
    month: 0,
    second: 0,
    amountFen: 0,
    card: null,
    cardType: 'unknown',
  };

  /** @throws DomainError INVALID_REQUEST on parameters that are unknown or out of bounds. */
  constructor(private readonly setup: ScanSetup) {
    const overrides = setup.parameters ?? {};
    this.running = setup.rules.map((rule) => {
      const parameters = resolveParameters(rule, overrides);
      return {
        rule,
        parameters,
        state: rule.start(parameters, setup.facts),
        settled: new FindingCollector(),
      };
    });
  }

  /**
   * An engine that goes on where the state was saved. The state itself is not touched.
   * @param earlier what was settled before. Without it, findings hold only what joins from here on (see {@link settled}).
   * @throws Error where the state was saved under another setup: a mistake in the program.
   */
  static restoreState(setup: ScanSetup, state: ScanState, earlier: readonly FindingPart[] = []): ScanEngine {
    const engine = new ScanEngine(setup);
    if (!isDeepStrictEqual(state.setup, engine.mark())) {
      throw new Error('scan state was saved under other rules, parameters, facts, time zone or currency');
    }
    engine.lastAt = state.lastAt;
    engine.lastDate = state.lastDate && { ...state.lastDate };
    const { counts } = state;
    engine.records = counts.records;
    engine.purchases = counts.purchases;
    engine.notPurchase = counts.excluded.notPurchase;
    engine.notApproved = counts.excluded.notApproved;
    engine.otherCurrency = counts.excluded.otherCurrency;
    engine.unknownCardType = counts.unknownCardType;
    engine.withoutCard = counts.withoutCard;
    for (const one of engine.running) {
      one.state = structuredClone(state.rules[one.rule.code]);
      for (const { rule, head, ids } of earlier) if (rule === one.rule.code) one.settled.put(head, ids);
    }
    return engine;
  }

  /** @throws Error on a record out of time order, or a purchase without a whole, positive amount: a mistake in the program. */
  feed(record: ScanRecord): void {
    const { at, amountFen, card, cardType } = record;
    if (!Number.isSafeInteger(at)) throw new Error(`record ${record.id} has the time ${at}: not whole ms`);
    if (this.lastAt !== null && at < this.lastAt) {
      throw new Error(
        `record ${record.id} at ${at} comes after one at ${this.lastAt}: history is not in order`,
      );
    }
    this.lastAt = at;
    this.records += 1;
    if (record.type !== 'purchase') {
      this.notPurchase += 1;
      return;
    }
    if (record.status !== 'approved') {
      this.notApproved += 1;
      return;
    }
    if (record.currency !== this.setup.currency) {
      this.otherCurrency += 1;
      return;
    }
    if (!Number.isSafeInteger(amountFen) || amountFen <= 0) {
      throw new Error(`record ${record.id} has the amount ${amountFen}: not whole and positive`);
    }
    this.purchases += 1;
    if (cardType === 'unknown') this.unknownCardType += 1;
    const { purchase } = this;
    purchase.id = record.id;
    purchase.at = at;
    purchase.amountFen = amountFen;
    purchase.card = card === '' ? null : card;
    purchase.cardType = cardType;
    if (purchase.card === null) this.withoutCard += 1;
    this.date(at);
    for (const one of this.running) one.rule.step(one.state, purchase, one.settled);
  }

  /** What holds if the history ends here. Changes nothing: more records may follow. */
  finish(): ScanResult {
    const findings = this.running.flatMap((one) =>
      joinFindings(one.rule, one.parameters, one.settled, judge(one)),
    );
    return { findings, counts: this.counts() };
  }

  /** What was settled since the start or, after a restore without `earlier`, since then. */
  settled(): FindingPart[] {
    return this.running.flatMap(({ rule, settled }) => settled.parts(rule.code));
  }

  /** What holds only if the history ends here; to be replaced whole after the next append. */
  provisional(): FindingPart[] {
    return this.running.flatMap((one) => judge(one).parts(one.rule.code));
  }

  saveState(): ScanState {
    return {
      format: SCAN_STATE_FORMAT,
      setup: this.mark(),
      lastAt: this.lastAt,
      lastDate: this.lastDate && { ...this.lastDate },
      counts: this.counts(),
      rules: structuredClone(Object.fromEntries(this.running.map(({ rule, state }) => [rule.code, state]))),
    };
  }

  /**
   * Dates the purchase. Where clocks go back over midnight (St. John's until 2011) the repeated hour belongs to the
   * day that had begun, so that days never run backwards for the rules.
   */
  private date(at: number): void {
    const { zone } = this.setup;
    const { purchase } = this;
    const day = zone.dayOf(at);
    if (this.lastDate === null || day > this.lastDate.day) this.lastDate = { day, month: zone.monthOf(at) };
    purchase.day = this.lastDate.day;
    purchase.month = this.lastDate.month;
    purchase.second = zone.secondOfDay(at);
  }

  private counts(): ScanCounts {
    const { records, purchases, notPurchase, notApproved, otherCurrency, unknownCardType, withoutCard } =
      this;
    const excluded = { notPurchase, notApproved, otherCurrency };
    return { records, purchases, excluded, unknownCardType, withoutCard };
  }

  private mark(): ScanSetupMark {
    const { facts, zone, currency } = this.setup;
    const { feeProfile, hours } = facts;
    return {
      rules: this.running.map(({ rule, parameters }) => ({
        code: rule.code,
        version: rule.version,
        parameters,
      })),
      facts: { feeProfile, hours: hours && { from: hours.from, to: hours.to } },
      timeZone: zone.name,
      currency,
    };
  }
}

function judge({ rule, state }: RunningRule): FindingCollector {
  const provisional = new FindingCollector();
  rule.finish(state, provisional);
  return provisional;
}

/** A whole history in one go. */
export function scan(setup: ScanSetup, records: Iterable<ScanRecord>): ScanResult {
  const engine = new ScanEngine(setup);
  for (const record of records) engine.feed(record);
  return engine.finish();
}
