const FIRST_USES = 4_096;
const NONE = -1;

/**
 * The ids of the credit purchases of one stream, by card, newest first: a row of ids in the order in which they came,
 * each linked to the one before it of the same card. Writing is at the end only, and nothing is made for it; reading is
 * for the few that become findings.
 */
export class CardUses {
  private ids = new Float64Array(FIRST_USES);
  private before = new Int32Array(FIRST_USES);
  private count = 0;
  /** By card number: where its latest use stands. */
  private latest = new Int32Array(1_024).fill(NONE);

  get size(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
    this.latest.fill(NONE);
  }

  /** @returns where it stands, by which it is known until the uses are cleared. */
  add(cardNo: number, id: number): number {
    if (this.count === this.ids.length) this.makeRoom();
    if (cardNo >= this.latest.length) this.makeRoomForCards(cardNo);
    this.ids[this.count] = id;
    this.before[this.count] = this.latest[cardNo] as number;
    this.latest[cardNo] = this.count;
    return this.count++;
  }

  /** The card's `count` uses before this one, or up to its latest where that is -1, in the order in which they came. */
  idsOf(cardNo: number, count: number, use: number): number[] {
    const ids = new Array<number>(count);
    let at = (use === NONE ? this.latest[cardNo] : this.before[use]) ?? NONE;
    for (let place = count - 1; place >= 0; place--) {
      if (at === NONE) throw new Error(`card ${cardNo} of the stream has no ${count} uses`);
      ids[place] = this.ids[at] as number;
      at = this.before[at] as number;
    }
    return ids;
  }

  private makeRoom(): void {
    const ids = new Float64Array(this.ids.length * 2);
    ids.set(this.ids);
    const before = new Int32Array(ids.length);
    before.set(this.before);
    this.ids = ids;
    this.before = before;
  }

  private makeRoomForCards(cardNo: number): void {
    const latest = new Int32Array(Math.max(this.latest.length * 2, cardNo + 1)).fill(NONE);
    latest.set(this.latest);
    this.latest = latest;
  }
}
