import type { Rejection, RejectionReason } from '@thaw/transactions/records';

const SMALLEST = 64;

export interface RejectionGroup {
  readonly reason: RejectionReason;
  readonly count: number;
  /** The first of the reason, with its message. */
  readonly first: Rejection;
}

/** Which lines were rejected and why, five bytes each: a file may well have nothing but bad lines. */
export class RejectionLog {
  private size = 0;
  private lines = new Uint32Array(SMALLEST);
  private reasons = new Uint8Array(SMALLEST);
  private readonly groups: { reason: RejectionReason; count: number; first: Rejection }[] = [];

  get count(): number {
    return this.size;
  }

  add(rejection: Rejection): void {
    const { line, reason } = rejection;
    let place = this.groups.findIndex((group) => group.reason === reason);
    if (place === -1) place = this.groups.push({ reason, count: 0, first: rejection }) - 1;
    const group = this.groups[place];
    if (group) group.count += 1;
    const at = this.size++;
    if (at === this.lines.length) {
      const [lines, reasons] = [new Uint32Array(at * 2), new Uint8Array(at * 2)];
      lines.set(this.lines);
      reasons.set(this.reasons);
      [this.lines, this.reasons] = [lines, reasons];
    }
    this.lines[at] = line;
    this.reasons[at] = place;
  }

  /** In the file's order. */
  *entries(): Generator<{ line: number; reason: RejectionReason }, void, undefined> {
    for (let at = 0; at < this.size; at++) {
      const group = this.groups[this.reasons[at] as number];
      if (group) yield { line: this.lines[at] as number, reason: group.reason };
    }
  }

  /** By reason, in the order of their first coming. */
  byReason(): readonly RejectionGroup[] {
    return this.groups;
  }
}
