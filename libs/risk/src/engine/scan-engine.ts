import { isDeepStrictEqual } from 'node:util';
import type { Zone } from '@thaw/kernel';
import type { HistoryBlock } from '@thaw/transactions/records';
import { isCreditUse, resolveParameters } from '../rules';
import type { Finding, ParameterOverrides, RecordKind, Rule, StreamRecord, TerminalFacts } from '../rules';
import { BlockReader } from './block-reader';
import { CardRegister, cardRunsOf } from './card-register';
import { CardUses } from './card-uses';
import { factsDigest } from './facts-digest';
import { FindingCollector, joinFindings, type FindingPart } from './finding-collector';
import type { ScanRecord } from './scan-record';
import { SCAN_STATE_FORMAT, type ScanCounts, type ScanSetupMark, type ScanState } from './scan-state';

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

const PURCHASES_ONLY: readonly RecordKind[] = ['purchase'];
/** Uses that nobody waits for are let go when there are this many, or twice as many as were left the last time. */
const USES_KEPT = 1_048_576;

/**
 * One pass over one terminal's history for all rules together. Records come in the order of time, equal times by file
 * line, then id; the engine filters and dates them once, and steps every rule.
 *
 * To append: restore the saved state, feed the new records, upsert {@link settled} and replace what was provisional
 * with {@link provisional}. For a history in one go: feed everything, then {@link finish}.
 */
export class ScanEngine {
  private readonly running: readonly RunningRule[];
  /** By the kind of record that they fold. */
  private readonly folding: Readonly<Record<RecordKind, readonly RunningRule[]>>;
  private readonly cards = new CardRegister();
  private readonly uses = new CardUses();
  private compactAt: number;
  private readonly blocks = new BlockReader(this.cards);
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
  private readonly record: { -readonly [field in keyof StreamRecord]: StreamRecord[field] } = {
    kind: 'purchase',
    id: 0,
    at: 0,
    day: 0,
    month: 0,
    second: 0,
    amountFen: 0,
    card: null,
    cardNo: -1,
    bin: null,
    cardType: 'unknown',
  };

  /** @throws DomainError INVALID_REQUEST on parameters that are unknown or out of bounds. */
  constructor(
    private readonly setup: ScanSetup,
    private readonly usesKept = USES_KEPT,
  ) {
    this.compactAt = usesKept;
    const overrides = setup.parameters ?? {};
    this.running = setup.rules.map((rule) => {
      const parameters = resolveParameters(rule, overrides);
      return {
        rule,
        parameters,
        state: rule.start(parameters, setup.facts, setup.zone),
        settled: new FindingCollector(this.uses),
      };
    });
    const foldingOf = (kind: RecordKind): RunningRule[] =>
      this.running.filter(({ rule }) => (rule.folds ?? PURCHASES_ONLY).includes(kind));
    this.folding = {
      purchase: foldingOf('purchase'),
      decline: foldingOf('decline'),
      refund: foldingOf('refund'),
    };
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
    for (const [card, ids] of state.uses)
      for (const id of ids) engine.uses.add(engine.cards.numberOf(card), id);
    for (const one of engine.running) {
      one.state = engine.cards.restored(one.state, state.rules[one.rule.code]);
      for (const { rule, head, ids } of earlier) if (rule === one.rule.code) one.settled.put(head, ids);
    }
    return engine;
  }

  /** @throws Error on a record out of time order, or a purchase without a whole, positive amount: a mistake in the program. */
  feed(record: ScanRecord): void {
    this.feedNumbered(record, this.cards.numberOf(record.card === '' ? null : record.card));
  }

  private feedNumbered(record: ScanRecord, cardNo: number): void {
    const { at, amountFen, card, cardType } = record;
    if (!Number.isSafeInteger(at)) throw new Error(`record ${record.id} has the time ${at}: not whole ms`);
    if (this.lastAt !== null && at < this.lastAt) {
      throw new Error(
        `record ${record.id} at ${at} comes after one at ${this.lastAt}: history is not in order`,
      );
    }
    this.lastAt = at;
    this.records += 1;
    const kind = this.kindOf(record);
    if (kind === null) return;
    if (!Number.isSafeInteger(amountFen) || amountFen <= 0) {
      throw new Error(`record ${record.id} has the amount ${amountFen}: not whole and positive`);
    }
    const folding = this.folding[kind];
    if (kind === 'purchase') {
      this.purchases += 1;
      if (cardType === 'unknown') this.unknownCardType += 1;
      if (cardNo === -1) this.withoutCard += 1;
    } else if (folding.length === 0) {
      return;
    }
    const entry = this.record;
    entry.kind = kind;
    entry.id = record.id;
    entry.at = at;
    entry.amountFen = amountFen;
    entry.card = cardNo === -1 ? null : card;
    entry.cardNo = cardNo;
    entry.bin = record.bin ?? null;
    entry.cardType = cardType;
    this.date(at);
    if (kind === 'purchase' && isCreditUse(entry)) {
      if (this.uses.size >= this.compactAt) this.compact();
      this.uses.add(entry.cardNo, entry.id);
    }
    for (const one of folding) one.rule.step(one.state, entry, one.settled);
  }

