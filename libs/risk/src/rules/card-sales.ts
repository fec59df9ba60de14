import type { CardMemory } from './rule';

const FIRST_SLOTS = 4_096;
const NONE = -1;

/** Of one card, newest first: the day of a purchase and its amount, each greater than the one before. */
type SavedSales = readonly (readonly [day: number, fen: number])[];

/**
 * What each card bought and could bring back: of its purchases only those that no later one equals or exceeds, since for
 * any amount the latest that is large enough is the one to find.
 */
export class CardSales implements CardMemory {
  /** By card number: where its latest purchase stands. */
  private latest = new Int32Array(1_024).fill(NONE);
  private day = new Int32Array(FIRST_SLOTS);
  private fen = new Float64Array(FIRST_SLOTS);
  private below = new Int32Array(FIRST_SLOTS);
  private slots = 0;

  add(cardNo: number, day: number, fen: number): void {
    if (cardNo >= this.latest.length) this.makeRoomForCards(cardNo);
    let below = this.latest[cardNo] as number;
    // A purchase that is outdone gives its place to the one that outdoes it.
    let slot = NONE;
    while (below !== NONE && (this.fen[below] as number) <= fen) {
      slot = below;
      below = this.below[below] as number;
    }
    if (slot === NONE) {
      if (this.slots === this.fen.length) this.makeRoom();
      slot = this.slots++;
    }
    this.day[slot] = day;
    this.fen[slot] = fen;
    this.below[slot] = below;
    this.latest[cardNo] = slot;
  }

  /** Whether the card bought for so much or more on this day or later. */
  has(cardNo: number, fen: number, fromDay: number): boolean {
    let slot = this.latest[cardNo] ?? NONE;
    while (slot !== NONE && (this.fen[slot] as number) < fen) slot = this.below[slot] as number;
    return slot !== NONE && (this.day[slot] as number) >= fromDay;
  }

  /** Lets go of what was bought before this day. */
  forget(day: number): void {
    const isOver = (slot: number): boolean => slot !== NONE && (this.day[slot] as number) < day;
    for (let cardNo = 0; cardNo < this.latest.length; cardNo++) {
      let slot = this.latest[cardNo] as number;
      if (isOver(slot)) this.latest[cardNo] = NONE;
      while (slot !== NONE) {
        const below = this.below[slot] as number;
        if (isOver(below)) this.below[slot] = NONE;
        slot = this.below[slot] as number;
      }
    }
  }

  save(): Map<number, SavedSales> {
    const saved = new Map<number, SavedSales>();
    for (const [cardNo, latest] of this.latest.entries()) {
      if (latest === NONE) continue;
      const sales: [number, number][] = [];
      for (let slot = latest; slot !== NONE; slot = this.below[slot] as number) {
        sales.push([this.day[slot] as number, this.fen[slot] as number]);
      }
      saved.set(cardNo, sales);
    }
    return saved;
  }

  load(cardNo: number, _card: string, saved: unknown): void {
    for (const [day, fen] of (saved as SavedSales).toReversed()) this.add(cardNo, day, fen);
  }

  private makeRoom(): void {
    const day = new Int32Array(this.slots * 2);
    day.set(this.day);
    this.day = day;
    const fen = new Float64Array(this.slots * 2);
    fen.set(this.fen);
    this.fen = fen;
    const below = new Int32Array(this.slots * 2);
    below.set(this.below);
    this.below = below;
  }

  private makeRoomForCards(cardNo: number): void {
    const latest = new Int32Array(Math.max(this.latest.length * 2, cardNo + 1)).fill(NONE);
    latest.set(this.latest);
    this.latest = latest;
  }
}
