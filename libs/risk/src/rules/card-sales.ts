import type { CardMemory } from './rule';

const FIRST_SLOTS = 4_096;
const NONE = -1;
/** Of a slot: its amount as a float, then its day and the number of the sale before it of its card as whole numbers. */
const SLOT_BYTES = 16;
const FLOATS = SLOT_BYTES / 8;
const WORDS = SLOT_BYTES / 4;
const FEN = 0;
const [DAY, BEFORE] = [2, 3];

/** Of one card, newest first: the day of a purchase and its amount, each greater than the one before. */
type SavedSales = readonly (readonly [day: number, fen: number])[];

/**
 * What each card bought and could bring back. Purchases are many and questions few: so a purchase is only written down
 * at the end of a ring, linked to the one before it of its card, and the ring's oldest ones, which can no longer be
 * brought back, are passed over where they stand. Nothing goes from card to card all over memory until it is saved.
 */
export class CardSales implements CardMemory {
  /** By card number: the number of its latest sale. */
  private latest = new Int32Array(1_024).fill(NONE);
  private floats = new Float64Array(FIRST_SLOTS * FLOATS);
  private words = new Int32Array(this.floats.buffer);
  private mask = FIRST_SLOTS - 1;
  /** Sales are numbered as they come; those from `first` up to `next` are in the ring. */
  private first = 0;
  private next = 0;
  private day = 0;

  /** @param days how long a purchase can be brought back. */
  constructor(private readonly days: number) {}

  add(cardNo: number, day: number, fen: number): void {
    this.day = day;
    if (cardNo >= this.latest.length) this.makeRoomForCards(cardNo);
    if (this.next - this.first > this.mask) this.makeRoom();
    const slot = this.next & this.mask;
    this.floats[slot * FLOATS + FEN] = fen;
    this.words[slot * WORDS + DAY] = day;
    this.words[slot * WORDS + BEFORE] = this.latest[cardNo] as number;
    this.latest[cardNo] = this.next;
    this.next += 1;
  }

  /** Whether the card bought for so much or more within the days before this one, or on it. */
  has(cardNo: number, fen: number, day: number): boolean {
    const fromDay = day - this.days;
    let sale = this.latest[cardNo] ?? NONE;
    while (sale >= this.first && this.dayOf(sale) >= fromDay) {
      if (this.fenOf(sale) >= fen) return true;
      sale = this.before(sale);
    }
    return false;
  }

  /** Lets go of what can no longer be brought back on this day. */
  forget(day: number): void {
    this.day = day;
    // Sales that were loaded come card by card: one that is younger keeps those behind it a while longer.
    while (this.first < this.next && this.dayOf(this.first) < day - this.days) this.first += 1;
  }

  /**
   * Of a card's purchases only those that no later one equals or exceeds, since for any amount the latest that is large
   * enough is the one to find.
   */
  save(): Map<number, SavedSales> {
    const saved = new Map<number, SavedSales>();
    const fromDay = this.day - this.days;
    for (const [cardNo, latest] of this.latest.entries()) {
      const sales: [number, number][] = [];
      let most = 0;
      for (let sale = latest; sale >= this.first && this.dayOf(sale) >= fromDay; sale = this.before(sale)) {
        const fen = this.fenOf(sale);
        if (fen <= most) continue;
        most = fen;
        sales.push([this.dayOf(sale), fen]);
      }
      if (sales.length > 0) saved.set(cardNo, sales);
    }
    return saved;
  }

  load(cardNo: number, _card: string, saved: unknown): void {
    for (const [day, fen] of (saved as SavedSales).toReversed()) this.add(cardNo, day, fen);
  }

  private fenOf(sale: number): number {
    return this.floats[(sale & this.mask) * FLOATS + FEN] as number;
  }

  private dayOf(sale: number): number {
    return this.words[(sale & this.mask) * WORDS + DAY] as number;
  }

  private before(sale: number): number {
    return this.words[(sale & this.mask) * WORDS + BEFORE] as number;
  }

  /** Half of the ring at least, so that it is not done again soon. */
  private makeRoom(): void {
    this.forget(this.day);
    const { words, mask } = this;
    if ((this.next - this.first) * 2 <= mask + 1) return;
    const slots = (mask + 1) * 2;
    this.mask = slots - 1;
    this.floats = new Float64Array(slots * FLOATS);
    this.words = new Int32Array(this.floats.buffer);
    for (let sale = this.first; sale < this.next; sale++) {
      const [from, to] = [(sale & mask) * WORDS, (sale & this.mask) * WORDS];
      for (let word = 0; word < WORDS; word++) this.words[to + word] = words[from + word] as number;
    }
  }

  private makeRoomForCards(cardNo: number): void {
    const latest = new Int32Array(Math.max(this.latest.length * 2, cardNo + 1)).fill(NONE);
    latest.set(this.latest);
    this.latest = latest;
  }
}