  /** A piece of a history in columns. Its cards are numbered through the stream: all blocks of it come here, in their order. */
  feedBlock(block: HistoryBlock): void {
    this.blocks.read(block, (record, cardNo) => this.feedNumbered(record, cardNo));
  }

  /** What the record is to the rules; null, and counted by its first reason, where it is nothing to purchase rules. */
  private kindOf({ type, status, currency }: ScanRecord): RecordKind | null {
    const own = currency === this.setup.currency;
    if (type !== 'purchase') {
      this.notPurchase += 1;
      return own && type === 'refund' && status === 'approved' ? 'refund' : null;
    }
    if (status !== 'approved') {
      this.notApproved += 1;
      return own && status === 'declined' ? 'decline' : null;
    }
    if (own) return 'purchase';
    this.otherCurrency += 1;
    return null;
  }

  /** What holds if the history ends here. Changes nothing: more records may follow. */
  finish(): ScanResult {
    this.settle();
    const findings = this.running.flatMap((one) =>
      joinFindings(one.rule, one.parameters, one.settled, this.judge(one)),
    );
    return { findings, counts: this.counts() };
  }

  /** What was settled since the start or, after a restore without `earlier`, since then. */
  settled(): FindingPart[] {
    this.settle();
    return this.running.flatMap(({ rule, settled }) => settled.parts(rule.code));
  }

  /** What holds only if the history ends here; to be replaced whole after the next append. */
  provisional(): FindingPart[] {
    return this.running.flatMap((one) => this.judge(one).parts(one.rule.code));
  }

  saveState(): ScanState {
    // What is settled belongs to the findings, not to the state.
    this.settle();
    return {
      format: SCAN_STATE_FORMAT,
      setup: this.mark(),
      lastAt: this.lastAt,
      lastDate: this.lastDate && { ...this.lastDate },
      counts: this.counts(),
      uses: this.waitingUses(),
      rules: Object.fromEntries(this.running.map(({ rule, state }) => [rule.code, this.cards.saved(state)])),
    };
  }

  /**
   * Dates the record. Where clocks go back over midnight (St. John's until 2011) the repeated hour belongs to the
   * day that had begun, so that days never run backwards for the rules.
   */
  private date(at: number): void {
    const { zone } = this.setup;
    const { record } = this;
    const day = zone.dayOf(at);
    if (this.lastDate === null || day > this.lastDate.day) this.lastDate = { day, month: zone.monthOf(at) };
    record.day = this.lastDate.day;
    record.month = this.lastDate.month;
    record.second = zone.secondOfDay(at);
  }

  private counts(): ScanCounts {
    const { records, purchases, notPurchase, notApproved, otherCurrency, unknownCardType, withoutCard } =
      this;
    const excluded = { notPurchase, notApproved, otherCurrency };
    return { records, purchases, excluded, unknownCardType, withoutCard };
  }

  private settle(): void {
    for (const { rule, state, settled } of this.running) rule.settle?.(state, settled);
  }

  private judge({ rule, state }: RunningRule): FindingCollector {
    const provisional = new FindingCollector(this.uses);
    rule.finish(state, provisional);
    return provisional;
  }

  /** By card, the ids of its latest uses that no finding has and one may still want. */
  private waitingUses(): Map<string, readonly number[]> {
    const runs = this.running.flatMap(({ state }) => cardRunsOf(state) ?? []);
    const waiting = new Map<string, readonly number[]>();
    for (const [cardNo, card] of this.cards.entries()) {
      let count = 0;
      for (const of of runs) count = Math.max(count, of.waitingOf(cardNo));
      if (count > 0) waiting.set(card, this.uses.idsOf(cardNo, count, 0));
    }
    return waiting;
  }

  private compact(): void {
    this.settle();
    const waiting = this.waitingUses();
    this.uses.clear();
    for (const [card, ids] of waiting) for (const id of ids) this.uses.add(this.cards.numberOf(card), id);
    this.compactAt = Math.max(this.usesKept, this.uses.size * 2);
  }

  private mark(): ScanSetupMark {
    const { facts, zone, currency } = this.setup;
    return {
      rules: this.running.map(({ rule, parameters }) => ({
        code: rule.code,
        version: rule.version,
        parameters,
      })),
      facts: factsDigest(facts),
      timeZone: zone.name,
      currency,
    };
  }
}

/** A whole history in one go. */
export function scan(setup: ScanSetup, records: Iterable<ScanRecord>): ScanResult {
  const engine = new ScanEngine(setup);
  for (const record of records) engine.feed(record);
  return engine.finish();
}
