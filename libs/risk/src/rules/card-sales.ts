import type { CardMemory } from './rule';

const FIRST_SLOTS = 4_096;
const NONE = -1;
/** A row has room for so many times what was kept: the more, the seldomer it is written anew. */
const ROOM = 4;
/** Of a slot: its amount as a float, then its day and the slot below as whole numbers. */
const SLOT_BYTES = 16;
const FLOATS = SLOT_BYTES / 8;
const WORDS = SLOT_BYTES / 4;
const FEN = 0;
const [DAY, BELOW] = [2, 3];

/** Of one card, newest first: the day of a purchase and its amount, each greater than the one before. */
type SavedSales = readonly (readonly [day: number, fen: number])[];

/**
 * What each card bought and could bring back: of its purchases only those that no later one equals or exceeds, since for
 * any amount the latest that is large enough is the one to find. Purchases are many and questions few, so a purchase is
 * written down at the end of a row, linked to the one before it of its card, and what it outdoes is left out when the
 * card is next asked about, or when the row is full.
 */
export class CardSales implements CardMemory {
  /** By card number: where its latest purchase stands. */
  private latest = new Int32Array(1_024).fill(NONE);
  private floats = new Float64Array(FIRST_SLOTS * FLOATS);
  private words = new Int32Array(this.floats.buffer);
  private slots = 0;
  private day = 0;

  /** @param days how long a purchase can be brought back. */
  constructor(private readonly days: number) {}

  add(cardNo: number, day: number, fen: number): void {
    this.day = day;
    if (cardNo >= this.latest.length) this.makeRoomForCards(cardNo);
    if (this.slots * WORDS === this.words.length) this.makeRoom();
    this.write(this.slots, fen, day, this.latest[cardNo] as number);
    this.latest[cardNo] = this.slots++;
  }

  /** Whether the card bought for so much or more within the days before this one, or on it. */
  has(cardNo: number, fen: number, day: number): boolean {
    const slot = this.find(cardNo, fen, day - this.days);
    return slot !== NONE && this.dayOf(slot) >= day - this.days;
  }

  /** Lets go of what can no longer be brought back on this day. */
  forget(day: number): void {
    for (let cardNo = 0; cardNo < this.latest.length; cardNo++) this.find(cardNo, Infinity, day - this.days);
  }

  save(): Map<number, SavedSales> {
    const saved = new Map<number, SavedSales>();
    for (const [cardNo, latest] of this.latest.entries()) {
      if (latest === NONE) continue;
      const sales: [number, number][] = [];
      for (let slot = latest; slot !== NONE; slot = this.below(slot))
        sales.push([this.dayOf(slot), this.fen(slot)]);
      saved.set(cardNo, sales);
    }
    return saved;
  }

  load(cardNo: number, _card: string, saved: unknown): void {
    for (const [day, fen] of (saved as SavedSales).toReversed()) this.add(cardNo, day, fen);
  }

  /**
   * The card's latest purchase of so much or more. On the way it leaves out what is outdone by a later one, and all from
   * the first on that was before this day.
   */
  private find(cardNo: number, fen: number, fromDay: number): number {
    let above = NONE;
    let most = 0;
    let slot = this.latest[cardNo] ?? NONE;
    while (slot !== NONE && this.dayOf(slot) >= fromDay) {
      const below = this.below(slot);
      if (this.fen(slot) > most) {
        most = this.fen(slot);
        if (most >= fen) return slot;
        above = slot;
      } else {
        // Never the latest of the card, which nothing outdoes.
        this.words[above * WORDS + BELOW] = below;
      }
      slot = below;
    }
    if (slot === NONE) return NONE;
    if (above === NONE) this.latest[cardNo] = NONE;
    else this.words[above * WORDS + BELOW] = NONE;
    return NONE;
  }

  private fen(slot: number): number {
    return this.floats[slot * FLOATS + FEN] as number;
  }

  private dayOf(slot: number): number {
    return this.words[slot * WORDS + DAY] as number;
  }

  private below(slot: number): number {
    return this.words[slot * WORDS + BELOW] as number;
  }

  private write(slot: number, fen: number, day: number, below: number): void {
    this.floats[slot * FLOATS + FEN] = fen;
    this.words[slot * WORDS + DAY] = day;
    this.words[slot * WORDS + BELOW] = below;
  }

  /** Writes what still counts into a row of its own, which has room for several times as much, and for one of each card. */
  private makeRoom(): void {
    this.forget(this.day);
    const old = { floats: this.floats, words: this.words };
    this.resize(this.slots);
    this.slots = 0;
    for (let cardNo = 0; cardNo < this.latest.length; cardNo++) {
      let from = this.latest[cardNo] as number;
      if (from !== NONE) this.latest[cardNo] = this.slots;
      while (from !== NONE) {
        const below = old.words[from * WORDS + BELOW] as number;
        const slot = this.slots++;
        const fen = old.floats[from * FLOATS + FEN] as number;
        this.write(slot, fen, old.words[from * WORDS + DAY] as number, below === NONE ? NONE : slot + 1);
        from = below;
      }
    }
    const kept = this.floats.subarray(0, this.slots * FLOATS);
    this.resize(Math.max(FIRST_SLOTS, ROOM * this.slots, this.latest.length));
    this.floats.set(kept);
  }

  private resize(slots: number): void {
    this.floats = new Float64Array(slots * FLOATS);
    this.words = new Int32Array(this.floats.buffer);
  }

  private makeRoomForCards(cardNo: number): void {
    const latest = new Int32Array(Math.max(this.latest.length * 2, cardNo + 1)).fill(NONE);
    latest.set(this.latest);
    this.latest = latest;
  }
}
