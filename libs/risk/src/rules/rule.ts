import type { Bilingual, Zone, FeeProfile } from '@thaw/kernel';

/** What a record of the stream is to the rules: an approved purchase, a declined one, or an approved refund. */
export const RECORD_KINDS = ['purchase', 'decline', 'refund'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** A record of the terminal's own currency as the rules see it. The engine filters, orders and dates; rules only fold. */
export interface StreamRecord {
  readonly kind: RecordKind;
  /** The transaction's id in the database, or its 1-based line in a file. */
  readonly id: number;
  /** The acquirer's receipt time, ms since the epoch. */
  readonly at: number;
  /** Days since 1970-01-01 in the desk's time zone. */
  readonly day: number;
  /** Months since January 1970 in the desk's time zone. */
  readonly month: number;
  /** Seconds since local midnight, 0–86399. */
  readonly second: number;
  readonly amountFen: number;
  /** Card token; null where the row names no card: such a row takes no part in card rules. */
  readonly card: string | null;
  /** The card's number within this stream, from 0, by which rules keep what they know of it; -1 without a card. */
  readonly cardNo: number;
  /** Where it stands among the stream's credit purchases by card, whose ids are kept; -1 for any other record. */
  readonly use: number;
  /** The card number's first six or eight digits, where the file gave the number. */
  readonly bin: string | null;
  readonly cardType: 'credit' | 'debit' | 'unknown';
}

/**
 * What is known of the terminal beside its stream. Frozen and hashed with the scan, so that a replay reads the same:
 * plain JSON, whole numbers only. Null is unknown, and keeps the rules silent that need it; an empty list is known.
 */
export interface TerminalFacts {
  readonly feeProfile: FeeProfile;
  /** Trading hours of the merchant's profile in seconds of the local day, both inside; null: the rule's own default. */
  readonly hours: { readonly from: number; readonly to: number } | null;
  /** When the first device was bound to it, ms since the epoch. */
  readonly installedAt: number | null;
  /** What a sale was expected to come to when the merchant signed. */
  readonly expectedTicketFen: number | null;
  /** The registered address. */
  readonly site: Place | null;
  /** Where the terminal was seen, in no order. */
  readonly fixes: readonly LocationFix[] | null;
  /** Of the cards seen here: when each was used on other terminals under measures. */
  readonly cardsOfFrozenTerminals: readonly CardElsewhere[] | null;
  /** By month of receipt. A month that is not listed had none. */
  readonly chargebacks: readonly ChargebackMonth[] | null;
  /** Slips that the merchant was asked for (调单), each sale once. */
  readonly retrievals: readonly Retrieval[] | null;
}

/** A fact that a rule may wait for. */
export type FactName = Exclude<keyof TerminalFacts, 'feeProfile' | 'hours'>;

/** In micro-degrees. */
export interface Place {
  readonly latE6: number;
  readonly lonE6: number;
}

export interface LocationFix extends Place {
  readonly id: number;
  /** ms since the epoch. */
  readonly at: number;
}

export interface CardElsewhere {
  /** Token. */
  readonly card: string;
  /** `terminal` tells the other terminals apart within this scan and says nothing else of them; `at` in ms. */
  readonly uses: readonly { readonly terminal: number; readonly at: number }[];
}

export interface ChargebackMonth {
  /** Months since January 1970 in the desk's time zone. */
  readonly month: number;
  readonly count: number;
}

/** What became of the asking for one slip. Null: not told, or not looked at. */
export interface Retrieval {
  /** The sale: its id in the database, or its 1-based line in a file. */
  readonly id: number;
  /** When it was sold, ms. */
  readonly at: number;
  readonly amountFen: number;
  /** When the slip was last asked for, ms. */
  readonly askedAt: number;
  /** `waiting`: there is time yet. `missed`: the deadline passed. `absent`: said not to be there. */
  readonly answer: 'waiting' | 'missed' | 'absent' | 'original' | 'reprint';
  readonly signed: boolean | null;
  readonly entry: CardEntry | null;
  readonly chipCard: boolean | null;
  /** Whether the number on the screen is that of the card, as far as either is known. */
  readonly numberSame: boolean | null;
  /** Whether the cardholder's name is that of the ID that was shown. */
  readonly nameSame: boolean | null;
}

/** How the card was read. */
export const CARD_ENTRIES = ['chip', 'contactless', 'stripe', 'keyed'] as const;
export type CardEntry = (typeof CARD_ENTRIES)[number];

/** Facts of a terminal of which no more is known than its fee profile. */
export const factsOf = (feeProfile: TerminalFacts['feeProfile']): TerminalFacts => ({
  feeProfile,
  hours: null,
  installedAt: null,
  expectedTicketFen: null,
  site: null,
  fixes: null,
  cardsOfFrozenTerminals: null,
  chargebacks: null,
  retrievals: null,
});

/** What the rules on credit cards look at. */
export const isCreditUse = (record: StreamRecord): record is StreamRecord & { readonly card: string } =>
  record.cardType === 'credit' && record.cardNo >= 0;

/** LOW in rules.md: the seed's card-repeat and limit rules bite on these profiles only. */
export const isLow = (facts: TerminalFacts): boolean => facts.feeProfile !== 'standard';

export type ParameterUnit =
  | 'fen'
  | 'count'
  | 'seconds'
  | 'percent'
  | 'per_mille'
  | 'thousandths'
  | 'days'
  | 'months'
  | 'ratio'
  | 'metres'
  | 'km_per_hour'
  | 'second_of_day'
  | 'switch';

/** Every threshold is a whole number with a default, a unit and bounds (both inside). */
export interface ParameterSpec {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: ParameterUnit;
  readonly label: Bilingual;
}

export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;
export type Parameters<P extends ParameterSpecs> = { readonly [name in keyof P]: number };

/** The head of one finding. `from`, `to`, `count` and `sumFen` speak of the transactions in it. */
export interface FindingHead {
  /** Stable within rule and terminal: what it is about and where it starts, e.g. `card|day`. A later put with it replaces the head. */
  readonly key: string;
  readonly card: string | null;
  /** ms of its first and last transaction; where it speaks of facts and has none, of those. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly sumFen: number;
  /** The value that was measured and the threshold it met, in `unit`. */
  readonly measured: number;
  readonly threshold: number;
  readonly unit: ParameterUnit;
  /** Further whole numbers that the explanation speaks of, e.g. debit and credit counts. */
  readonly details?: Readonly<Record<string, number>>;
}

/** Where findings go. */
export interface FindingSink {
  /**
   * With a new key opens a finding, with a known key replaces its head; `ids` are the transactions that join it now,
   * never those given before.
   */
  put(head: FindingHead, ids: readonly number[]): void;
  /**
   * The same with ids that the stream has kept: the card's `count` credit purchases before this `use` of it, or its
   * latest where that is -1.
   */
  putUses(head: FindingHead, cardNo: number, count: number, before: number): void;
  /** Where findings go that a fold for several choices has under this one of them, by number; see {@link Sharing}. */
  of(choice: number): FindingSink;
}

/** A finding as it is stored and shown: its head, the rule that made it and all its transactions in order. */
export interface Finding extends FindingHead {
  readonly rule: string;
  readonly version: number;
  readonly weight: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly transactions: readonly number[];
}

/**
 * What keeps itself of a rule's state, being more than plain data: card numbers mean nothing outside their stream, and
 * what facts or other state give can be made again.
 */
export interface SelfSaving {
  /** Plain data, cards by token. */
  save(tokenOf: (cardNo: number) => string): unknown;
  /** Takes over what was saved; called once, on what `start` made. */
  load(saved: unknown, numberOf: (token: string) => number): void;
}

/** What is kept of each card by itself, so that an append can load only the cards it touches. */
export interface CardMemory {
  /** By card number. */
  save(): Map<number, unknown>;
  load(cardNo: number, card: string, saved: unknown): void;
}

/** What may yet want uses of cards that the stream keeps, see {@link FindingSink.putUses}. */
export interface UsesKeeper {
  /** How many of the card's latest uses no finding has yet, and one may still want. */
  waitingOf(cardNo: number): number;
}

/**
 * How one fold serves several choices of parameters: of those named in `by` a greater value only lets fewer findings
 * through, so that the fold under the least of each has all that any of them finds.
 */
export interface Narrowing<P extends ParameterSpecs = ParameterSpecs> {
  readonly by: readonly (keyof P & string)[];
  /** For which parameters this holds; absent: for all. */
  holds?(parameters: Parameters<P>): boolean;
  /** The finding's threshold as a fold under these parameters has it, all else being the same; null: it does not find it. */
  threshold(finding: FindingHead, parameters: Parameters<P>): number | null;
}

/**
 * How one fold serves choices whose findings are not each other's: what it keeps of the stream it keeps once, and judges
 * it under each of them.
 */
export interface Sharing<P extends ParameterSpecs = ParameterSpecs, S = unknown> {
  /** In these the choices may differ, and in nothing else. */
  readonly by: readonly (keyof P & string)[];
  /** Makes a state from which the rule's fold puts findings into `out.of(choice)`. It need not be such as can be saved. */
  start(choices: readonly Parameters<P>[], facts: TerminalFacts, zone: Zone): S;
}

/** For {@link Narrowing.threshold}: what is measured makes a finding from `least` on. */
export const narrowedTo = ({ measured }: FindingHead, least: number, threshold = least): number | null =>
  measured >= least ? threshold : null;

/**
 * A risk rule: a pure fold over one terminal's records in time order. No database, clock or framework.
 *
 * - State is an object of plain data (numbers, strings, arrays, objects, Map), bounded by the rule's window and the cards
 *   seen in it, so that it can be saved after any row and restored; what is more than that is {@link SelfSaving}. State per
 *   card lives in `cards`, a Map by `cardNo` or a {@link CardMemory}.
 * - `step` may change the state, and puts what is settled: what no later purchase can take back.
 * - `finish` must not change the state: it puts what holds if the history ends here (an unfinished day, month or
 *   span is judged as it stands). It may be called after any append; what it put before is then replaced whole.
 */
export interface Rule<P extends ParameterSpecs = ParameterSpecs, S = unknown> {
  /** As in rules.md, e.g. `R1a`. */
  readonly code: string;
  /** Raised whenever the same history could give other findings. */
  readonly version: number;
  readonly name: string;
  readonly title: Bilingual;
  /** What a merchant may read of a hit: never thresholds or parameters. */
  readonly merchantExplanation: Bilingual;
  readonly parameters: P;
  /** Share in a case's score; 0 informs only. */
  readonly weight: number;
  /** The kinds of record that it folds; absent: purchases only; none: facts only. */
  readonly folds?: readonly RecordKind[];
  /** Absent: no choice of parameters has another's findings. */
  readonly narrowing?: Narrowing<P>;
  /** Absent: what narrowing does not serve takes a fold of its own. */
  readonly sharing?: Sharing<P, S>;
  /** The facts without which it is silent. */
  readonly needs?: readonly FactName[];
  /** How many local days back a record can still change a finding; null: the card's whole run. */
  readonly lookBackDays: number | null;
  /** The zone is the desk's, for facts: records are dated already. */
  start(parameters: Parameters<P>, facts: TerminalFacts, zone: Zone): S;
  step(this: void, state: S, record: StreamRecord, out: FindingSink): void;
  /** Puts what is settled and has not been put yet. Asked before findings are read or state is saved; the fold goes on. */
  settle?(state: S, out: FindingSink): void;
  finish(state: S, out: FindingSink): void;
  /** For staff: names window, measured value and threshold. Rendered on reading, never stored. */
  explain(finding: FindingHead, parameters: Parameters<P>): Bilingual;
}

/** Lets a rule file be checked against its own parameter and state types while the list holds them all. */
export const defineRule = <P extends ParameterSpecs, S extends object>(rule: Rule<P, S>): Rule => rule;
