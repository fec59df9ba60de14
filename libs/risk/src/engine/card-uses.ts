const FIRST_USES = 4_096;
/** Of a use: the low word of its id, then where the one before it of the same card stands. */
const WORDS = 2;
const [ID, BEFORE] = [0, 1];
const TWO_32 = 2 ** 32;
const NONE = TWO_32 - 1;
/** Uses up to the card's latest. */
const LATEST = -1;

/**
 * The ids of the credit purchases of one stream, by card, newest first: a row of ids in the order in which they came,
 * each linked to the one before it of the same card. Writing is at the end only, and nothing is made for it; reading is
 * for the few that become findings, and goes from one use to the next all over memory: so both words of a use lie side by
 * side.
 */
export class CardUses {
  private words = new Uint32Array(FIRST_USES * WORDS);
  /** The high words of the ids, once there is one that is not zero. */
  private high: Uint32Array | null = null;
  private count = 0;
  /** By card number: where its latest use stands. */
  private latest = new Uint32Array(1_024).fill(NONE);

  get size(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
    this.latest.fill(NONE);
  }

  /** @returns where it stands, by which it is known until the uses are cleared. */
  add(cardNo: number, id: number): number {
    const { count } = this;
    if (count * WORDS === this.words.length) this.makeRoom();
    if (cardNo >= this.latest.length) this.makeRoomForCards(cardNo);
    this.words[count * WORDS + ID] = id;
    this.words[count * WORDS + BEFORE] = this.latest[cardNo] as number;
    if (id >= TWO_32) this.high ??= new Uint32Array(this.words.length / WORDS);
    if (this.high !== null) this.high[count] = Math.floor(id / TWO_32);
    this.latest[cardNo] = count;
    this.count += 1;
    return count;
  }

  /** The card's `count` uses before this one, or up to its latest where that is -1, in the order in which they came. */
  idsOf(cardNo: number, count: number, use: number): number[] {
    const { words, high } = this;
    const ids = new Array<number>(count);
    let at = (use === LATEST ? this.latest[cardNo] : words[use * WORDS + BEFORE]) ?? NONE;
    for (let place = count - 1; place >= 0; place--) {
      if (at === NONE) throw new Error(`card ${cardNo} of the stream has no ${count} uses`);
      const low = words[at * WORDS + ID] as number;
      ids[place] = high === null ? low : (high[at] as number) * TWO_32 + low;
      at = words[at * WORDS + BEFORE] as number;
    }
    return ids;
  }

  private makeRoom(): void {
    const words = new Uint32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    if (this.high === null) return;
    const high = new Uint32Array(words.length / WORDS);
    high.set(this.high);
    this.high = high;
  }

  private makeRoomForCards(cardNo: number): void {
    const latest = new Uint32Array(Math.max(this.latest.length * 2, cardNo + 1)).fill(NONE);
    latest.set(this.latest);
    this.latest = latest;
  }
}
