import { isDeepStrictEqual } from 'node:util';
import { cardTypeOf, type HistoryBlock } from '@thaw/transactions/records';
import { silentRules, type RecordKind } from '../rules';
import { BlockNames } from './block-names';
import { CardRegister, usesKeepersOf } from './card-register';
import { CardUses } from './card-uses';
import { FindingCollector, type FindingPart } from './finding-collector';
import { Found, RuleFound } from './found';
import { LaidOver } from './laid-over';
import { RecordBatch, type BatchRecord } from './record-batch';
import { RecordClasses, type RecordClass } from './record-classes';
import { startFold, stepBatch, type Fold, type RunningRule } from './running-rule';
import type { ScanRecord } from './scan-record';
import { foldsOf, setupMark, type ScanOutcome, type ScanResult, type ScanSetup } from './scan-setup';
import { SCAN_STATE_FORMAT, type ScanCounts, type ScanState } from './scan-state';
import { StreamDates } from './stream-dates';

const PURCHASES_ONLY: readonly RecordKind[] = ['purchase'];
const BEFORE_ALL = Number.NEGATIVE_INFINITY;
const NO_USE = -1;
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
  private readonly batch: RecordBatch;
  private readonly classes: RecordClasses;
  private readonly dates: StreamDates;
  private readonly cards = new CardRegister();
  private readonly names: BlockNames;
  private readonly uses = new CardUses();
  /** Whether any rule may want them. */
  private readonly keepsUses: boolean;
  private compactAt: number;
  private lastAt = BEFORE_ALL;
  private unknownCardType = 0;
  private withoutCard = 0;

  /**
   * @param folds where they are not each rule once, under the setup's parameters.
   * @throws DomainError INVALID_REQUEST on parameters that are unknown or out of bounds.
   */
  constructor(
    private readonly setup: ScanSetup,
    private readonly usesKept = USES_KEPT,
    folds: readonly Fold[] = foldsOf(setup),
  ) {
    this.batch = new RecordBatch(folds.length, this.cards);
    this.compactAt = usesKept;
    const { facts, zone, currency } = setup;
    const every = folds.map(({ rule }) => rule);
    const silent = new Set(silentRules(every, facts).map(({ rule }) => rule));
    this.running = folds.map((fold) => {
      const { folds: kinds = PURCHASES_ONLY } = fold.rule;
      const list = kinds.length === 0 || silent.has(fold.rule) ? null : this.batch.listOf(kinds);
      return startFold(fold, facts, zone, this.uses, list);
    });
    this.keepsUses = this.running.some(({ state }) => usesKeepersOf(state).length > 0);
    this.classes = new RecordClasses((kind) => this.batch.listsWith(kind));
    this.dates = new StreamDates(zone);
    this.names = new BlockNames(this.cards, currency);
  }

  /**
   * An engine that goes on where the state was saved. The state itself is not touched.
   * @param earlier what was settled before. Without it, findings hold only what joins from here on (see {@link settled}).
   * @throws Error where the state was saved under another setup: a mistake in the program.
   */
  static restoreState(setup: ScanSetup, state: ScanState, earlier: readonly FindingPart[] = []): ScanEngine {
    const engine = new ScanEngine(setup);
    if (!isDeepStrictEqual(state.setup, setupMark(setup, engine.running))) {
      throw new Error('scan state was saved under other rules, parameters, facts, time zone or currency');
    }
    engine.lastAt = state.lastAt ?? BEFORE_ALL;
    if (state.lastDate !== null) engine.dates.goOnAfter(state.lastDate);
    const { counts } = state;
    engine.classes.goOnFrom(counts);
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

  /** All that were fed, also before the state was saved from which this engine was restored. */
  get records(): number {
    return this.classes.counts().records;
  }

  /** @throws Error on a record out of time order, or a purchase without a whole, positive amount: a mistake in the program. */
  feed({ type, status, currency, id, at, amountFen, card, bin = null, cardType }: ScanRecord): void {
    if (!Number.isSafeInteger(at)) throw new Error(`record ${id} has the time ${at}: not whole ms`);
    const record = this.freeRecord();
    record.id = id;
    record.at = at;
    record.amountFen = amountFen;
    record.cardNo = this.cards.numberOf(card === '' ? null : card);
    record.bin = bin;
    record.cardType = cardType;
    this.take(this.classes.of(type, status, currency === this.setup.currency), record);
  }

  /** A piece of a history in columns. Its cards are numbered through the stream: all blocks of it come here, in their order. */
  feedBlock(block: HistoryBlock): void {
    const { names, classes } = this;
    names.learn(block);
    const { ids, at, amounts, cards, currencies, kinds } = block;
    for (let row = 0; row < block.rows; row++) {
      const kind = kinds[row] as number;
      const card = cards[row] as number;
      const record = this.freeRecord();
      record.id = ids[row] as number;
      record.at = at[row] as number;
      record.amountFen = amounts[row] as number;
      record.cardNo = names.cardNo(card);
      record.bin = names.bin(card);
      record.cardType = cardTypeOf(kind);
      this.take(classes.ofBlockKind(kind, names.isOwn(currencies[row] as number)), record);
    }
  }

  private freeRecord(): BatchRecord {
    if (this.batch.isFull) this.stepAll();
    return this.batch.free;
  }

  /**
   * Takes the record into the batch if it is anything to a rule, else leaves it free. What came is written in it and not
   * handed over beside it: so nothing is made for a row.
   */
  private take(is: RecordClass, record: BatchRecord): void {
    const { at, amountFen, cardNo } = record;
    if (!(at >= this.lastAt)) {
      throw new Error(
        `record ${record.id} at ${at} comes after one at ${this.lastAt}: history is not in order`,
      );
    }
    this.lastAt = at;
    is.count += 1;
    if (is.kind === null) return;
    if (!Number.isSafeInteger(amountFen) || amountFen <= 0) {
      throw new Error(`record ${record.id} has the amount ${amountFen}: not whole and positive`);
    }
    const { dates } = this;
    dates.date(at);
    record.kind = is.kind;
    record.day = dates.day;
    record.month = dates.month;
    record.second = dates.second;
    record.use = NO_USE;
    if (is.kind === 'purchase') {
      if (record.cardType === 'unknown') this.unknownCardType += 1;
      if (cardNo === -1) this.withoutCard += 1;
      else if (this.keepsUses && record.cardType === 'credit') record.use = this.uses.add(cardNo, record.id);
    }
    this.batch.take(is.lists);
  }

  /** Steps the rules through the records that wait. Whatever asks a rule for anything comes after it. */
  private stepAll(): void {
    for (const one of this.running) stepBatch(one);
    this.batch.clear();
    if (this.uses.size >= this.compactAt) this.compact();
  }

  /** What holds if the history ends here. Changes nothing: more records may follow. */
  finish(): ScanResult {
    const { findings, counts } = this.outcome();
    return { findings: [...findings], counts };
  }

  /** As {@link finish}, for long histories: their findings never stand in memory all at once. */
  outcome(): ScanOutcome {
    this.settle();
    const found = this.running.map(
      (one) => new RuleFound(one.rule, one.parameters, LaidOver.of(one.settled, this.judge(one))),
    );
    return { findings: new Found(found), counts: this.counts() };
  }

  /** Puts all that holds into the folds' collectors. The history ends here: nothing may follow. */
  end(): ScanCounts {
    this.settle();
    for (const { rule, state, settled } of this.running) rule.finish(state, settled);
    return this.counts();
  }

  /** What was settled since the start or, after a restore without `earlier`, since then. */
  settled(): FindingPart[] {
    this.settle();
    return this.running.flatMap(({ rule, settled }) => settled.parts(rule.code));
  }

  /** The same, which is then counted as told: the next time it is what was settled since. */
  takeSettled(): FindingPart[] {
    const parts = this.settled();
    for (const { settled } of this.running) settled.clear();
    return parts;
  }

  /** What holds only if the history ends here; to be replaced whole after the next append. */
  provisional(): FindingPart[] {
    this.stepAll();
    return this.running.flatMap((one) => this.judge(one).parts(one.rule.code));
  }

  saveState(): ScanState {
    // What is settled belongs to the findings, not to the state.
    this.settle();
    return {
      format: SCAN_STATE_FORMAT,
      setup: setupMark(this.setup, this.running),
      lastAt: this.lastAt === BEFORE_ALL ? null : this.lastAt,
      lastDate: this.dates.last,
      counts: this.counts(),
      uses: this.waitingUses(),
      rules: Object.fromEntries(this.running.map(({ rule, state }) => [rule.code, this.cards.saved(state)])),
    };
  }

  private counts(): ScanCounts {
    const { unknownCardType, withoutCard } = this;
    return { ...this.classes.counts(), unknownCardType, withoutCard };
  }

  private settle(): void {
    this.stepAll();
    this.settleRules();
  }

  private settleRules(): void {
    for (const { rule, state, settled } of this.running) rule.settle?.(state, settled);
  }

  private judge({ rule, state }: RunningRule): FindingCollector {
    const provisional = new FindingCollector(this.uses);
    rule.finish(state, provisional);
    return provisional;
  }

  /** By card, the ids of its latest uses that no finding has and one may still want. */
  private waitingUses(): Map<string, readonly number[]> {
    const keepers = this.running.flatMap(({ state }) => usesKeepersOf(state));
    const waiting = new Map<string, readonly number[]>();
    for (const [cardNo, card] of this.cards.entries()) {
      let count = 0;
      for (const keeper of keepers) count = Math.max(count, keeper.waitingOf(cardNo));
      if (count > 0) waiting.set(card, this.uses.idsOf(cardNo, count, NO_USE));
    }
    return waiting;
  }

  private compact(): void {
    this.settleRules();
    const waiting = this.waitingUses();
    this.uses.clear();
    for (const [card, ids] of waiting) for (const id of ids) this.uses.add(this.cards.numberOf(card), id);
    this.compactAt = Math.max(this.usesKept, this.uses.size * 2);
  }
}

/** A whole history in one go. */
export function scan(setup: ScanSetup, records: Iterable<ScanRecord>): ScanResult {
  const engine = new ScanEngine(setup);
  for (const record of records) engine.feed(record);
  return engine.finish();
}
