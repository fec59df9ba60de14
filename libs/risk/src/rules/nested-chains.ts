import type { CardRuns, RunHead, SavedRun } from './card-runs';
import type { FindingSink, StreamRecord, UsesKeeper } from './rule';

/** A shorter gap, and the number of the choice whose it is. */
export interface ShorterGap {
  readonly gapMs: number;
  readonly choice: number;
}

interface Chain {
  from: number;
  to: number;
  count: number;
  sumFen: number;
  first: number;
  last: number;
  /** The shortest gap in it, in ms. */
  measure: number;
  listed: boolean;
  /** Its uses that have been put. */
  handed: number;
}

interface Card {
  readonly token: string;
  /** Its latest use, as the stream has numbered it, and the id of that. */
  use: number;
  id: number;
  /** Under each of the shorter gaps. */
  readonly chains: readonly Chain[];
}

const LEAST = 1_024;

/**
 * The chains under shorter gaps, each of which lies within one under the longest: so of a card there is something to keep
 * only while such a one goes on, which few do.
 */
export class NestedChains implements UsesKeeper {
  /** By card number. */
  private readonly open = new Map<number, Card>();
  /** Cards whose chain is over are let go when there are this many, or twice as many as were left the last time. */
  private tidyAt = LEAST;

  /**
   * @param longest the chains under the longest gap, of these ms
   * @param shorter all other gaps
   */
  constructor(
    private readonly longest: CardRuns,
    private readonly longestMs: number,
    private readonly shorter: readonly ShorterGap[],
    private readonly headOf: RunHead,
  ) {}

  /** The card's chain under the longest gap goes on with this use, and does not have it yet. */
  goOn(record: StreamRecord, mark: number, gapMs: number, out: FindingSink): void {
    const { cardNo, use, id } = record;
    let card = this.open.get(cardNo);
    if (card === undefined) {
      if (this.open.size >= this.tidyAt) this.tidy(record.at, out);
      const only = this.longest.runOf(cardNo);
      card = { token: record.card as string, use, id, chains: this.shorter.map(() => chainOf(only)) };
      this.open.set(cardNo, card);
    }
    for (const [i, gap] of this.shorter.entries()) {
      const chain = card.chains[i] as Chain;
      if (gapMs < gap.gapMs) extend(chain, record, mark, gapMs);
      else {
        this.put(cardNo, card, chain, gap, out);
        begin(chain, record, mark);
      }
    }
    card.use = use;
    card.id = id;
  }

  /** The card's chain under the longest gap is over. */
  end(cardNo: number, out: FindingSink): void {
    const card = this.open.get(cardNo);
    if (card === undefined) return;
    this.putAll(cardNo, card, out);
    this.open.delete(cardNo);
  }

  /** @param at ms of the latest purchase */
  settle(at: number, out: FindingSink): void {
    this.tidy(at, out);
    for (const [cardNo, card] of this.open) this.putAll(cardNo, card, out);
  }

  waitingOf(cardNo: number): number {
    const chains = this.open.get(cardNo)?.chains ?? [];
    return chains.reduce((most, { listed, count }) => (listed ? most : Math.max(most, count)), 0);
  }

  private tidy(at: number, out: FindingSink): void {
    for (const cardNo of this.open.keys()) {
      if (at - this.longest.toOf(cardNo) >= this.longestMs) this.end(cardNo, out);
    }
    this.tidyAt = Math.max(LEAST, this.open.size * 2);
  }

  private putAll(cardNo: number, card: Card, out: FindingSink): void {
    for (const [i, gap] of this.shorter.entries()) this.put(cardNo, card, card.chains[i] as Chain, gap, out);
  }

  /** The stream may know of later uses already than the card's latest here: so that one is named, and not asked for. */
  private put(
    cardNo: number,
    card: Card,
    chain: Chain,
    { gapMs, choice }: ShorterGap,
    out: FindingSink,
  ): void {
    const { listed, handed, from, to, count, sumFen } = chain;
    if (!listed || handed === count) return;
    const head = { card: card.token, from, to, count, sumFen, ...this.headOf(chain, card.token, gapMs) };
    const sink = out.of(choice);
    if (count - handed > 1) sink.putUses(head, cardNo, count - handed - 1, card.use);
    sink.put(head, [card.id]);
    chain.handed = count;
  }
}

const chainOf = (run: SavedRun): Chain => ({ ...run, handed: 0 });

function extend(chain: Chain, { at, amountFen }: StreamRecord, mark: number, gapMs: number): void {
  chain.measure = chain.count === 1 ? gapMs : Math.min(chain.measure, gapMs);
  chain.to = at;
  chain.count += 1;
  chain.sumFen += amountFen;
  chain.last = mark;
  chain.listed = true;
}

function begin(chain: Chain, { at, amountFen }: StreamRecord, mark: number): void {
  chain.from = at;
  chain.to = at;
  chain.count = 1;
  chain.sumFen = amountFen;
  chain.first = mark;
  chain.last = mark;
  chain.measure = 0;
  chain.listed = false;
  chain.handed = 0;
}
